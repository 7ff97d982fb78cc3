"""The working-day calendar: state notices with make-up days, then the office's own overrides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from etl.errors import UserError
from etl.reference import rows_of

FIRST_YEAR = 2000
YEARS_AHEAD = 6
EPOCH = dt.date(2000, 1, 1)
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
MAKE_UP = "调休上班"
NOTICE_NAMES = (*HOLIDAY_NAMES.values(), "国庆节、中秋节", "中秋节、国庆节", MAKE_UP)
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Day:
    """One day. `is_provisional`: the year's holiday notice is not known, weekends counted."""

    date: dt.date
    day_no: int
    is_workday: bool
    is_provisional: bool
    holiday_name: str | None


def known_years() -> tuple[int, int]:
    """First and last year whose state holiday notices the calendar holds."""
    from chinese_calendar import constants  # noqa: PLC0415  slow to load

    years = [day.year for day in constants.holidays]
    return min(years), max(years)


def known_until(declared: Collection[int] = ()) -> int:
    """The last year up to which every holiday notice is known, those entered here included."""
    year = known_years()[1]
    while year + 1 in declared:
        year += 1
    return year


@dataclass(frozen=True)
class Override:
    """One line of the office's own table: a day off or on, or a year entered as a whole.

    `day` None: the notice of `year` has been entered, so its other days are no assumption.
    """

    year: int
    day: dt.date | None
    is_workday: bool
    reason: str


def read_lines(path: Path) -> list[Override]:
    """Every line of the office's table, in its order; UserError names the bad one."""
    if not path.is_file():
        return []
    found = []
    for number, row in enumerate(rows_of(path), start=2):
        date, on, reason = (
            (row.get(name) or "").strip() for name in ("date", "is_workday", "reason")
        )
        if not (date or on):
            continue
        if YEAR.fullmatch(date) and not on:
            found.append(Override(int(date), None, False, reason))
            continue
        try:
            # A spreadsheet that saves the file again writes 2026/10/1.
            day = dt.date(*(int(part) for part in date.replace("/", "-").split("-")))
        except (ValueError, TypeError):
            raise UserError(f"“{path.name}”第{number}行的日期无法识别：请写成 2026-10-01") from None
        if on not in ("0", "1"):
            raise UserError(f"“{path.name}”第{number}行的 is_workday 只能是 0 或 1")
        found.append(Override(day.year, day, on == "1", reason))
    return found


def read_overrides(path: Path) -> dict[dt.date, Override]:
    """The office's own days off and on, the last line of a day; UserError names the bad line."""
    return {one.day: one for one in read_lines(path) if one.day is not None}


def declared_years(path: Path) -> set[int]:
    """Years whose notice the office has entered itself."""
    return {one.year for one in read_lines(path) if one.day is None}


def calendar(
    last: dt.date, overrides: dict[dt.date, Override], declared: Collection[int] = ()
) -> list[Day]:
    """Every day from 2000 to six years after `last`, all years merged before any look-up.

    A year's last days can be settled by the next year's notice, so the look-up is by day.
    `declared` are years whose notice is among the overrides.
    """
    from chinese_calendar import constants  # noqa: PLC0415  slow to load

    first_known, last_known = known_years()
    day, end = EPOCH, dt.date(last.year + YEARS_AHEAD, 12, 31)
    days = []
    while day <= end:
        is_workday, name = day.weekday() < 5, None
        if day in constants.holidays:
            is_workday, name = False, HOLIDAY_NAMES.get(str(constants.holidays[day]))
        elif day in constants.workdays:
            is_workday, name = True, MAKE_UP
        if day in overrides:
            is_workday = overrides[day].is_workday
            name = _own_name(overrides[day], is_of_notice(overrides[day], declared))
        is_known = first_known <= day.year <= last_known or day.year in declared
        provisional = not is_known and day not in overrides
        days.append(Day(day, (day - EPOCH).days, is_workday, provisional, name))
        day += dt.timedelta(days=1)
    return days


def is_of_notice(own: Override, declared: Collection[int]) -> bool:
    """Whether a day came with a year's notice: the office's own days carry reasons of their own."""
    return own.reason in NOTICE_NAMES and bool({own.year, own.year + 1} & set(declared))


def _own_name(own: Override, is_notice: bool) -> str:
    """What a day of the office's table is called: the holiday of an entered notice, else local."""
    if is_notice:
        return own.reason
    return "本地上班" if own.is_workday else "本地放假"
