"""Where a window may stand among its peers, and how likely it is truly among the first.

From draws of what the figures may be (`scoring.shrinkage.draw`); the seed is fixed, so that the same
counts give the same places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Places:
    """By window: the first and the last place of 95 % of the draws (1 the best), the median, and
    the share of draws among the first `seats`."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    middle: NDArray[np.int64]
    p_top: Floats


def places_of(drawn: Floats, seats: int) -> Places:
    """Places of each window over draws (draws down, windows across); more is better.

    ValueError without draws, with no seat or with blanks: what is not known has no place.
    """
    if drawn.ndim != 2 or not len(drawn) or seats < 1 or np.isnan(drawn).any():
        raise ValueError("places need draws without blanks, and a seat")
    rank = ranks(drawn)
    ends = np.quantile(rank, [TAILS[0], 0.5, TAILS[1]], axis=0, method="closest_observation")
    first, middle, last = ends.astype(np.int64)
    return Places(first, last, middle, (rank <= seats).mean(axis=0))


def ranks(drawn: Floats) -> NDArray[np.int64]:
    """The place of each window in each draw, 1 the best; equal figures share the better place."""
    order = np.argsort(-drawn, axis=1, kind="stable")
    rank = np.empty(drawn.shape, dtype=np.int64)
    rows = np.arange(len(drawn))[:, None]
    ordered = np.take_along_axis(drawn, order, axis=1)
    number = np.broadcast_to(np.arange(1, drawn.shape[1] + 1), drawn.shape).copy()
    same = np.zeros(drawn.shape, dtype=bool)
    same[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    number[same] = 0
    rank[rows, order] = np.maximum.accumulate(number, axis=1)
    return rank
