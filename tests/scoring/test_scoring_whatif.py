"""Trying weights: the same list as scoring anew with them, ranges step by step, and what is refused."""

from dataclasses import replace

import pytest
from test_scoring_scores import plain_city

from scoring.scores import score_windows
from scoring.whatif import trial


def with_points(book, **points):
    changed = tuple(replace(one, points=points.get(one.key, one.points)) for one in book.indicators)
    return replace(book, indicators=changed)


@pytest.mark.parametrize(
    "points", [{}, {"on_time": 30.0}, {"online": 0.0, "early": 25.0}, {"volume": 0.0}]
)
def test_a_trial_is_what_scoring_anew_gives(tiny, quarter, ours, points):
    build = plain_city(tiny).open()
    tried = trial(build, quarter, ours)
    told = tried.under(points)
    made = score_windows(build, quarter, with_points(ours, **points))
    for code, rate, place in zip(tried.codes, told.rates, told.places, strict=True):
        one = made.window(code)
        assert rate == pytest.approx(one.rate)
        assert place == one.rank
    assert told.recommended == made.recommended


def test_ranges_are_the_steps_at_which_the_list_holds_a_window(tiny, quarter, ours):
    build = plain_city(tiny, windows=16, seed=3).open()
    tried = trial(build, quarter, ours)
    steps = [float(n) for n in range(0, 41)]
    found = {one.code: one for one in tried.ranges("on_time", steps)}
    lists = {n: set(tried.under({"on_time": n}).recommended.codes) for n in steps}
    now = tried.points["on_time"]
    assert set(found) == set().union(*lists.values())
    assert any(one.low is None for one in found.values())  # one enters that is not on it now
    for code, one in found.items():
        if code not in lists[now]:
            assert (one.low, one.high) == (None, None)
            continue
        inside = [n for n in steps if one.low <= n <= one.high]
        assert now in inside and all(code in lists[n] for n in inside)
        assert one.low == 0 or code not in lists[one.low - 1]
        assert one.high == 40 or code not in lists[one.high + 1]


def test_points_that_leave_too_little_measurable_leave_nobody(tiny, quarter, ours):
    tried = trial(plain_city(tiny).open(), quarter, ours)
    nothing = tried.under(dict.fromkeys(tried.points, 0.0))
    assert nothing.recommended.codes == () and set(nothing.places) == {None}


def test_unknown_indicators_and_points_below_zero_are_refused(tiny, quarter, ours):
    tried = trial(plain_city(tiny).open(), quarter, ours)
    with pytest.raises(KeyError, match="no such indicator"):
        tried.under({"luck": 5.0})
    with pytest.raises(ValueError, match="below zero"):
        tried.under({"on_time": -1.0})
