"""Intervals and limits against published worked examples and independent computations."""

import math

import pytest

from scoring.uncertainty import band_against, differs, wilson, xmr_limits


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_as_published(k, n, low, high):
    """Newcombe 1998, Statistics in Medicine 17:857, table I, method 3."""
    assert wilson(k, n) == pytest.approx((low, high), abs=6e-5)


def test_wilson_is_where_the_score_test_is_just_significant():
    low, high = wilson(37, 60, 2.576)
    for edge in (low, high):
        assert abs(37 / 60 - edge) / math.sqrt(edge * (1 - edge) / 60) == pytest.approx(2.576)


def test_wilson_ends():
    assert wilson(12, 12)[1] == 1.0
    assert wilson(12, 12)[0] == pytest.approx(12 / (12 + 1.96**2))
    assert wilson(0, 1)[0] == 0.0
    for k, n in ((0, 0), (1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            wilson(k, n)


def test_individuals_chart_as_published():
    """NIST/SEMATECH e-Handbook 6.3.2.2: limits 45.8159 and 55.8041 (with 3/1.128, not 2.66)."""
    values = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    centre, low, high = xmr_limits(values)
    assert centre == pytest.approx(50.81)
    assert (low, high) == pytest.approx((45.8159, 55.8041), abs=0.002)


def test_individuals_chart_needs_eight_points_and_leaves_blanks_out():
    assert xmr_limits([0.5] * 7) is None
    assert xmr_limits([0.5] * 7 + [None, float("nan")]) is None
    assert xmr_limits([0.5] * 8) == (0.5, 0.5, 0.5)
    assert xmr_limits([0.4, None, 0.6] + [0.6] * 6) == xmr_limits([0.4, 0.6] + [0.6] * 6)
    assert xmr_limits([]) is None


def test_individuals_chart_is_clipped_on_request_only():
    values = [0.9, 1.0] * 5
    assert xmr_limits(values)[2] == pytest.approx(0.95 + 2.66 * 0.1)
    assert xmr_limits(values, clip=True)[2] == 1.0
    assert xmr_limits([0.0, 0.1] * 5, clip=True)[1] == 0.0


def chi_square(k1, n1, k2, n2):
    """Of the 2×2 table, by its own textbook formula: its root is the pooled |z|."""
    a, b, c, d = k1, n1 - k1, k2, n2 - k2
    n = n1 + n2
    return n * (a * d - b * c) ** 2 / ((a + b) * (c + d) * (a + c) * (b + d))


def test_differs_just_below_and_above_the_limit():
    seen = set()
    for k2 in range(60, 100):
        expected = chi_square(90, 100, k2, 100) > 2.576**2
        assert differs(90, 100, k2, 100) is expected
        assert differs(k2, 100, 90, 100) is expected
        seen.add(expected)
    assert seen == {True, False}


def test_differs_needs_ten_each_and_never_on_equal_shares():
    assert not differs(9, 9, 0, 100)
    assert not differs(0, 100, 9, 9)
    assert differs(10, 10, 0, 100)
    assert not differs(100, 100, 50, 50)
    assert not differs(0, 100, 0, 50)
    assert not differs(0, 0, 0, 0)


def test_band_against_takes_the_window_out_of_its_group():
    assert band_against(100, 100, 150, 200) == "高于同类"
    assert band_against(0, 100, 50, 200) == "低于同类"
    assert band_against(50, 100, 100, 200) == "与同类相当"
    # alone it is most of its group: measured against itself it would look ordinary
    assert band_against(900, 1000, 950, 1100) == "高于同类"


def test_band_against_needs_ten_on_both_sides():
    assert band_against(9, 9, 59, 109) == "样本不足"
    assert band_against(10, 10, 60, 1010) == "高于同类"
    assert band_against(40, 50, 45, 59) == "样本不足"
    assert band_against(40, 50, 41, 60) == "高于同类"
    assert band_against(0, 0, 50, 100) == "样本不足"
    with pytest.raises(ValueError, match="does not contain"):
        band_against(5, 10, 4, 20)


def test_band_against_full_marks_beside_full_marks_is_no_difference():
    assert band_against(20, 20, 220, 220) == "与同类相当"
    assert band_against(0, 20, 0, 220) == "与同类相当"
