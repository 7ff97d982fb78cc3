"""Periods as the command and the pages write them: a quarter, a month or a year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from etl.errors import UserError
from etl.read import Scope

_QUARTER = re.compile(r"(\d{4})[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last` (their first days) and the Chinese name."""

    text: str
    first: dt.date
    last: dt.date
    label: str

    @property
    def scope(self) -> Scope:
        """All finished cases of the period."""
        return Scope(self.first, self.last)

    def is_complete(self, as_of: dt.date) -> bool:
        """Whether data up to and with `as_of` cover the period's last day."""
        after = (self.last.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        return as_of >= after - dt.timedelta(days=1)


def parse_period(text: str) -> Period:
    """`2026Q3`, `2026-10` or `2026`; UserError for anything else."""
    given = text.strip()
    if found := _QUARTER.fullmatch(given):
        year, quarter = int(found[1]), int(found[2])
        span, label = (quarter * 3 - 2, quarter * 3), f"{year}年第{quarter}季度"
    elif found := _MONTH.fullmatch(given):
        year, month = int(found[1]), int(found[2])
        span, label = (month, month), f"{year}年{month}月"
    elif found := _YEAR.fullmatch(given):
        year, span, label = int(found[1]), (1, 12), f"{found[1]}年"
    else:
        raise UserError(f"时段“{text}”无法识别：请写成 2026Q3（季度）、2026-10（月）或 2026（年）")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UserError(f"时段“{text}”的年份不对：请写 {_FIRST_YEAR} 至 {_LAST_YEAR} 年")
    return Period(given.upper(), dt.date(year, span[0], 1), dt.date(year, span[1], 1), label)
