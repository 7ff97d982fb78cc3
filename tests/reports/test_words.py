"""Numbers as officials write them, at the limits."""

import datetime as dt

import pytest

from etl.read.figures import Share
from etl.read.scope import Scope, shift_month
from reports import words


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (0.0, "0.0%"), (0.9684, "96.8%"), (1.0, "100.0%"), (0.99995, "＞99.9%"),
     (0.9994, "99.9%"), (float("nan"), "—")],
)  # fmt: skip
def test_percent(value: float | None, text: str) -> None:
    assert words.percent(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "—"),
        (9, 9, "9/9 件"),
        (10, 10, "100.0%（10/10）"),
        (7700, 7950, "96.9%（7,700/7,950）"),
    ],
)
def test_share_shows_its_denominator_and_few_show_the_count(
    part: int, whole: int, text: str
) -> None:
    assert words.share(Share(part, whole)) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (None, "—"),
        (0.0, "持平"),
        (0.0004, "持平"),
        (0.012, "+1.2 个百分点"),
        (-0.003, "−0.3 个百分点"),
    ],
)
def test_points(change: float | None, text: str) -> None:
    assert words.points(change) == text


@pytest.mark.parametrize(
    ("first", "last", "text", "before"),
    [((2026, 10), (2026, 10), "2026年10月", "上月"), ((2026, 7), (2026, 9), "2026年第3季度", "上季度"),
     ((2025, 1), (2025, 12), "2025年", "上年"), ((2026, 2), (2026, 4), "2026年2月至2026年4月", "上期")],
)  # fmt: skip
def test_period(first: tuple[int, int], last: tuple[int, int], text: str, before: str) -> None:
    scope = Scope(dt.date(*first, 1), dt.date(*last, 1))
    assert words.period(scope) == text
    assert words.previous_name(scope) == before


def test_months_shift_over_the_year() -> None:
    assert shift_month(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)
    assert shift_month(dt.date(2025, 12, 1), 1) == dt.date(2026, 1, 1)
    quarter = Scope(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
    assert quarter.previous().first == dt.date(2025, 10, 1)
    assert quarter.year_before().last == dt.date(2025, 3, 1)
