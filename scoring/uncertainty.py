"""Whether a difference is more than noise: intervals, control limits, comparisons of shares."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

Z_95 = 1.96
Z_99 = 2.576
MIN_COMPARED = 10  # below this many, a share is not compared with anything
MIN_POINTS = 8  # below this many months, control limits say nothing
XMR_FACTOR = 2.66  # 3 / d2 for moving ranges of two (Shewhart; d2 = 1.128)
TOO_FEW = "样本不足"
BANDS = ("低于同类", "与同类相当", "高于同类")


def wilson(k: float, n: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval of a share of k in n (Wilson 1927), 0 to 1.

    It needs no correction for few cases and does not collapse at 0 % or 100 %. ValueError
    without cases or for k outside 0..n: there is no share to speak of.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share of {k} in {n}")
    share, square = k / n, z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return 0.0 if k == 0 else max(0.0, centre - half), 1.0 if k == n else min(1.0, centre + half)


def xmr_limits(
    values: Sequence[float | None], clip: bool = False
) -> tuple[float, float, float] | None:
    """Centre, lower and upper limit of an individuals chart, in the unit of the values.

    Blanks are left out; the moving range then joins the neighbours of the gap. None below eight
    points. `clip` keeps the limits of shares within 0 and 1.
    """
    known = [float(value) for value in values if value is not None and not math.isnan(value)]
    if len(known) < MIN_POINTS:
        return None
    centre = math.fsum(known) / len(known)
    ranges = [abs(b - a) for a, b in itertools.pairwise(known)]
    reach = XMR_FACTOR * math.fsum(ranges) / len(ranges)
    low, high = centre - reach, centre + reach
    return (centre, max(0.0, low), min(1.0, high)) if clip else (centre, low, high)


def differs(k1: float, n1: float, k2: float, n2: float) -> bool:
    """Whether two shares differ beyond noise: pooled two-proportion |z| > 2.576, n ≥ 10 each."""
    if n1 < MIN_COMPARED or n2 < MIN_COMPARED:
        return False
    pooled = (k1 + k2) / (n1 + n2)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return error > 0 and abs(k1 / n1 - k2 / n2) / error > Z_99


def band_against(k: float, n: float, group_k: float, group_n: float) -> str:
    """Where a window's share stands beside its peers', by its 99 % Wilson interval.

    `group_k` and `group_n` are the whole peer group's, the window included: it is taken out here,
    so that a large window is not compared with itself. 样本不足 when the window or the rest of
    the group has fewer than ten. ValueError when the group is smaller than the window.
    """
    rest_k, rest_n = group_k - k, group_n - n
    if rest_k < 0 or rest_n < rest_k:
        raise ValueError("the peer group does not contain the window")
    if n < MIN_COMPARED or rest_n < MIN_COMPARED:
        return TOO_FEW
    low, high = wilson(k, n, Z_99)
    share = rest_k / rest_n
    return BANDS[2] if low > share else BANDS[0] if high < share else BANDS[1]
