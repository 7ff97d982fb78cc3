"""The working-day calendar: state notices with make-up days, then the office's own overrides."""

from __future__ import annotations

import datetime as dt
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


def read_overrides(path: Path) -> dict[dt.date, bool]:
    """The office's own days off and on; UserError names the bad line."""
    if not path.is_file():
        return {}
    days = {}
    for number, row in enumerate(rows_of(path), start=2):
        written = {name: (row.get(name) or "").strip() for name in ("date", "is_workday")}
        if not any(written.values()):
            continue
        try:
            # A spreadsheet that saves the file again writes 2026/10/1.
            parts = [int(part) for part in written["date"].replace("/", "-").split("-")]
            day = dt.date(*parts)
        except (ValueError, TypeError):
            raise UserError(f"“{path.name}”第{number}行的日期无法识别：请写成 2026-10-01") from None
        if written["is_workday"] not in ("0", "1"):
            raise UserError(f"“{path.name}”第{number}行的 is_workday 只能是 0 或 1")
        days[day] = written["is_workday"] == "1"
    return days


def calendar(last: dt.date, overrides: dict[dt.date, bool]) -> list[Day]:
    """Every day from 2000 to six years after `last`, all years merged before any look-up.

    A year's last days can be settled by the next year's notice, so the look-up is by day.
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
            is_workday, name = True, "调休上班"
        if day in overrides:
            is_workday = overrides[day]
            name = "本地上班" if is_workday else "本地放假"
        provisional = not first_known <= day.year <= last_known and day not in overrides
        days.append(Day(day, (day - EPOCH).days, is_workday, provisional, name))
        day += dt.timedelta(days=1)
    return days
