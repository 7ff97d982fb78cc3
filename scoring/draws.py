"""How far scores would move by chance alone: intervals and the odds of a place at the top.

Only shares of cases and ratings are drawn. A share of k in n is drawn from the values that such a
count could come from, Beta(k + a, n − k + b), with the prior of the window's peers
(`scoring.shrinkage`; ½ and ½, Jeffreys', where the rule book draws nothing toward them); unlike
drawing k anew, this does not call 10 of 10 certain. Volume and the catalogue are full counts and stay. Indicators are drawn
one by one: where the same cases stand behind two of them the interval is a little too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.grid import Column, Grid
from scoring.rulebook import METRICS
from scoring.scaling import Floats, earned

DRAWS = 500
SEED = 20260101
TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Spread:
    """95 % interval of the score rate (0–1) and the share of draws among the first `seats`."""

    low: Floats
    high: Floats
    p_top: Floats


def spread(grid: Grid, rates: Floats, plays: NDArray[np.bool_], seats: int) -> Spread:
    """Intervals of the windows in `plays`, blank for the others.

    The rate itself is always inside its interval: drawn values of a share at 100 % lie below it.
    """
    blank = np.full(len(rates), np.nan)
    low, high, p_top = blank.copy(), blank.copy(), blank.copy()
    if not plays.any():
        return Spread(low, high, p_top)
    drawn = _drawn_rates(grid)[:, plays]
    ends = np.quantile(drawn, TAILS, axis=0)
    low[plays] = np.minimum(ends[0], rates[plays])
    high[plays] = np.maximum(ends[1], rates[plays])
    p_top[plays] = _top(drawn, seats)
    return Spread(low, high, p_top)


def _drawn_rates(grid: Grid) -> Floats:
    rng = np.random.default_rng(SEED)
    points = np.zeros((DRAWS, len(grid.groups)))
    for column in grid.columns:
        fraction = _drawn_fraction(column, grid, rng)
        points += np.nan_to_num(fraction) * column.indicator.points
    measurable = grid.measurable()
    return points / np.where(measurable > 0, measurable, np.nan)


def _drawn_fraction(column: Column, grid: Grid, rng: np.random.Generator) -> Floats:
    if not METRICS[column.indicator.key].is_sampled:
        return column.fraction
    known = ~np.isnan(column.fraction)
    good = np.where(known, column.part, 0.0)
    bad = np.where(known, column.whole - column.part, 0.0)
    shares = rng.beta(good + column.a, bad + column.b, size=(DRAWS, len(known)))
    shares[:, ~known] = np.nan
    return earned(column.indicator, shares, column.whole, grid.groups)


def _top(drawn: Floats, seats: int) -> Floats:
    if drawn.shape[1] <= seats:
        return np.ones(drawn.shape[1])
    last_seat = np.partition(drawn, -seats, axis=1)[:, -seats]
    shares: Floats = (drawn >= last_seat[:, None]).mean(axis=0)
    return shares
