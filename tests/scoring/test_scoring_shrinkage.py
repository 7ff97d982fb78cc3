"""Shrinkage, places, funnel limits and case mix against published data, a second library and truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import betabinom, binom
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from scoring.casemix import poisson_interval, standardise
from scoring.funnel import ACT, WARN, limits, signal
from scoring.places import places_of, ranks
from scoring.shrinkage import FEWEST, JEFFREYS, LARGEST, Prior, draw, fit, intervals, shrunk

# Tumours among rats of 71 experiments, Tarone 1982, as printed in Gelman et al., Bayesian Data
# Analysis, table 5.1: the textbook's example of a beta-binomial.
RATS = (
    "0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 "
    "1/19 1/18 1/18 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 "
    "7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 "
    "11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/47 15/46 9/24 4/14"
)


def rats() -> tuple[np.ndarray, np.ndarray]:
    pairs = [one.split("/") for one in RATS.split()]
    return np.array([int(k) for k, _ in pairs], float), np.array([int(n) for _, n in pairs], float)


def test_the_fit_is_the_maximum_by_another_likelihood_and_another_way() -> None:
    part, whole = rats()
    prior = fit(part, whole)

    size = len(whole) / (1 / whole).sum()

    def cost(at: np.ndarray) -> float:
        weight = np.exp(at).sum()
        drawn = weight / (weight + size)
        # A uniform prior on the part drawn is this density of the logarithm of the weight.
        prior = np.log(drawn * (1 - drawn))
        return -float(betabinom.logpmf(part, whole, *np.exp(at)).sum() + prior)

    other = minimize(
        cost, np.log([1.4, 8.6]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}
    )
    assert np.log([prior.a, prior.b]) == pytest.approx(other.x, abs=1e-4)
    # The book has its prior of the earlier experiments about Beta(1.4, 8.6) by moments, mean 0.136,
    # and by the full posterior about Beta(2.4, 14.3).
    assert 1.4 < prior.a < 2.6 and 8.6 < prior.b < 15.0 and 0.13 < prior.mean < 0.15
    # The new experiment, 4 of 14, is drawn from 0.286 to about 0.22 (the book: 0.223, of the prior before rounding).
    assert shrunk(np.array([4.0]), np.array([14.0]), Prior(1.4, 8.6, True))[0] == pytest.approx(
        0.223, abs=0.003
    )


def test_little_is_drawn_far_and_much_stays() -> None:
    rng = np.random.default_rng(7)
    whole = np.full(40, 400.0)
    part = rng.binomial(400, rng.beta(45, 5, 40)).astype(float)
    prior = fit(part, whole)
    few, many = shrunk(np.array([3.0, 3000.0]), np.array([3.0, 3000.0]), prior)
    assert abs(few - prior.mean) < 0.2 * (1 - prior.mean) and many > 0.98
    assert shrunk(np.array([0.0]), np.array([0.0]), prior)[0] == pytest.approx(prior.mean)


def test_all_alike_is_one_share_and_too_few_windows_draw_toward_nobody() -> None:
    alike = fit(np.full(30, 90.0), np.full(30, 100.0))
    # Counts that agree are no proof that all are alike: a window is drawn far, never all the way.
    assert 500 < alike.weight < LARGEST and alike.mean == pytest.approx(0.9, abs=1e-3)
    for number in range(FEWEST):
        assert fit(np.full(number, 3.0), np.full(number, 4.0)) == JEFFREYS
    assert fit(np.array([1.0, 2, 3]), np.array([1.0, 4, 4])).is_fitted
    assert fit(np.array([0.0, 2, 3]), np.array([0.0, 4, 4])) == JEFFREYS
    for part in (0.0, 50.0):  # nobody right, everybody right
        found = fit(np.full(10, part), np.full(10, 50.0))
        assert found.mean == pytest.approx(part / 50, abs=0.01)
    with pytest.raises(ValueError, match="outside"):
        fit(np.array([5.0, 1, 1]), np.array([4.0, 4, 4]))


def test_intervals_are_those_of_the_second_library() -> None:
    part, whole = rats()
    low, high = intervals(part, whole, JEFFREYS)
    for k, n, a, b in zip(part, whole, low, high, strict=True):
        # The library sets the ends to 0 and 1 where nothing or everything happened.
        other = proportion_confint(k, n, method="jeffreys")
        assert (a, b) == pytest.approx(other, abs=1e-9)


def city(seed: int, spread: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, Prior]:
    """Sixty windows whose true shares have mean 0.90: truth, part, whole and the law of the truth."""
    rng = np.random.default_rng([seed, int(spread * 100)])
    weight = 0.9 * 0.1 / spread**2 - 1
    law = Prior(0.9 * weight, 0.1 * weight, True)
    truth = rng.beta(law.a, law.b, 60)
    whole = np.exp(rng.uniform(np.log(500), np.log(10_000), 60)).round()
    return truth, rng.binomial(whole.astype(int), truth).astype(float), whole, law


@pytest.mark.parametrize("spread", [0.05, 0.08])
def test_rank_intervals_hold_the_true_place_and_are_no_wider_than_need_be(spread: float) -> None:
    """A thousand cities: coverage at least 94 %, width at most 1.1 times the exact posterior's."""
    held, width, exact = [], [], []
    for seed in range(1000):
        truth, part, whole, law = city(seed, spread)
        rng = np.random.default_rng(11)
        told = places_of(draw(part, whole, fit(part, whole), 200, rng), 5)
        true = ranks(truth[None, :])[0]
        held.append(((told.first <= true) & (true <= told.last)).mean())
        width.append((told.last - told.first).mean())
        best = places_of(draw(part, whole, law, 200, np.random.default_rng(12)), 5)
        exact.append((best.last - best.first).mean())
    assert np.mean(held) >= 0.94
    assert np.mean(width) <= 1.1 * np.mean(exact)


def test_the_odds_of_the_top_are_true() -> None:
    """Of windows told to be among the first five with 60 to 80 %, about so many are."""
    told, true = [], []
    for seed in range(300):
        truth, part, whole, _ = city(seed, 0.05)
        found = places_of(draw(part, whole, fit(part, whole), 400, np.random.default_rng(3)), 5)
        told.append(found.p_top)
        true.append(ranks(truth[None, :])[0] <= 5)
    odds, top = np.concatenate(told), np.concatenate(true)
    for low, high in ((0.0, 0.05), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.95, 1.01)):
        inside = (odds >= low) & (odds < high)
        assert inside.sum() > 50
        assert top[inside].mean() == pytest.approx(odds[inside].mean(), abs=0.07)


def test_places_share_the_better_one_and_need_draws() -> None:
    assert ranks(np.array([[0.9, 0.8, 0.9, 0.7]])).tolist() == [[1, 3, 1, 4]]
    assert ranks(np.array([[0.5, 0.5, 0.5]])).tolist() == [[1, 1, 1]]
    one = places_of(np.full((10, 1), 0.4), 5)
    assert (one.first[0], one.last[0], one.p_top[0]) == (1, 1, 1.0)
    for bad, seats in ((np.empty((0, 3)), 5), (np.array([[np.nan, 1.0]]), 5), (np.ones((2, 2)), 0)):
        with pytest.raises(ValueError, match="places need"):
            places_of(bad, seats)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("level", [WARN, ACT])
def test_funnel_limits_lie_between_the_counts_whose_tails_enclose_the_level(
    share: float, level: float
) -> None:
    whole = np.array([1.0, 10, 57, 400, 10_000])
    low, high = limits(share, whole, level)
    tail = (1 - level) / 2
    for n, a, b in zip(whole, low, high, strict=True):
        counts = np.arange(n + 1)
        chance = binom.pmf(counts, n, share)
        # Beyond each limit lies no more than its tail; one count nearer and it would be more.
        assert chance[counts < round(a * n)].sum() <= tail + 1e-12
        assert chance[counts <= round(a * n)].sum() > tail - 1e-12
        assert chance[counts > round(b * n)].sum() <= tail + 1e-12
        assert chance[counts >= round(b * n)].sum() > tail - 1e-12
    # With many cases they are the familiar ones of the normal curve.
    z = {WARN: 1.95996, ACT: 3.09023}[level]
    if share == 0.5:
        assert high[-1] - 0.5 == pytest.approx(z * np.sqrt(0.25 / 10_000), rel=0.01)


def test_the_funnel_calls_out_chance_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    whole = np.full(20_000, 300.0)
    found = signal(rng.binomial(300, 0.9, 20_000).astype(float), whole, 0.9)
    assert 0.03 < (np.abs(found) >= 1).mean() < 0.052
    assert 0.0005 < (np.abs(found) == 2).mean() < 0.003
    assert signal(np.array([300.0, 200.0]), np.array([300.0, 300.0]), 0.9).tolist() == [2, -2]
    assert signal(np.array([50.0]), np.array([50.0]), 1.0).tolist() == [0]
    with pytest.raises(ValueError, match="share"):
        limits(1.1, np.array([5.0]), WARN)
    with pytest.raises(ValueError, match="cases"):
        limits(0.5, np.array([0.0]), WARN)


def test_poisson_intervals_are_those_of_the_second_library() -> None:
    events = np.array([0.0, 1, 4, 11, 250])
    low, high = poisson_interval(events)
    for count, a, b in zip(events, low, high, strict=True):
        other = confint_poisson(count, 1, method="exact-c")
        assert (a, b) == pytest.approx((0.0 if count == 0 else other[0], other[1]), abs=1e-9)
    # Garwood's printed values for 10 events (Biometrika 1936): 4.80 to 18.39.
    assert [round(float(one[0]), 2) for one in poisson_interval(np.array([10.0]))] == [4.80, 18.39]


def test_hard_items_are_no_fault() -> None:
    """Two windows equally good, of which one has the hard items: three times as many late cases."""
    rows = pd.DataFrame(
        [
            ("A", "难", "许可", 800, 160), ("A", "易", "许可", 200, 4),
            ("B", "难", "许可", 200, 40), ("B", "易", "许可", 800, 16),
            ("C", "难", "许可", 500, 150), ("C", "易", "许可", 500, 25),
        ],
        columns=["window_code", "kind", "wider", "cases", "events"],
    )  # fmt: skip
    found = standardise(rows).frame
    # By hand: 350 of 1,500 hard ones, 45 of 1,500 easy ones.
    assert found.loc["A", "expected"] == pytest.approx(800 * 350 / 1500 + 200 * 45 / 1500)
    assert found.loc["A", "ratio"] == pytest.approx(found.loc["B", "ratio"], rel=0.1)
    assert found.loc["C", "low"] > 1 > found.loc["A", "ratio"]
    assert found["observed"].sum() == pytest.approx(found["expected"].sum())
    assert (found["known"] == 1).all()


def test_items_of_one_window_alone_are_compared_by_their_wider_kind() -> None:
    rows = pd.DataFrame(
        [
            ("A", "a", "许可", 100, 10), ("B", "b", "许可", 100, 30),
            ("C", "c", "税务", 100, 5), ("C", None, None, 10, 0),
        ],
        columns=["window_code", "kind", "wider", "cases", "events"],
    )  # fmt: skip
    found = standardise(rows).frame
    assert found.loc["A", "expected"] == found.loc["B", "expected"] == pytest.approx(20)
    # Nobody else has 税务: the centre's rate stands, and the page says how much could be compared.
    assert found.loc["C", "expected"] == pytest.approx(110 * 45 / 310)
    assert found.loc["A", "known"] == 0
    empty = standardise(rows.head(0)).frame
    assert empty.empty and "ratio" in empty
    nothing = standardise(rows.assign(events=0)).frame
    assert nothing["ratio"].isna().all() and (nothing["expected"] == 0).all()
