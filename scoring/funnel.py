"""Control limits around a group's share by the number of cases: the funnel plot.

Exact binomial limits (Spiegelhalter 2005, “Funnel plots for comparing institutional performance”,
Statistics in Medicine 24). Not interpolated between counts, as there: that would call 50 of 50 a
signal where 49.95 are usual.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WARN, ACT = 0.95, 0.998
"""Two of three standard errors, as the field draws them: 95 % and 99.8 %."""


def limits(share: float, whole: Floats, level: float) -> tuple[Floats, Floats]:
    """Low and high limit, 0 to 1, of the share of an ordinary window with so many cases.

    ValueError for a share outside 0 to 1 or a window without cases.
    """
    whole = np.asarray(whole, dtype=float)
    if not 0 <= share <= 1 or (whole < 1).any():
        raise ValueError("limits need a share from 0 to 1 and cases")
    tail = (1 - level) / 2
    return _quantile(tail, share, whole), _quantile(1 - tail, share, whole)


def _quantile(p: float, share: float, whole: Floats) -> Floats:
    """The least count that at least p of ordinary windows stay at or below, as a share."""
    from scipy.stats import binom  # noqa: PLC0415  a third of a second, only when asked

    found: Floats = binom.ppf(p, whole, share) / whole
    return found


def signal(part: Floats, whole: Floats, share: float) -> NDArray[np.int64]:
    """By window: 2 above or −2 below the 99.8 % limit, 1 or −1 beyond the 95 % limit, else 0."""
    value = np.asarray(part, dtype=float) / np.asarray(whole, dtype=float)
    found = np.zeros(len(value), dtype=np.int64)
    for level, size in ((WARN, 1), (ACT, 2)):
        low, high = limits(share, whole, level)
        found[value > high], found[value < low] = size, -size
    return found
