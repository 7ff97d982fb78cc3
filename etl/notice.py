"""The State Council's holiday notice of a year, pasted as text, read into days off and on."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from etl.calendar import MAKE_UP, NOTICE_NAMES, Override
from etl.errors import UserError

DAY = re.compile(
    r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\([^()]*?(?:周|星期)([一二三四五六日天])[^()]*\))?"
)
WEEK = "一二三四五六日"
HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
# A line of one holiday: 二、春节: … ; the preamble that lists them all has no such colon.
NAMED = re.compile(
    rf"(?:^|[\n。])[ \t]*(?:[一二三四五六七八九十\d]+[、.]?)?[ \t]*((?:{'|'.join(HOLIDAYS)})[^:。\n]{{0,12}}):"
)
COUNT = re.compile(r"共(\d{1,2})天")
RANGE = re.compile(r"日(?:\([^()]*\))?(?:至|到|-|—|~)")
LONGEST = 12
ONE_DAY = dt.timedelta(days=1)


def read_notice(text: str, year: int) -> list[Override]:
    """Every day that the notice of `year` settles, in order of time, and the year itself.

    Such lines are read: “二、春节：2月15日（农历腊月二十八、周日）至23日放假调休，共9天。2月14日
    （周六）、2月28日（周六）上班。” All seven holidays must be there: a year entered is no longer
    an assumption. UserError says what cannot be read.
    """
    plain = unicodedata.normalize("NFKC", text)
    if years := {int(one) for one in re.findall(r"(\d{4})年部分节假日", plain)} - {year}:
        raise UserError(f"通知写的是{min(years)}年，选的是{year}年：请核对")
    parts = _parts(plain)
    missing = [name for name in HOLIDAYS if not any(name in title for title, _ in parts)]
    if missing:
        raise UserError(
            f"没有认出{'、'.join(missing)}：请粘贴通知中“一、元旦：……”到“国庆节：……”的全文，每个节日一行"
        )
    days: dict[dt.date, Override] = {}
    for name, told in parts:
        for sentence in re.split(r"[。;\n]", told):
            for one in _days(name, sentence, year):
                if one.day is not None:
                    days[one.day] = one
    entered = Override(year, None, False, "已按国务院办公厅通知录入")
    return [entered, *(days[day] for day in sorted(days))]


def _parts(text: str) -> list[tuple[str, str]]:
    """Each holiday's name with what the notice says of it."""
    found = list(NAMED.finditer(text))
    starts = [*(one.start() for one in found), len(text)]
    return [
        (one[1].strip(), text[one.end() : end]) for one, end in zip(found, starts[1:], strict=True)
    ]


def _days(name: str, sentence: str, year: int) -> list[Override]:
    """The days one sentence settles: off where it says 放假, on where it says 上班."""
    is_off, is_on = "放假" in sentence, "上班" in sentence
    if is_off and is_on:
        raise UserError(f"“{name}”的放假和上班写在一句里：请在“共几天”后面加句号再试")
    if is_on:
        return [Override(day.year, day, True, MAKE_UP) for day in _listed(name, sentence, year)]
    if not is_off:
        return []
    listed = _listed(name, sentence, year)
    if not listed or len(listed) > 2 or (len(listed) == 2 and not RANGE.search(sentence)):
        raise UserError(f"“{name}”的放假日期无法识别：请写成“几月几日至几日放假，共几天”")
    first, last = listed[0], listed[-1]
    length = (last - first).days + 1
    told = COUNT.search(sentence)
    if not 1 <= length <= LONGEST or (told and int(told[1]) != length):
        raise UserError(f"“{name}”写的天数与起止日期不符：请核对这一行")
    own = name if name in NOTICE_NAMES else name.split("、", maxsplit=1)[0]
    return [
        Override(day.year, day, False, own)
        for day in (first + ONE_DAY * place for place in range(length))
    ]


def _listed(name: str, sentence: str, year: int) -> list[dt.date]:
    """The dates a sentence names; one without a month is of the month named before."""
    found: list[dt.date] = []
    month: str | None = None
    own_year = year
    for said_year, said_month, day, weekday in DAY.findall(sentence):
        month = said_month or month
        own_year = int(said_year) if said_year else own_year
        try:
            date = dt.date(own_year, int(month or 0), int(day))
        except ValueError:
            raise UserError(f"“{name}”里的日期无法识别：请核对这一行") from None
        # A notice settles its own year and the last days of the one before.
        if not dt.date(year - 1, 12, 1) <= date <= dt.date(year, 12, 31):
            raise UserError(
                f"“{name}”里的{date.year}年{date.month}月{date.day}日不属于{year}年：请核对"
            )
        # The weekday tells a notice of another year.
        if weekday and WEEK[date.weekday()] != weekday.replace("天", "日"):
            raise UserError(
                f"“{name}”写的{date.month}月{date.day}日是周{weekday}，{own_year}年的这一天是"
                f"周{WEEK[date.weekday()]}：请核对年份"
            )
        found.append(date)
    return found
