"""Shares of few cases, drawn toward those of their peers: a beta-binomial fitted to the peer group.

The true shares of a group are taken as drawn from Beta(a, b), whose a and b are fitted to the counts of
the group (empirical Bayes; Efron and Morris 1973, Casella 1985). A window of three cases then says
little, one of a thousand says itself. The fit is the mode under a uniform prior on how far a window of
ordinary size is drawn (uniform shrinkage; Daniels 1999): by likelihood alone, windows whose counts
happen to agree would be called alike for certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 3
"""Windows with cases that a fit needs; of fewer no spread can be told."""
LARGEST = 1e6
"""Cases that the peers may weigh at most: with them all windows of a group are alike."""
SMALLEST = 0.5


@dataclass(frozen=True)
class Prior:
    """What the peers say before a window's own cases: Beta(a, b).

    `is_fitted` is False where too few windows have cases: then Jeffreys' ½ and ½ stand, which
    draw toward nobody.
    """

    a: float
    b: float
    is_fitted: bool

    @property
    def mean(self) -> float:
        """The share of an ordinary window of the group, 0 to 1."""
        return self.a / (self.a + self.b)

    @property
    def weight(self) -> float:
        """How many cases of a window the peers' share weighs as much as."""
        return self.a + self.b


JEFFREYS = Prior(0.5, 0.5, False)


def fit(part: Floats, whole: Floats) -> Prior:
    """The prior of a group from counts `part` of `whole` by window; windows without cases say nothing.

    ValueError for counts that are none.
    """
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    if ((part < 0) | (part > whole)).any():
        raise ValueError("a part lies outside its whole")
    known = whole > 0
    part, whole = part[known], whole[known]
    if len(whole) < FEWEST:
        return JEFFREYS
    from scipy.optimize import minimize  # noqa: PLC0415  a third of a second, only when asked

    found = minimize(
        _cost, _start(part, whole), args=(part, whole, len(whole) / (1 / whole).sum()), jac=True,
        method="L-BFGS-B",
        bounds=[(-16, 16), (np.log(SMALLEST), np.log(LARGEST))],
    )  # fmt: skip
    centre, weight = 1 / (1 + np.exp(-found.x[0])), np.exp(found.x[1])
    return Prior(float(centre * weight), float((1 - centre) * weight), True)


def _start(part: Floats, whole: Floats) -> Floats:
    """Logit of the mean and log of the weight by moments: what shares vary beyond chance."""
    mean = (part.sum() + 0.5) / (whole.sum() + 1)
    spread = (whole * (part / whole - mean) ** 2).sum() / whole.sum()
    by_chance = mean * (1 - mean) * len(whole) / whole.sum()
    beyond = max(spread - by_chance, 1e-6)
    weight = np.clip(mean * (1 - mean) / beyond - 1, 2 * SMALLEST, LARGEST / 10)
    return np.array([np.log(mean / (1 - mean)), np.log(weight)])


def _cost(at: Floats, part: Floats, whole: Floats, size: float) -> tuple[float, Floats]:
    """Minus the log posterior by logit of the mean and log of the weight, and its slope.

    `size`: the cases of an ordinary window (harmonic mean), which is drawn weight ÷ (weight + size).
    """
    from scipy.special import betaln, digamma  # noqa: PLC0415

    mean, weight = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
    a, b = mean * weight, (1 - mean) * weight
    rest = whole - part
    value = (betaln(a + part, b + rest) - betaln(a, b)).sum()
    both = digamma(a + b) - digamma(a + b + whole)
    by_a = (digamma(a + part) - digamma(a) + both).sum()
    by_b = (digamma(b + rest) - digamma(b) + both).sum()
    slope = np.array([(by_a - by_b) * weight * mean * (1 - mean), by_a * a + by_b * b])
    value += at[1] - 2 * np.log(size + weight)
    slope[1] += 1 - 2 * weight / (size + weight)
    return -float(value), -slope


def shrunk(part: Floats, whole: Floats, prior: Prior) -> Floats:
    """The mean of what each window's share may be, 0 to 1; that of the peers without any case."""
    means: Floats = (np.asarray(part) + prior.a) / (np.asarray(whole) + prior.weight)
    return means


def intervals(
    part: Floats, whole: Floats, prior: Prior, level: float = 0.95
) -> tuple[Floats, Floats]:
    """The middle `level` of what each window's share may be: low and high, 0 to 1."""
    from scipy.special import betaincinv  # noqa: PLC0415

    a, b = np.asarray(part) + prior.a, np.asarray(whole) - np.asarray(part) + prior.b
    tail = (1 - level) / 2
    return betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)


def draw(part: Floats, whole: Floats, prior: Prior, draws: int, rng: np.random.Generator) -> Floats:
    """`draws` sets of what the shares may be: draws down, windows across."""
    a, b = np.asarray(part) + prior.a, np.asarray(whole) - np.asarray(part) + prior.b
    return rng.beta(a, b, size=(draws, len(a)))
