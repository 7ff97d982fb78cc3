"""Other weights on the same counts: who would enter the list, who would leave, how far each stays.

Nothing is read anew and nothing is kept: a trial is worked out from the parts of points that windows
earn under the rule book at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from etl.read import Build, Scope
from scoring.grid import Grid, make_grid
from scoring.indicators import Measures, measure
from scoring.ranking import Candidate, Recommendation, places, recommend
from scoring.rulebook import Rulebook
from scoring.scaling import Floats, earned


@dataclass(frozen=True)
class Tried:
    """Score rates (0–1, blank for windows that take no part) and the list under some weights.

    In the order of `Trial.codes`.
    """

    rates: Floats
    places: tuple[int | None, ...]
    recommended: Recommendation


@dataclass(frozen=True)
class Range:
    """From and to which points of an indicator a window stays on the list, around those at hand.

    None where it is not on the list at hand.
    """

    code: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Trial:
    """The counts of a period under a rule book, to be tried with other points.

    `among`: the codes that may be on the list, None for all that take part.
    """

    grid: Grid
    among: frozenset[str] | None = None

    @property
    def codes(self) -> list[str]:
        """Codes of all windows."""
        return [str(row["window_code"]) for row in self.grid.listed]

    @property
    def names(self) -> dict[str, str]:
        """Names of all windows by code."""
        return {str(row["window_code"]): str(row["window_name"]) for row in self.grid.listed}

    @property
    def points(self) -> dict[str, float]:
        """Points of every measured indicator as the rule book has them."""
        return {one.indicator.key: one.indicator.points for one in self.grid.columns}

    def under(self, points: Mapping[str, float]) -> Tried:
        """The scores with some indicators' points changed; KeyError for an unknown indicator.

        ValueError for points below zero.
        """
        if unknown := set(points) - set(self.points):
            raise KeyError(f"no such indicator: {sorted(unknown)}")
        if any(one < 0 for one in points.values()):
            raise ValueError("points below zero")
        rates = self._rates({**self.points, **points})
        inside = np.flatnonzero(~np.isnan(rates)).tolist()
        rules = self.grid.book.rules
        ranked = places([float(rates[at]) for at in inside], rules.tie)
        by_place: list[int | None] = [None] * len(rates)
        for at, place in zip(inside, ranked, strict=True):
            by_place[at] = place
        chosen = recommend(self._candidates(rates, inside), rules.recommended, rules.tie)
        return Tried(rates, tuple(by_place), chosen)

    def ranges(self, key: str, tried: Sequence[float]) -> list[Range]:
        """How far each window that is ever on the list stays on it as the points of `key` change.

        `tried` are the points to look at, in order; the ends are those still on the list next to the
        points at hand.
        """
        now = self.points[key]
        steps = sorted({*tried, now})
        lists = [set(self.under({key: points}).recommended.codes) for points in steps]
        here = steps.index(now)
        found = []
        for code in sorted(set().union(*lists), key=self.codes.index):
            if code not in lists[here]:
                found.append(Range(code, None, None))
                continue
            low = high = here
            while low > 0 and code in lists[low - 1]:
                low -= 1
            while high < len(steps) - 1 and code in lists[high + 1]:
                high += 1
            found.append(Range(code, steps[low], steps[high]))
        return found

    def _rates(self, points: Mapping[str, float]) -> Floats:
        full = np.array([points[one.indicator.key] for one in self.grid.columns], dtype=float)
        fractions = self.grid.fractions.copy()
        for number, column in enumerate(self.grid.columns):
            # What an event costs is in points, so that its part of them changes with them.
            if column.indicator.scaling == "deduction":
                changed = replace(column.indicator, points=float(full[number]))
                fractions[:, number] = earned(
                    changed, column.compared, column.whole, self.grid.groups
                )
        measurable = np.where(np.isnan(fractions), 0.0, full).sum(axis=1)
        plays = self.grid.plays & (measurable >= self.grid.book.rules.min_points) & (measurable > 0)
        rates: Floats = np.nansum(fractions * full, axis=1) / np.where(plays, measurable, np.nan)
        return rates

    def _candidates(self, rates: Floats, inside: list[int]) -> list[Candidate]:
        rated = next((one for one in self.grid.columns if one.indicator.key == "good_rating"), None)
        out = []
        for at in inside:
            row = self.grid.listed[at]
            if self.among is not None and str(row["window_code"]) not in self.among:
                continue
            known = rated is not None and not np.isnan(rated.fraction[at])
            good = float(rated.value[at]) if rated is not None and known else None
            out.append(
                Candidate(
                    str(row["window_code"]),
                    float(rates[at]),
                    good,
                    int(row["overdue"]),
                    int(row["n_cases"]),
                    str(row["window_name"]),
                )
            )
        return out


def trial(build: Build, scope: Scope, book: Rulebook) -> Trial:
    """The counts of a scope's months, ready to be tried; as `score_windows` counts them."""
    return trial_of(measure(build, scope), book)


def trial_of(measures: Measures, book: Rulebook, among: frozenset[str] | None = None) -> Trial:
    """The same from counts at hand."""
    return Trial(make_grid(measures, book), among)
