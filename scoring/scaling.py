"""From a figure to the part of the points it earns, 0 to 1, for whole arrays at once.

Arrays end with one axis of windows; draws may stand before it. Blanks stay blank.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.rulebook import Indicator

Floats = NDArray[np.float64]
Texts = NDArray[Any]


def earned(indicator: Indicator, value: Floats, whole: Floats, groups: Texts) -> Floats:
    """The part of the points that `value` earns; `whole` turns a share back into events."""
    if indicator.scaling == "percentile":
        ahead = standing(value if indicator.direction == "up" else -value, groups)
        return np.where(np.isnan(value), np.nan, ahead)
    if indicator.scaling == "deduction":
        events = bad_events(indicator, value, whole)
        lost = events * indicator.per_event / indicator.points if indicator.points else events
        return np.clip(1 - lost, 0, 1)
    reach = indicator.target - indicator.floor
    return np.clip((value - indicator.floor) / reach, 0, 1) + 0.0  # no “-0” in a sentence


def bad_events(indicator: Indicator, value: Floats, whole: Floats) -> Floats:
    """What a deduction counts: the part itself where less is better, else what misses it."""
    share = value if indicator.direction == "down" else 1 - value
    return np.round(share * whole)


def standing(value: Floats, groups: Texts) -> Floats:
    """The share of the other windows of the group that a window is ahead of; a tie is half one.

    The mean is one half in any group with a comparison, so that small groups gain nothing.
    NaN for blanks and for a window alone in its group.
    """
    out = np.full(value.shape, np.nan)
    for group in dict.fromkeys(groups.tolist()):
        places = np.flatnonzero(groups == group)
        out[..., places] = _ahead(value[..., places])
    return out


def _ahead(value: Floats) -> Floats:
    """Half of (windows at or below less itself, plus windows below) over the others, by sorting."""
    if value.ndim > 1:
        return np.stack([_ahead(row) for row in value])
    known = value[~np.isnan(value)]
    if len(known) < 2:
        return np.full(value.shape, np.nan)
    ordered = np.sort(known)
    below = np.searchsorted(ordered, value, side="left")
    upto = np.searchsorted(ordered, value, side="right")
    ahead = (below + upto - 1) / 2 / (len(known) - 1)
    return np.where(np.isnan(value), np.nan, ahead)
