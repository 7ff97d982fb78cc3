"""Counts and shares of cases under any scope, exact from the case cube.

Definitions follow the field's rules: a share counts what has a limit, is counted and has no
conflict of dates; where nothing has a limit the share is blank, never 0 % or 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.read.build import Build
from etl.read.scope import Scope

SOUND = "is_counted and not has_date_conflict and finished_month is not null"
ON_TIME = "finish_class in ('提前', '按时', '即办')"
STILL_OPEN = "(coalesce(status, '') <> '办结')"
# The columns of mart_case_month; its model's header says what each counts.
COUNTS = (
    "promised", "on_time", "on_time_lawful", "overdue", "commitment", "early", "statutory", "within_statutory",
    "only_by_pause", "finished", "timed", "conflicts", "left_out", "counted", "online",
    "with_channel", "at_once", "typed",
)  # fmt: skip
SUMS = ("used_days", "statutory_days", "used_of_statutory")


@dataclass(frozen=True)
class Share:
    """A numerator and its denominator; `value` is None where there is nothing to share."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None when the denominator is 0."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class CaseFigures:
    """The figures of one scope. Durations are working days by the promise clock."""

    counts: dict[str, int]
    accepted: int
    mean_days: float | None
    median_days: float | None
    p90_days: float | None
    speed_up: float | None

    def share(self, part: str, whole: str) -> Share:
        """A share of two counts."""
        return Share(self.counts[part], self.counts[whole])

    @property
    def on_time(self) -> Share:
        """按时办结率: early, on the day and at once, of finished cases with a promise."""
        return self.share("on_time", "promised")

    @property
    def on_time_lawful(self) -> Share:
        """按时办结率 with statutory pauses alone deducted, local ones counted as time used."""
        return self.share("on_time_lawful", "promised")

    @property
    def within_statutory(self) -> Share:
        """法定时限内办结率, of finished cases with a statutory limit."""
        return self.share("within_statutory", "statutory")

    @property
    def early(self) -> Share:
        """承诺件提前办结率: 承诺件 finished before the due day, of 承诺件 finished."""
        return self.share("early", "commitment")

    @property
    def online(self) -> Share:
        """网上申请率: applied for on a computer or phone, of cases with a known channel."""
        return self.share("online", "with_channel")


def aggregates() -> str:
    """The select list of every count and sum, over rows of mart_case_month."""
    parts = [f"coalesce(sum({name}), 0)::bigint as {name}" for name in COUNTS]
    return ", ".join([*parts, *(f"coalesce(sum({name}), 0)::double as {name}" for name in SUMS)])


def case_figures(build: Build, scope: Scope) -> CaseFigures:
    """Every case figure of a scope."""
    where, params = scope.case_months()
    row = build.frame(f"select {aggregates()} from mart_case_month where {where}", params).iloc[0]
    return _figures(row, _accepted(build, scope), duration_counts(build, scope))


def _figures(row: Any, accepted: int, days: pd.DataFrame) -> CaseFigures:
    counts = {name: int(row[name]) for name in COUNTS}
    median, p90 = (weighted_quantile(days["days"], days["cases"], q) for q in (0.5, 0.9))
    return CaseFigures(
        counts,
        accepted,
        row["used_days"] / counts["timed"] if counts["timed"] else None,
        median,
        p90,
        1 - row["used_of_statutory"] / row["statutory_days"] if row["statutory_days"] else None,
    )


def _accepted(build: Build, scope: Scope) -> int:
    where, params = scope.case_months("accepted")
    return int(
        build.rows(
            f"select coalesce(sum(counted), 0)::bigint from mart_case_month where {where}", params
        )[0][0]
    )


def duration_counts(build: Build, scope: Scope) -> pd.DataFrame:
    """Cases by whole working days used: columns days, cases."""
    where, params = scope.cases()
    return build.frame(
        f"select used_workdays as days, sum(cases)::bigint as cases from mart_case_cube "
        f"where {SOUND} and used_workdays is not null and {where} group by 1 order by 1",
        params,
    )


def weighted_quantile(values: Any, weights: Any, q: float) -> float | None:
    """The linearly interpolated quantile of values that stand `weights` times each.

    Equal to numpy's default quantile of the values written out; `values` are sorted.
    """
    numbers, counts = np.asarray(values, dtype=float), np.asarray(weights, dtype=np.int64)
    total = int(counts.sum()) if len(counts) else 0
    if total == 0:
        return None
    ends = np.cumsum(counts)
    place = (total - 1) * q
    low, high = int(np.floor(place)), int(np.ceil(place))
    at_low, at_high = (numbers[np.searchsorted(ends, k, side="right")] for k in (low, high))
    return float(at_low + (at_high - at_low) * (place - low))


def whole_days(values: Any, weights: Any, share: float) -> int | None:
    """The fewest whole days within which at least `share` of the cases stand; None without cases.

    Unlike the interpolated quantile it may be promised: so many cases truly took no longer.
    """
    counts = np.asarray(weights, dtype=np.int64)
    if not counts.sum():
        return None
    # A share of 0.9 of 10 cases is 9 of them, whatever floating point makes of 0.9 × 10.
    goal = np.ceil(np.round(share * counts.sum(), 9))
    place = int(np.searchsorted(np.cumsum(counts), goal))
    return int(np.asarray(values)[place])


def monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Every count and sum by month of the scope's cohort, oldest first, and `accepted`."""
    where, params = scope.case_months()
    frame = build.frame(
        f"select month, {aggregates()} from mart_case_month where {where} group by 1 order by 1",
        params,
    )
    where, params = scope.case_months("accepted")
    accepted = build.frame(
        "select month, sum(counted)::bigint as accepted from mart_case_month "
        f"where {where} group by 1",
        params,
    )
    # Months in which nothing was finished have acceptances all the same.
    whole = frame.merge(accepted, on="month", how="outer").fillna(0)
    return whole.sort_values("month", ignore_index=True)


def months(build: Build) -> list[Any]:
    """Months with cases accepted or finished up to as-of, latest first (their first days)."""
    rows = build.rows(
        "select distinct m from (select month as m from mart_case_month union "
        "select commented_month from mart_comment_cube) "
        "where m is not null and m <= (select as_of from meta_build) order by m desc"
    )
    return [row[0] for row in rows]


@dataclass(frozen=True)
class OpenCases:
    """Open cases at as-of: all, past the promise, past the statute, due within a working day.

    `unclear` are those whose status says 办结 without a time: they are listed for checking and
    enter none of the other counts, so that no window is blamed for a gap in its export.
    """

    open: int
    past_promise: int
    past_statutory: int
    due_soon: int
    unclear: int


def open_cases(build: Build, scope: Scope) -> OpenCases:
    """超期未办结 and what is about to be, under the scope's filters."""
    where, params = scope.open_cases()
    return OpenCases(
        *build.rows(
            f"select count(*) filter (where {STILL_OPEN}), "
            f"count(*) filter (where {STILL_OPEN} and is_within_promise = false), "
            f"count(*) filter (where {STILL_OPEN} and is_within_statutory = false), "
            f"count(*) filter (where {STILL_OPEN} and card = '预警'), "
            f"count(*) filter (where not {STILL_OPEN}) from fct_case where {where}",
            params,
        )[0]
    )
