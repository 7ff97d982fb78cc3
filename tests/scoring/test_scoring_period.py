"""Periods in words and months."""

import datetime as dt

import pytest

from etl.errors import UserError
from scoring.period import parse_period


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2026Q3", (2026, 7), (2026, 9), "2026年第3季度"),
        ("2026q1", (2026, 1), (2026, 3), "2026年第1季度"),
        (" 2025Q4 ", (2025, 10), (2025, 12), "2025年第4季度"),
        ("2026-10", (2026, 10), (2026, 10), "2026年10月"),
        ("2026-02", (2026, 2), (2026, 2), "2026年2月"),
        ("2026", (2026, 1), (2026, 12), "2026年"),
    ],
)
def test_whole_months_and_a_chinese_name(text, first, last, label):
    made = parse_period(text)
    assert (made.first, made.last) == (dt.date(*first, 1), dt.date(*last, 1))
    assert made.label == label
    assert (made.scope.first, made.scope.last, made.scope.basis) == (
        made.first, made.last, "finished")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "2026Q0", "2026Q5", "2026-13", "2026-00", "2026-1", "26Q1", "2026年", "0000", "九月"],
)
def test_anything_else_is_refused(text):
    with pytest.raises(UserError, match="时段"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "as_of", "complete"),
    [
        ("2026Q3", (2026, 9, 29), False),
        ("2026Q3", (2026, 9, 30), True),
        ("2026Q3", (2026, 10, 1), True),
        ("2026-02", (2026, 2, 27), False),
        ("2026-02", (2026, 2, 28), True),
        ("2026", (2026, 12, 30), False),
        ("2026", (2026, 12, 31), True),
    ],
)
def test_complete_with_the_last_day_only(text, as_of, complete):
    assert parse_period(text).is_complete(dt.date(*as_of)) is complete
