"""The parts of the points that every window earns, as arrays, and why some are blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.indicators import UNGROUPED, WINDOWS, Measures, Noun
from scoring.rulebook import METRICS, Indicator, Rulebook
from scoring.scaling import Floats, Texts, earned
from scoring.shrinkage import JEFFREYS, fit

OFF_ROSTER = "未列入窗口清单"
TOO_FEW = "样本不足"
TOO_FEW_POINTS = "可计分不足"


@dataclass(frozen=True)
class Column:
    """One measured indicator over all windows (arrays in the order of the measures).

    `value`, `part`, `whole` and `n` are as counted; `fraction` is the part of the points earned,
    blank where the indicator leaves both points and full marks. `compared` is the value that earns
    the points of those that take part, drawn toward the peers where the rule book says so, blank for
    the others; `peers` how many these are in the window's group. `a` and `b` are the prior of the
    window's peers (Jeffreys' where nothing is drawn toward them).
    """

    indicator: Indicator
    value: Floats
    part: Floats
    whole: Floats
    n: Floats
    compared: Floats
    peers: NDArray[np.int64]
    a: Floats
    b: Floats
    fraction: Floats


@dataclass(frozen=True)
class Grid:
    """All columns; `plays` tells the windows with enough cases and on the roster.

    `listed` are the rows of `Measures.windows` with `window_code` and `n_ratings`, as dicts.
    """

    book: Rulebook
    listed: list[dict[str, Any]]
    groups: Texts
    plays: NDArray[np.bool_]
    columns: tuple[Column, ...]
    noun: Noun = WINDOWS

    @property
    def full(self) -> Floats:
        """Points of every column."""
        return np.array([one.indicator.points for one in self.columns], dtype=float)

    @property
    def fractions(self) -> Floats:
        """Windows down, columns across."""
        if not self.columns:
            return np.full((len(self.groups), 0), np.nan)
        return np.stack([one.fraction for one in self.columns], axis=-1)

    def measurable(self) -> Floats:
        """Points that each window could earn."""
        counted: Floats = np.where(np.isnan(self.fractions), 0.0, self.full).sum(axis=-1)
        return counted

    def points(self) -> Floats:
        """Points that each window earns."""
        earned_points: Floats = np.nansum(self.fractions * self.full, axis=-1)
        return earned_points

    def excluded(self) -> list[str | None]:
        """Why each window takes no part; None for those that do."""
        rules, out = self.book.rules, list[str | None]()
        for row, points in zip(self.listed, self.measurable(), strict=True):
            few = points < rules.min_points or points <= 0
            out.append(OFF_ROSTER if row["is_from_cases"]
                       else TOO_FEW if row["n_cases"] < rules.min_cases
                       else TOO_FEW_POINTS if few else None)  # fmt: skip
        return out


def make_grid(measures: Measures, book: Rulebook) -> Grid:
    """Every measured indicator of the rule book, scaled for every window."""
    listed = measures.windows.rename_axis("window_code")
    groups = listed["peer_group"].fillna(UNGROUPED).to_numpy(dtype=object)
    on_roster = ~listed["is_from_cases"].to_numpy(dtype=bool)
    plays = on_roster & (listed["n_cases"].to_numpy(dtype=float) >= book.rules.min_cases)
    columns = tuple(_column(measures, book, one, groups, plays) for one in book.measured)
    told = listed.assign(n_ratings=measures.whole["good_rating"]).reset_index()
    return Grid(book, told.to_dict("records"), groups, plays, columns, measures.noun)


def _column(
    measures: Measures, book: Rulebook, indicator: Indicator, groups: Texts,
    plays: NDArray[np.bool_],
) -> Column:  # fmt: skip
    key = indicator.key
    value = measures.value[key].to_numpy(dtype=float)
    part, whole, n = (frame[key].to_numpy(dtype=float)
                      for frame in (measures.part, measures.whole, measures.n))  # fmt: skip
    enough = plays & (n >= indicator.min_n) & ~np.isnan(value)
    is_drawn = book.rules.shrink and METRICS[key].is_sampled and indicator.scaling == "linear"
    a, b = _priors(part, whole, groups) if is_drawn else _jeffreys(groups)
    earning = (part + a) / (whole + a + b) if is_drawn else value
    # Where nothing is fitted the counted share stands.
    earning = np.where(a == JEFFREYS.a, value, earning)
    compared = np.where(enough, earning, np.nan)
    group_no = np.unique(groups.astype(str), return_inverse=True)[1]
    peers = np.bincount(group_no, weights=enough)[group_no].astype(np.int64)
    if indicator.scaling == "percentile":
        alike = (peers >= book.rules.min_peers) & (groups != UNGROUPED)
        compared = np.where(alike, compared, np.nan)
    fraction = earned(indicator, compared, whole, groups)
    return Column(indicator, value, part, whole, n, compared, peers, a, b, fraction)


def _jeffreys(groups: Texts) -> tuple[Floats, Floats]:
    return np.full(len(groups), JEFFREYS.a), np.full(len(groups), JEFFREYS.b)


def _priors(part: Floats, whole: Floats, groups: Texts) -> tuple[Floats, Floats]:
    """Each window's prior from the counts of its peer group; windows of no group have none."""
    a, b = _jeffreys(groups)
    for group in {str(one) for one in groups} - {UNGROUPED}:
        inside = groups == group
        prior = fit(part[inside], whole[inside])
        a[inside], b[inside] = prior.a, prior.b
    return a, b
