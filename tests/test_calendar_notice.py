"""A holiday notice pasted as text says what the calendar says; what it cannot say is told."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chinese_calendar
import pytest

from etl import tables_edit
from etl.calendar import (
    Override,
    calendar,
    declared_years,
    is_of_notice,
    known_until,
    known_years,
    read_overrides,
)
from etl.errors import UserError
from etl.notice import read_notice
from etl.reference import CardLimits, card_limits
from etl.settings import Settings

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节", "Dragon Boat Festival": "端午节", "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}  # fmt: skip
WEEK = "一二三四五六日"
DAY = dt.timedelta(days=1)


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + DAY * n for n in range((dt.date(year, 12, 31) - first).days + 1)]


def runs(year: int) -> list[tuple[str, list[dt.date]]]:
    """Each holiday of a year with its days in a row."""
    named = [(day, chinese_calendar.get_holiday_detail(day)) for day in days_of(year)]
    off = [(day, str(name)) for day, (is_off, name) in named if is_off and name]
    found = itertools.groupby(
        enumerate(off), key=lambda one: (one[1][1], (one[1][0] - dt.date(1, 1, 1)).days - one[0])
    )
    return [(NAMES[name], [day for _, (day, _) in group]) for (name, _), group in found]


def official(year: int) -> str:
    """The notice in its official form, written from the library's own table."""
    lines = []
    make_up = [
        day for day in days_of(year) if day.weekday() > 4 and chinese_calendar.is_workday(day)
    ]
    for place, (name, days) in enumerate(runs(year)):
        first, last = days[0], days[-1]
        span = f"{first.month}月{first.day}日（周{WEEK[first.weekday()]}）"
        if last > first:
            month = f"{last.month}月" if last.month != first.month else ""
            span += f"至{month}{last.day}日（农历某日、周{WEEK[last.weekday()]}）"
        near = [d for d in make_up if abs((d - first).days) < 15 and d not in lines]
        said = "、".join(f"{d.month}月{d.day}日（周{WEEK[d.weekday()]}）" for d in near)
        extra = f"{said}上班。" if near else ""
        lines.append(
            f"{'一二三四五六七八九'[place]}、{name}：{span}放假调休，共{len(days)}天。{extra}"
        )
    head = f"国务院办公厅关于{year}年部分节假日安排的通知\n经国务院批准，现将{year}年元旦等节日放假安排通知如下。\n"
    return head + "\n".join(lines) + "\n节假日期间，各地区、各部门要妥善安排好值班和安全等工作。"


def plain(year: int) -> str:
    """The same without its year and weekdays."""
    return re.sub(r"（[^）]*）", "", official(year)).replace(f"{year}年部分", "部分")


@pytest.mark.parametrize("year", [2019, 2021, 2022, 2024, 2025, 2026])
def test_a_notice_in_its_official_form_says_what_the_calendar_says(year: int) -> None:
    lines = read_notice(official(year), year)
    told = {one.day: one.is_workday for one in lines if one.day}
    for day in days_of(year):
        assert told.get(day, day.weekday() < 5) == chinese_calendar.is_workday(day), day
    assert [one.year for one in lines if one.day is None] == [year]


def test_a_holiday_over_the_turn_of_the_year() -> None:
    text = official(2022).replace(
        official(2022).splitlines()[2], "一、元旦：2021年12月31日至2022年1月2日放假调休，共3天。"
    )
    days = {one.day for one in read_notice(text, 2022) if not one.is_workday}
    assert {dt.date(2021, 12, 31), dt.date(2022, 1, 2)} <= days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有认出元旦、春节"),
        ("春节快乐，大家辛苦了", "没有认出元旦、春节"),
        (plain(2026).replace("、国庆节：", "、其他："), "没有认出国庆"),
        (plain(2026).replace("共9天。", "共9天，"), "“春节”的放假和上班写在一句里"),
        (plain(2026).replace("6月19日", "9999年6月19日"), "不属于2027年"),
        (plain(2026).replace("1月1日至3日", "1月1日、3日"), "“元旦”的放假日期无法识别"),
        (official(2026), "通知写的是2026年，选的是2027年"),
        (official(2026).replace("2026年部分", "部分"), "1月1日是周四，2027年的这一天是周五"),
        (plain(2026).replace("共9天", "共8天"), "“春节”写的天数与起止日期不符"),
        (plain(2026).replace("5月1日", "5月31日"), "“劳动节”写的天数与起止日期不符"),
        (plain(2026).replace("2月15日", "2月30日"), "“春节”里的日期无法识别"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        read_notice(text, 2027)
    assert "\n" not in str(caught.value)


def test_the_whole_notice_with_its_preamble_names_each_holiday_right() -> None:
    text = official(2026).replace(
        "现将2026年元旦等节日放假安排通知如下。",
        "现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。",
    )
    named = {
        one.day: one.reason for one in read_notice(text, 2026) if one.day and not one.is_workday
    }
    assert named[dt.date(2026, 1, 1)] == "元旦"
    assert named[dt.date(2026, 10, 1)] == "国庆节"


def test_two_holidays_in_one_line_and_numbers_before_them() -> None:
    lines = plain(2025).splitlines()
    joined = [line for line in lines if "中秋节：" not in line]
    text = re.sub(
        r"、国庆节：[^共]*共\d+天",
        "、国庆节、中秋节：10月1日至8日放假调休，共8天",
        "\n".join(joined),
    )
    days = {
        one.day
        for one in read_notice(text.replace("一、元旦", "1元旦"), 2025)
        if not one.is_workday
    }
    assert {dt.date(2025, 10, 8), dt.date(2025, 1, 1)} <= days


def test_a_local_festival_is_the_offices_own(settings: Settings) -> None:
    own = Override(2026, dt.date(2026, 5, 27), False, "古尔邦节")
    assert not is_of_notice(own, {2026})
    assert is_of_notice(Override(2027, dt.date(2027, 1, 1), False, "元旦"), {2027})
    assert is_of_notice(Override(2026, dt.date(2026, 12, 31), False, "元旦"), {2027})


def test_many_people_saving_at_once_lose_nothing(settings: Settings) -> None:
    days = [dt.date(2026, 1, 1) + DAY * n for n in range(60)]

    def add(day: dt.date) -> None:
        with tables_edit.editing(settings):
            lines = tables_edit.calendar_lines(settings)
            tables_edit.save_calendar(settings, [*lines, Override(2026, day, False, "停电")])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, days))
    assert [one.day for one in tables_edit.calendar_lines(settings)] == days


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def test_a_year_entered_by_the_office_is_no_assumption(settings: Settings) -> None:
    year = known_years()[1] + 1
    off = [dt.date(year, 1, 1), dt.date(year, 10, 1)]
    lines = [
        Override(year, None, False, "已录入"),
        *(Override(year, day, False, "国庆节") for day in off),
    ]
    tables_edit.save_calendar(settings, lines)
    path = settings.reference(tables_edit.CALENDAR)
    assert path.is_relative_to(settings.data)
    assert declared_years(path) == {year}
    assert known_until(declared_years(path)) == year
    assert known_until({year + 1}) == year - 1
    days = calendar(dt.date(year, 1, 1), read_overrides(path), declared_years(path))
    told = {day.date: day for day in days}
    assert not told[dt.date(year, 6, 1)].is_provisional
    assert told[dt.date(year + 1, 6, 1)].is_provisional
    assert not told[off[1]].is_workday
    assert told[off[1]].holiday_name == "国庆节"


def test_of_two_lines_for_a_day_the_later_stays_and_nothing_else_is_lost(
    settings: Settings,
) -> None:
    day, other = dt.date(2026, 3, 6), dt.date(2026, 3, 9)
    first = [Override(2026, day, False, "停电"), Override(2026, other, True, "补班")]
    tables_edit.save_calendar(settings, first)
    tables_edit.save_calendar(
        settings, [*tables_edit.calendar_lines(settings), Override(2026, day, True, "取消")]
    )
    found = {one.day: (one.is_workday, one.reason) for one in tables_edit.calendar_lines(settings)}
    assert found == {day: (True, "取消"), other: (True, "补班")}


def test_the_version_of_the_tables_changes_with_each_of_them(settings: Settings) -> None:
    seen = {tables_edit.tables_version(settings)}
    tables_edit.save_cards(settings, CardLimits(2, 5))
    seen.add(tables_edit.tables_version(settings))
    tables_edit.save_calendar(settings, [Override(2026, dt.date(2026, 3, 6), False, "停电")])
    seen.add(tables_edit.tables_version(settings))
    assert len(seen) == 3
    assert card_limits(settings.reference(tables_edit.CARDS)) == CardLimits(2, 5)
