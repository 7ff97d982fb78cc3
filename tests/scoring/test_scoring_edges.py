"""Cities at the edge: nobody, one window, all alike, a period without data, empty peer groups."""

from __future__ import annotations

import pytest

from etl.read import Scope
from scoring.scores import score_windows
from scoring.whatif import trial


def both(build, quarter: Scope, ours):
    """The scores and the trial of one city; the two never differ."""
    made, tried = score_windows(build, quarter, ours), trial(build, quarter, ours).under({})
    assert tried.recommended.codes == made.recommended.codes
    return made


def test_no_window_at_all(tiny, quarter, ours):
    made = both(tiny.open(), quarter, ours)
    assert made.windows == () and made.recommended.codes == ()


def test_a_period_without_data_leaves_everybody_out_with_the_reason(tiny, quarter, ours):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    made = both(tiny.open(), quarter.shifted(-36), ours)
    assert [one.excluded_reason for one in made.windows] == ["样本不足"] * 3
    assert made.recommended.codes == () and all(one.rate is None for one in made.windows)


def test_one_window_alone_is_scored_without_a_comparison(tiny, quarter, ours):
    tiny.window("A").cases("A", 40).ratings("A", 30)
    made = both(tiny.open(), quarter, ours)
    one = made.window("A")
    assert one.indicator("volume").points is None and "少于 3 个" in one.indicator("volume").why
    assert (one.rank, one.group_size, one.band) == (1, 1, "第1档") and made.recommended.codes == (
        "A",
    )


@pytest.mark.parametrize("count", [4, 8])
def test_all_alike_are_tied_and_left_to_people(tiny, quarter, ours, count):
    codes = "ABCDEFGH"[:count]
    for code in codes:
        tiny.window(code).cases(code, 40).ratings(code, 30)
    made = both(tiny.open(), quarter, ours)
    assert {one.rank for one in made.windows} == {1} and {one.band for one in made.windows} == {
        "第1档"
    }
    assert len({one.rate for one in made.windows}) == 1
    if count <= ours.rules.recommended:
        assert set(made.recommended.codes) == set(codes)
    else:
        assert made.recommended.codes == () and set(made.recommended.undecided) == set(codes)
        assert "由评审会决定" in made.recommended.note


def test_a_peer_group_whose_windows_all_lack_cases(tiny, quarter, ours):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    for code in "XYZ":
        tiny.window(code, peer_group="公共服务类")
    made = both(tiny.open(), quarter, ours)
    assert {made.window(code).excluded_reason for code in "XYZ"} == {"样本不足"}
    assert all(made.window(code).rate is not None for code in "ABC")
