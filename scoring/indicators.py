"""What was counted of each window: part, whole and n of every measured indicator.

Nothing is weighed or left out here; a blank means that there was nothing to count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.read import Build, Scope, honours
from etl.read.indicators import (
    catalogue_by_window,
    joint_by_window,
    returns_by_window,
)
from etl.read.ratings import ratings_by_window
from etl.read.tables import by_window
from etl.read.voice import comments_by_window
from scoring.rulebook import METRICS

UNGROUPED = "未分组"
INNOVATION_CAP = 5.0
"""Points that measures can earn at most, as the rule book has them at most."""
CASE_SHARES = {
    "early": ("early", "commitment"),
    "on_time": ("on_time", "promised"),
    "online": ("online", "with_channel"),
}


@dataclass(frozen=True)
class Noun:
    """What is compared, in words: its name, the word that counts it, and one that no roster knows."""

    name: str
    unit: str
    off_roster: str

    @property
    def counted(self) -> str:
        """After a number: 个窗口, 人."""
        return self.unit if self.name == "人员" else f"{self.unit}{self.name}"


WINDOWS = Noun("窗口", "个", "窗口未列入窗口清单")
PERSONS = Noun("人员", "人", "人员名册里没有这个工号")


@dataclass(frozen=True)
class Measures:
    """Counts by window (the index is `window_code`), one column a metric.

    `value` is part ÷ whole, a share from 0 to 1, for volume the number of finished cases; blank
    (NaN) where whole is 0. `n` is how many cases, ratings or items stand behind it. `windows`
    has names, peer group and the counts that no metric is made of.
    """

    windows: pd.DataFrame
    part: pd.DataFrame
    whole: pd.DataFrame
    n: pd.DataFrame
    noun: Noun = WINDOWS

    @property
    def value(self) -> pd.DataFrame:
        """The figure of each metric."""
        shares = self.part / self.whole.where(self.whole > 0)
        shares["volume"] = self.part["volume"]
        return shares


def widened(scope: Scope) -> Scope:
    """The scope that scores are made on: its months, by finish, all windows, all kinds of cases.

    A place among peers needs all peers, and points under a filter on channel or case type would
    not be the points of the window.
    """
    return replace(scope.all_windows(), basis="finished", channel=None, case_type=None)


def measure(build: Build, scope: Scope) -> Measures:
    """Every measured indicator of every window in the scope's months."""
    months = widened(scope)
    counts = by_window(build, months).set_index("window_code")
    voices = _voices(build, months, counts.index)
    returns = aligned(returns_by_window(build, months), counts.index)
    joint = aligned(joint_by_window(build, months), counts.index)
    items = aligned(catalogue_by_window(build), counts.index)
    pairs: dict[str, tuple[pd.Series, pd.Series]] = {
        key: (counts[part], counts[whole]) for key, (part, whole) in CASE_SHARES.items()
    }
    pairs |= {
        "volume": (counts["finished"], counts["finished"]),
        "returned": (returns["returned"], known_returns(returns)),
        "good_rating": (voices["active_good"], voices["active"]),
        "settled": (items["settled"], items["settled_known"]),
        "joint": (joint["joint_on_time"], joint["joint"]),
        "compression": (items["statutory_days"] - items["promise_days"], items["statutory_days"]),
        "quick": (items["quick"], items["quick_known"]),
        **_honours(build, months, counts.index),
    }
    part = pd.DataFrame({key: pairs[key][0] for key in METRICS})
    whole = pd.DataFrame({key: pairs[key][1] for key in METRICS})
    n = whole.assign(compression=items["limited"])
    return Measures(_windows(counts, voices, returns), part, whole, n)


def _honours(build: Build, scope: Scope, index: pd.Index) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Findings of checks out of the days of checks, and points of measures out of those to be had.

    A check goes through the whole hall: where there was one, a window without a finding has none.
    """
    found = aligned(honours.findings_by(build, scope, "window_code"), index)
    days = pd.Series(float(honours.days_of_checks(build, scope)), index=index)
    points = aligned(honours.points_by(build, scope, "window_code"), index)["points"]
    cap = pd.Series(INNOVATION_CAP if honours.has_ledger(build) else 0.0, index=index)
    return {
        "attendance": (found["attendance"], days),
        "appearance": (found["appearance"], days),
        "innovation": (np.minimum(points, cap), cap),
    }


def _windows(counts: pd.DataFrame, voices: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    made = counts[["window_name", "dept_name", "peer_group", "is_from_cases"]].copy()
    made["n_cases"] = counts["finished"]
    made["overdue"] = counts["overdue"]
    made["n_comments"] = voices["total"]
    made["complaints"] = voices["complaint"]
    made["suspect"] = voices["suspect"]
    made["lacks_supplements"] = returns["with_supplements"] == 0
    return made


def _voices(build: Build, scope: Scope, index: pd.Index) -> pd.DataFrame:
    ratings = aligned(ratings_by_window(build, scope), index)
    comments = comments_by_window(build, scope)[["window_code", "total", "complaint"]]
    return ratings.join(aligned(comments, index))


def known_returns(returns: pd.DataFrame) -> pd.Series:
    """The denominator, 0 where no source tells of any return or supplement: no news, no points."""
    told = returns["with_supplements"].sum() + returns["returned"].sum()
    return returns["handled"] if told else returns["handled"] * 0


def aligned(frame: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """The counts in the order of `index`, 0 for those without any; rows of nobody go.

    The frame's column named as the index tells whom a row is about.
    """
    known = frame[frame[str(index.name)].notna()].set_index(str(index.name))
    return known.astype(np.float64).reindex(index).fillna(0.0)
