"""Days as small integers, with the official working days (make-up days included)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import chinese_calendar
import numpy as np

from etl.demo.basics import AS_OF, FIRST_DAY, Bools, Ints, Texts, texts

ORIGIN = dt.date(2024, 7, 1)
END = dt.date(2028, 12, 31)
KNOWN_UNTIL = dt.date(2026, 12, 31)  # the last year with a published holiday notice

MORNING = (9 * 3600, 12 * 3600)
AFTERNOON = (13 * 3600 + 1800, 17 * 3600)
CLOSING = AFTERNOON[1]


@dataclass(frozen=True)
class Calendar:
    """Day 0 is ORIGIN.  `number[d]` counts the working days up to and with day d."""

    is_workday: Bools
    number: Ints
    workdays: Ints
    next_workday: Ints  # the day itself where it is one
    month: Texts  # 2026-03
    month_no: Ints  # months since the first month of the span

    def add(self, day: Ints, working_days: Ints) -> Ints:
        """The day that lies so many working days after `day`."""
        found: Ints = self.workdays[self.number[day] + working_days - 1]
        return found

    def between(self, start: Ints, end: Ints) -> Ints:
        """Working days after `start` up to and with `end`."""
        counted: Ints = self.number[end] - self.number[start]
        return counted


def day_index(day: dt.date) -> int:
    """Days since ORIGIN."""
    return (day - ORIGIN).days


def day_date(index: int) -> dt.date:
    """The date of a day index."""
    return ORIGIN + dt.timedelta(days=int(index))


FIRST, LAST = day_index(FIRST_DAY), day_index(AS_OF)


def build_calendar() -> Calendar:
    """The official calendar; beyond the last published year by weekends, for far due dates only."""
    days = [day_date(i) for i in range((END - ORIGIN).days + 1)]
    flags = np.array(
        [chinese_calendar.is_workday(d) if d <= KNOWN_UNTIL else d.weekday() < 5 for d in days],
        dtype=np.bool_,
    )
    workdays = np.flatnonzero(flags).astype(np.int64)
    number = np.cumsum(flags).astype(np.int64)
    after = np.searchsorted(workdays, np.arange(len(days)))
    upcoming = workdays[np.minimum(after, len(workdays) - 1)]
    first = FIRST_DAY.year * 12 + FIRST_DAY.month
    return Calendar(
        is_workday=flags,
        number=number,
        workdays=workdays,
        next_workday=upcoming,
        month=texts([f"{d:%Y-%m}" for d in days]),
        month_no=np.array([d.year * 12 + d.month - first for d in days], dtype=np.int64),
    )


def add_months(day: int, months: int) -> int:
    """The same day number so many calendar months later, or that month's last day."""
    start = day_date(day)
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return day_index(dt.date(year, month + 1, min(start.day, last)))
