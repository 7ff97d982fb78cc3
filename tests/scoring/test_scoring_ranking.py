"""Places, bands and the recommended list at their limits."""

import numpy as np
import pytest

from scoring.ranking import Candidate, bands, places, recommend
from scoring.scaling import standing


@pytest.mark.parametrize(("gap", "expected"), [(0.0, [1, 1]), (0.04, [1, 1]), (0.05, [1, 1]),
                                               (0.0501, [1, 2]), (1.0, [1, 2])])  # fmt: skip
def test_within_a_twentieth_of_a_point_is_a_tie(gap, expected):
    assert places([0.8, 0.8 - gap / 100], 0.05) == expected


def test_ties_do_not_chain():
    assert places([0.8, 0.7996, 0.7992, 0.5], 0.05) == [1, 1, 3, 4]
    assert places([0.5, 0.9, 0.9], 0.05) == [3, 1, 1]
    assert places([], 0.05) == []


def test_bands_are_those_who_cannot_be_told_from_the_best():
    rates = [0.90, 0.88, 0.87, 0.80, 0.60]
    lows = [0.86, 0.87, 0.80, 0.78, 0.50]
    highs = [0.92, 0.89, 0.95, 0.859, 0.70]
    assert bands(rates, lows, highs) == [1, 1, 1, 2, 3]
    assert bands([0.9, 0.8], [0.85, 0.7], [0.95, 0.85]) == [1, 1]
    assert bands([0.9, 0.85, 0.84], [0.88, 0.85, 0.7], [0.92, 0.86, 0.9]) == [1, 2, 1]
    assert bands([], [], []) == []


def candidate(code, rate, good=0.9, overdue=1, cases=100):
    return Candidate(code, rate, good, overdue, cases)


def test_at_most_the_seats_and_fewer_when_there_are_fewer():
    some = [candidate(code, 0.9 - at / 100) for at, code in enumerate("ABCDEFG")]
    assert recommend(some, 5, 0.05).codes == tuple("ABCDE")
    assert recommend(some[:3], 5, 0.05).codes == tuple("ABC")
    assert recommend([], 5, 0.05).codes == ()


@pytest.mark.parametrize(
    ("better", "worse"),
    [({"good": 0.95}, {"good": 0.90}), ({"good": 0.95}, {"good": None}),
     ({"overdue": 0}, {"overdue": 1}), ({"cases": 101}, {"cases": 100})],
)  # fmt: skip
def test_a_tie_at_the_last_seat_is_decided_in_order_and_said(better, worse):
    made = recommend([candidate("A", 0.9), candidate("B", 0.8, **worse),
                      candidate("C", 0.8, **better)], 2, 0.05)  # fmt: skip
    assert (made.codes, made.undecided) == (("A", "C"), ())
    assert "并列第 2 名，只剩 1 个名额" in made.note
    assert "列入 C" in made.note


def test_what_cannot_be_decided_is_left_to_people():
    same = [candidate(code, 0.8) for code in "BCD"]
    made = recommend([candidate("A", 0.9), *same], 2, 0.05)
    assert (made.codes, made.undecided) == (("A",), ("B", "C", "D"))
    assert "由评审会决定" in made.note
    made = recommend([candidate("A", 0.8, overdue=0), *same], 2, 0.05)
    assert (made.codes, made.undecided) == (("A",), ("B", "C", "D"))
    assert recommend(same, 3, 0.05).codes == ("B", "C", "D")


def test_standing_is_the_share_of_others_one_is_ahead_of():
    value = np.array([5.0, 1.0, 3.0, 3.0, np.nan, 9.0])
    groups = np.array(["a", "a", "a", "a", "a", "b"], dtype=object)
    made = standing(value, groups)
    assert made[:4] == pytest.approx([1, 0, 0.5, 0.5])
    assert np.isnan(made[4:]).all()
    stacked = standing(np.stack([value, -value]), groups)
    assert stacked[0][:4] == pytest.approx(made[:4])
    assert stacked[1][:4] == pytest.approx([0, 1, 0.5, 0.5])
