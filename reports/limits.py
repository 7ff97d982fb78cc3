"""Promise against statute against what really happened, by item and department."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import tables
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope, shift_month

MINIMUM = 10
SHOWN = 15


@dataclass(frozen=True)
class Limits:
    """Items with both limits in working days, and their sums.

    `comparable` are the items that enter the compression; `compression` is None without any.
    """

    items: pd.DataFrame
    comparable: int
    statutory_sum: float
    promise_sum: float
    half: int
    two_thirds: int

    @property
    def compression(self) -> float | None:
        """承诺时限压缩比 over items."""
        if not self.statutory_sum:
            return None
        return (self.statutory_sum - self.promise_sum) / self.statutory_sum

    def busiest(self) -> pd.DataFrame:
        """The items with most cases that have both limits and enough cases to judge."""
        known = self.items.dropna(subset=["statutory_workdays", "promise_workdays", "p50", "p90"])
        judged = known[(known["n"] >= MINIMUM) & (known["statutory_workdays"] > 0)]
        return judged.nlargest(SHOWN, "n")

    def never_met(self) -> pd.DataFrame:
        """Items whose cases took longer than promised more often than not, the worst first."""
        judged = self.items[(self.items["promised"] >= MINIMUM)]
        share = judged["on_time"] / judged["promised"]
        late = judged.assign(share=share)[share < 0.5]
        return late.sort_values(["share", "promised"], ascending=[True, False])

    def always_met(self) -> pd.DataFrame:
        """Items without one late case, nine of ten of which had days to spare, most spare first."""
        known = self.items.dropna(subset=["promise_workdays", "p90"])
        kept = known[(known["promised"] >= MINIMUM) & (known["on_time"] == known["promised"])]
        spare = kept.assign(spare=kept["promise_workdays"] - kept["p90"])
        return spare[spare["spare"] >= 1].sort_values(["spare", "n"], ascending=False)


def limits(build: Build, scope: Scope) -> Limits:
    """Read and sum for one scope; items without cases in it are there with empty durations."""
    items = tables.by_item(build, scope)
    counts = ["n", "promised", "on_time", "overdue"]
    items[counts] = items[counts].fillna(0).astype(int)
    both = comparable(items)
    ratio = 1 - both["promise_workdays"] / both["statutory_workdays"]
    return Limits(
        items,
        len(both),
        *sums_of(both),
        int((ratio >= 1 / 2).sum()),
        int((ratio >= 2 / 3 - 1e-9).sum()),
    )


def comparable(items: pd.DataFrame) -> pd.DataFrame:
    """Items with both limits in working days; 即办 against a statute counts as 0."""
    known = items.dropna(subset=["statutory_workdays", "promise_workdays"])
    return known[known["statutory_workdays"] > 0]


def sums_of(both: pd.DataFrame) -> tuple[float, float]:
    """Statutory and promised working days of comparable items, summed."""
    return float(both["statutory_workdays"].sum()), float(both["promise_workdays"].sum())


def by_department(items: pd.DataFrame) -> pd.DataFrame:
    """Compression by department: items, both sums in working days, ratio, most compressed first."""
    both = comparable(items)
    sums = (
        both.groupby("dept_name")
        .agg(
            items=("item_code", "count"),
            statutory=("statutory_workdays", "sum"),
            promise=("promise_workdays", "sum"),
        )
        .reset_index()
    )
    sums["compression"] = 1 - sums["promise"] / sums["statutory"]
    return sums.sort_values("compression", ascending=False)


@dataclass(frozen=True)
class Difference:
    """One clock judged by date and by the source's time of day, over cases that have such a time."""

    clock: str
    by_date: Share
    by_time: Share
    apart: int


def differences(build: Build, scope: Scope) -> list[Difference]:
    """Why a source system that compares times of day counts other cases in time."""
    return [
        Difference(
            row.clock, Share(row.by_date, row.told), Share(row.by_time, row.told),
            row.stricter + row.looser,
        )
        for row in tables.by_source_time(build, scope).itertuples()
    ]  # fmt: skip


def heat(build: Build, scope: Scope) -> pd.DataFrame:
    """On-time share by department: one column 近12月 and one for each of the last six months.

    The worst department of the year first; null under ten cases.
    """
    frame = tables.by_department_month(
        build, scope.within(shift_month(scope.last, -11), scope.last)
    )
    if frame.empty:
        return pd.DataFrame({"近12月": []})
    counts = frame.pivot(index="dept_name", columns="month", values=["on_time", "promised"]).fillna(
        0
    )
    parts, wholes = counts["on_time"], counts["promised"]
    year = parts.sum(axis=1), wholes.sum(axis=1)
    share = pd.DataFrame({"近12月": (year[0] / year[1]).where(year[1] >= MINIMUM)})
    months = [pd.Timestamp(shift_month(scope.last, back)) for back in range(-5, 1)]
    for month in months:
        name = f"{month.month}月"
        if month not in parts.columns:
            share[name] = float("nan")
            continue
        share[name] = (parts[month] / wholes[month]).where(wholes[month] >= MINIMUM)
    return share.sort_values("近12月")
