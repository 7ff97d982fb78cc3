"""What the monthly report asks besides what the pages ask: the month's calendar, where lateness lies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build
from etl.read.figures import SOUND
from etl.read.scope import Scope, shift_month


@dataclass(frozen=True)
class Calendar:
    """Working days of a period, the names of its holidays, and whether they are counted by weekends."""

    workdays: int
    holidays: tuple[str, ...]
    is_provisional: bool


def calendar(build: Build, scope: Scope) -> Calendar:
    """The calendar of the scope's months, as far as data have come."""
    last = min(shift_month(scope.last, 1) - dt.timedelta(days=1), build.meta.as_of)
    rows = build.rows(
        "select count(*) filter (where is_workday), "
        "list(distinct holiday_name order by holiday_name) filter (where holiday_name is not null "
        "and not is_workday), coalesce(bool_or(is_provisional), false) from dim_date "
        "where date between ? and ?",
        [scope.first, last],
    )
    workdays, names, provisional = rows[0]
    return Calendar(int(workdays), tuple(names or ()), bool(provisional))


def overdue_by_item(build: Build, scope: Scope) -> pd.DataFrame:
    """Cases finished past their promise by item, most first: columns item_name, overdue."""
    where, params = scope.cases("finished")
    return build.frame(
        "select coalesce(item_name, '事项不详') as item_name, count(*) as overdue from fct_case "
        f"where {SOUND} and finish_class = '超期' and {where} group by 1 order by 2 desc, 1",
        params,
    )
