"""The pages on the clocks from app.py: what they say is what the read door says; what they save."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from data_folders import data_folder
from page_runs import Open
from streamlit.testing.v1 import AppTest

from etl import jobs, tables_edit
from etl.calendar import Override
from etl.read import Build, Scope, watch
from etl.reference import CardLimits
from etl.settings import Settings
from pages.shared import decide
from records import trail
from records.store import open_records
from records.users import current_user
from reports import whatif
from reports.items import item_page, last_year
from reports.pausing import pausing_view

OCTOBER = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1))
CASES = (
    "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限,法定时限\n"
    "A1,甲,局,一号窗口,2026-03-02 09:00,2026-03-05 10:00,5个工作日,20个工作日\n"
    "A2,甲,局,一号窗口,2026-03-30 09:00,,1个工作日,20个工作日\n"
)


def said(test: AppTest) -> str:
    """Everything in words on the page."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "info",
        "warning",
        "success",
        "error",
    )
    return re.sub(
        r"[\u2060\\]", "", "\n".join(one.value for kind in kinds for one in getattr(test, kind))
    )


def cells(test: AppTest) -> str:
    """Every cell of every table as text."""
    return re.sub(
        r"[\u2060\\]",
        "",
        "\n".join(one.value.astype(str).to_csv(index=False) for one in test.table),
    )


def opened_tab(test: AppTest, key: str, label: str) -> AppTest:
    test.session_state[key] = label
    return test.run()


def test_watch_page_counts_and_names(open_page: Open, demo_build: Build) -> None:
    test = open_page("watchlist")
    cards = watch.cards(demo_build, OCTOBER)
    shown = {one.label: one.value for one in test.metric}
    assert shown["红牌"] == f"{cards.red:,} 件"
    assert shown["黄牌"] == f"{cards.yellow:,} 件"
    assert shown["预警"] == f"{cards.warned:,} 件"
    assert shown["暂停中"] == f"{cards.stopped:,} 件"
    words = said(test)
    assert "正式的黄牌、红牌由监察机构发出" in words
    assert f"剩余不超过 {demo_build.meta.warn_workdays} 个工作日为预警" in words


def test_watch_page_has_no_period(open_page: Open) -> None:
    now = [one.value for one in open_page("watchlist").metric]
    then = [one.value for one in open_page("watchlist", period="2025年3月").metric]
    assert now == then


def test_an_account_by_its_address(open_page: Open, demo_build: Build) -> None:
    number, due = demo_build.rows(
        "select case_no, promise_due_on from fct_case where paused_workdays > 1 and "
        "is_within_promise_only_by_pause order by case_no limit 1"
    )[0]
    test = open_page("case", no=number)
    words = said(test)
    assert not test.exception
    assert not test.error
    assert f"到期日是{due.year}年{due.month}月{due.day}日" in words
    assert "已按暂停顺延" in words
    assert "按时是因为暂停顺延" in words


@pytest.mark.parametrize("number", ["没有的编号", "<b>x</b> **y** [a](b)", "'; drop table", " "])
def test_an_unknown_number_is_told_in_a_sentence(open_page: Open, number: str) -> None:
    test = open_page("case", no=number)
    assert not test.exception
    assert not test.error
    assert any("没有编号为" in one.value or "请输入办件编号" in one.value for one in test.info)


def test_an_item_by_its_address(open_page: Open, demo_build: Build) -> None:
    code = demo_build.rows(
        "select item_code from fct_case group by 1 order by count(*) desc limit 1"
    )[0][0]
    page = item_page(demo_build, code)
    assert page is not None
    test = open_page("items", item=code)
    assert page.real() in said(test)
    assert page.promise() in said(test)
    assert page.certificate() in said(test)
    assert str(page.item["materials"]) in cells(test)


def test_an_unknown_item_shows_the_search(open_page: Open) -> None:
    test = open_page("items", item="<i>没有</i>")
    assert not test.exception
    assert not test.error
    assert any("没有编码为" in one.value for one in test.warning)
    assert "找到" in said(test)


def test_a_citizen_with_a_qr_code_sees_the_item_alone(open_page: Open, demo_build: Build) -> None:
    code = demo_build.rows(
        "select item_code from fct_case group by 1 order by count(*) desc limit 1"
    )[0][0]
    page = item_page(demo_build, code)
    assert page is not None
    test = open_page("items", item=code, view="guide")
    words = said(test)
    assert page.real() in words
    assert "以窗口答复为准" in words
    assert "退回" not in words
    assert [one.key for one in test.text_input] == []
    assert [one.label for one in test.button] == []


def test_a_window_that_is_not_there_is_told(open_page: Open) -> None:
    test = open_page("", window="没有这个窗口")
    assert any("网址里的窗口不存在" in one.value for one in test.warning)


def test_search(open_page: Open) -> None:
    test = open_page("items", q="社保")
    assert "社保" in cells(test)
    nothing = open_page("items", q="没有这种事")
    assert any("没有找到" in one.value for one in nothing.info)


def test_pause_page_names_the_unusual(open_page: Open, demo_build: Build) -> None:
    test = open_page("pauses", period="2026年")
    view = pausing_view(demo_build, Scope(dt.date(2026, 1, 1), dt.date(2026, 10, 1)))
    assert view.sentences()[0] in said(test)
    assert "▲ 高于同类" in cells(test)


def test_what_if_answers_for_the_share_chosen(open_page: Open, demo_build: Build) -> None:
    test = opened_tab(open_page("limits"), "limits_tab", "承诺再快一点（测算）")
    found = whatif.what_if(demo_build, last_year(demo_build), 0.95)
    assert f"{len(found.shorter):,} 个事项可以再缩短" in said(test)
    test.select_slider(key="share").set_value(0.8).run()
    other = whatif.what_if(demo_build, last_year(demo_build), 0.8)
    assert f"{len(other.shorter):,} 个事项可以再缩短" in said(test)
    assert not test.exception
    assert not test.error


@pytest.mark.parametrize(
    ("tab", "words"), [("发证", "在决定后 10 个工作日内送达"), ("为什么与来源系统不同", "按日期")]
)
def test_the_other_tabs_of_limits(open_page: Open, tab: str, words: str) -> None:
    test = opened_tab(open_page("limits"), "limits_tab", tab)
    assert not test.exception
    assert not test.error
    assert words in said(test)


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """A data folder of its own with two cases, built."""
    settings = data_folder(tmp_path / "data")
    path = settings.data / "办件.csv"
    path.write_text(CASES, encoding="utf-8")
    jobs.call(settings, "land", str(path), "--table", "cases")
    jobs.call(settings, "build", "--as-of", "2026-03-31")
    return settings


Edit = Callable[[AppTest], None]


def local_day(test: AppTest) -> None:
    test.selectbox(key="local_year").select(2026).run()
    test.selectbox(key="local_month").select(3).run()
    test.selectbox(key="local_day").select(31).run()
    test.text_input(key="local_reason").input("停电检修").run()
    test.button(key="add_local").click().run()


def test_nobody_changes_the_calendar_unnamed(open_page: Open, office: Settings) -> None:
    test = opened_tab(
        open_page("calendar", data=office.data, period="2026年3月"),
        "calendar_tab",
        "本地放假或补班",
    )
    test.text_input(key="local_reason").input("停电").run()
    assert test.button(key="add_local").disabled
    assert tables_edit.calendar_lines(office) == []


def test_a_local_day_is_saved_recorded_built_and_taken_back(
    open_page: Open, office: Settings
) -> None:
    test = open_page("calendar", data=office.data, period="2026年3月")
    test.text_input(key="user_name").input("李明").run()
    opened_tab(test, "calendar_tab", "本地放假或补班")
    local_day(test)
    assert not test.exception
    day = dt.date(2026, 3, 31)
    assert tables_edit.calendar_lines(office) == [Override(2026, day, False, "停电检修")]
    assert any("还是按原来的算的" in one.value for one in test.warning)
    jobs.call(office, "build", "--as-of", "2026-03-31")
    opened = open_page("case", data=office.data, period="2026年3月", no="A2")
    assert "到期日是2026年4月1日" in said(opened)
    test = open_page("calendar", data=office.data, period="2026年3月")
    test.text_input(key="user_name").input("王红").run()
    opened_tab(test, "calendar_tab", "修改记录")
    assert "2026年3月31日放假" in cells(test)
    assert test.button(key="undo_calendar").label == "撤销：2026年3月31日放假"
    test.button(key="undo_calendar").click().run()
    assert tables_edit.calendar_lines(office) == []
    # What was taken back is not offered again.
    assert "undo_calendar" not in [one.key for one in test.button]
    with open_records(office.data) as store:
        kept = trail.read(store, kind="reference_change")
        assert [one.actor for one in kept] == ["李明", "王红"]
        assert trail.verify(store) == []


def test_undo_goes_back_one_change_at_a_time(open_page: Open, office: Settings) -> None:
    user, days = current_user("李明"), [dt.date(2026, 3, 5), dt.date(2026, 3, 6)]
    for day in days:
        one = Override(2026, day, False, "停电")
        assert (
            decide.change_calendar(office, user, lambda now, one=one: [*now, one], f"{day}", "停电")
            is None
        )
    for left in (days[:1], []):
        standing = decide.undoable(decide.changes_of(office))
        assert standing is not None
        assert decide.undo(office, user, standing) is None
        assert [one.day for one in tables_edit.calendar_lines(office)] == left
    assert decide.undoable(decide.changes_of(office)) is None


def test_undo_is_refused_where_somebody_was_quicker(office: Settings) -> None:
    user = current_user("李明")
    one, other = (Override(2026, dt.date(2026, 3, n), False, "停电") for n in (5, 6))
    decide.change_calendar(office, user, lambda now: [*now, one], "一", "停电")
    shown = decide.undoable(decide.changes_of(office))
    assert shown is not None
    decide.change_calendar(office, user, lambda now: [*now, other], "二", "停电")
    assert "刚有别人做了新的修改" in (decide.undo(office, user, shown) or "")
    tables_edit.save_calendar(office, [other])
    newest = decide.undoable(decide.changes_of(office))
    assert newest is not None
    assert "在页面之外被改过" in (decide.undo(office, user, newest) or "")
    assert tables_edit.calendar_lines(office) == [other]


def test_a_table_that_cannot_be_written_changes_nothing(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(tables_edit, "save_calendar", full)
    one = Override(2026, dt.date(2026, 3, 5), False, "停电")
    told = decide.change_calendar(
        office, current_user("李明"), lambda now: [*now, one], "一", "停电"
    )
    assert "没有改成" in (told or "")
    assert decide.changes_of(office) == []


def test_a_day_off_already_is_not_entered(open_page: Open, office: Settings) -> None:
    test = open_page("calendar", data=office.data, period="2026年3月")
    test.text_input(key="user_name").input("李明").run()
    opened_tab(test, "calendar_tab", "本地放假或补班")
    test.selectbox(key="local_month").select(10).run()
    test.selectbox(key="local_day").select(2).run()
    test.text_input(key="local_reason").input("国庆").run()
    assert test.button(key="add_local").disabled
    assert "本来就不上班" in said(test)


def test_thresholds_are_saved_with_who_and_why(open_page: Open, office: Settings) -> None:
    test = open_page("calendar", data=office.data, period="2026年3月")
    test.text_input(key="user_name").input("李明").run()
    opened_tab(test, "calendar_tab", "预警阈值")
    assert test.button(key="save_cards").disabled
    test.selectbox(key="warn_days").select(2).run()
    test.text_input(key="card_reason").input("节前提前提醒").run()
    test.button(key="save_cards").click().run()
    assert not test.exception
    assert tables_edit.cards(office) == CardLimits(2, 3)


def test_a_notice_is_shown_before_it_is_saved(open_page: Open, office: Settings) -> None:
    test = open_page("calendar", data=office.data, period="2026年3月")
    test.text_input(key="user_name").input("李明").run()
    opened_tab(test, "calendar_tab", "录入放假通知")
    test.text_area(key="notice_text").input("这不是通知").run()
    assert any("没有认出" in one.value for one in test.error)
    notice = (
        "一、元旦：1月1日至3日放假，共3天。\n二、春节：2月5日至11日放假调休，共7天。2月14日上班。\n"
        "三、清明节：4月5日放假。\n四、劳动节：5月1日至3日放假，共3天。\n五、端午节：6月9日放假。\n"
        "六、中秋节：9月15日放假。\n七、国庆节：10月1日至7日放假调休，共7天。10月9日上班。"
    )
    test.text_area(key="notice_text").input(notice).run()
    assert "放假 23 天、调休上班 2 天" in said(test)
    assert tables_edit.calendar_lines(office) == []
    test.button(key="save_notice").click().run()
    assert not test.exception
    years = {one.year for one in tables_edit.calendar_lines(office) if one.day is None}
    assert years == {2027}
    assert "节假日安排已知到 2027 年" in said(test)
