"""What if: the shortest promise that a chosen share of the last year's cases would have kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.read import items as read_items
from etl.read import tables
from etl.read.build import Build
from etl.read.scope import Scope
from reports.limits import comparable, sums_of

MINIMUM = 30
SHARES = (0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True)
class WhatIf:
    """Proposals of one scope and share.

    `items`: item_code, item_name, dept_name, statutory_workdays, promise_workdays, n, needed (the
    shortest promise in whole working days that `share` of the n cases kept), broken (cases that
    would have broken it), broken_now (those that would have broken the catalogue's promise of
    today, whatever was promised then), proposed (null where nothing shorter holds) and
    new_promise (the proposed one, else today's).
    `few`: items left out because fewer than 30 cases were finished.
    """

    share: float
    items: pd.DataFrame
    few: int
    statutory_sum: float
    promise_sum: float
    proposed_sum: float

    @property
    def shorter(self) -> pd.DataFrame:
        """Items whose promise can be shorter, the most days saved first."""
        rows = self.items[self.items["proposed"].notna()]
        saved = rows["promise_workdays"] - rows["proposed"]
        return rows.assign(saved=saved).sort_values(["saved", "n"], ascending=False)

    @property
    def too_tight(self) -> pd.DataFrame:
        """Items whose promise of today was not kept by the share, the farthest first."""
        rows = self.items[self.items["needed"] > np.ceil(self.items["promise_workdays"])]
        short = rows["needed"] - rows["promise_workdays"]
        return rows.assign(short=short).sort_values(["short", "n"], ascending=False)

    @property
    def saved(self) -> float:
        """Working days that all proposals together take off the promises."""
        return float(self.shorter["saved"].sum())

    @property
    def more_broken(self) -> int:
        """Cases of the proposed items that would break the proposals and keep today's promises."""
        rows = self.shorter
        return int(rows["broken"].sum() - rows["broken_now"].sum())

    @property
    def compression(self) -> float | None:
        """承诺时限压缩比 of today, over items."""
        return 1 - self.promise_sum / self.statutory_sum if self.statutory_sum else None

    @property
    def new_compression(self) -> float | None:
        """承诺时限压缩比 if every proposal were taken."""
        return 1 - self.proposed_sum / self.statutory_sum if self.statutory_sum else None


def what_if(build: Build, scope: Scope, share: float) -> WhatIf:
    """Work out every item's shortest promise over the scope's months; `share` is 0 to 1."""
    found = needed(read_items.needed_promises(build, scope), share)
    catalogue = tables.catalogue(build, scope)
    items = catalogue.merge(found, on="item_code", how="left")
    items["n"] = items["n"].fillna(0).astype(int)
    items["broken_now"] = _broken_now(build, scope, items)
    judged = items[items["promise_workdays"].notna() & (items["n"] >= MINIMUM)].copy()
    shorter = judged["needed"] < judged["promise_workdays"]
    judged["proposed"] = judged["needed"].where(shorter)
    judged["new_promise"] = judged["proposed"].fillna(judged["promise_workdays"])
    proposals = judged.set_index("item_code")["new_promise"]
    both = comparable(items)
    after = both["item_code"].map(proposals).fillna(both["promise_workdays"])
    return WhatIf(
        share, judged, int(((items["n"] > 0) & (items["n"] < MINIMUM)).sum()), *sums_of(both),
        float(after.sum()),
    )  # fmt: skip


def needed(counts: pd.DataFrame, share: float) -> pd.DataFrame:
    """Per item the fewest whole days that at least `share` of its cases kept, n and the broken.

    `counts` has item_code, days and cases, sorted by item and days. A case keeps every promise of
    its `days` and more; the broken are those that need more.
    """
    frame = counts.copy()
    groups = frame.groupby("item_code")["cases"]
    frame["upto"], frame["n"] = groups.cumsum(), groups.transform("sum")
    # A share of 0.95 of 20 cases is 19 of them, whatever floating point makes of 0.95 × 20.
    goal = frame["n"].map(lambda n: math.ceil(round(share * n, 9)))
    first = frame[frame["upto"] >= goal].groupby("item_code", as_index=False).first()
    first["broken"] = first["n"] - first["upto"]
    return first.rename(columns={"days": "needed"})[["item_code", "needed", "n", "broken"]]


def _broken_now(build: Build, scope: Scope, items: pd.DataFrame) -> np.ndarray:
    """Cases of each item that would break today's promise of the catalogue."""
    counts = read_items.needed_promises(build, scope)
    # The clock rounds a fraction of a day up.
    today = np.ceil(counts["item_code"].map(items.set_index("item_code")["promise_workdays"]))
    late = counts[counts["days"] > today].groupby("item_code")["cases"].sum()
    found: np.ndarray = items["item_code"].map(late).fillna(0).astype(int).to_numpy()
    return found
