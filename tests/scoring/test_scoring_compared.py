"""Scores beside each other: what changed beyond chance, and windows indicator by indicator."""

from dataclasses import replace

import pytest
from test_scoring_scores import plain_city, scored

from reports import compared_scores


def moved(scores, code, rate, reach=0.01):
    """The same scores with one window elsewhere."""
    windows = tuple(
        replace(one, rate=rate, low=rate - reach, high=rate + reach)
        if one.window_code == code
        else one
        for one in scores.windows
    )
    return replace(scores, windows=windows)


def test_a_change_is_clear_only_where_the_intervals_do_not_touch(tiny, quarter, ours):
    now = scored(plain_city(tiny), quarter, ours)
    one = now.windows[0]
    for rate, is_clear in ((one.low - 0.0099, False), (one.low - 0.0101, True)):
        found = compared_scores.changes(now, moved(now, one.window_code, rate))
        assert found[0].code == one.window_code and found[0].is_clear is is_clear
        assert found[0].change == pytest.approx(one.rate - rate)
        told = compared_scores.sentence(found, "上季度")
        assert ("明显上升" in told and one.window_name in told) is is_clear
    down = compared_scores.changes(now, moved(now, one.window_code, one.high + 0.02))
    assert "明显下降" in compared_scores.sentence(down, "上季度")
    gone = replace(now, windows=tuple(replace(each, rate=None) for each in now.windows))
    assert compared_scores.changes(now, gone) == compared_scores.changes(gone, now) == []
    assert "没有可比的窗口" in compared_scores.sentence([], "上季度")


def test_side_by_side_adds_up_and_tells_two_of_one_name_apart(tiny, quarter, ours):
    made = scored(plain_city(tiny), quarter, ours)
    some = [replace(one, window_name="同名窗口") for one in made.windows[:2]] + [made.windows[2]]
    table = compared_scores.side_by_side(some)
    assert len(table) == len(ours.indicators) + 1
    titles = [f"同名窗口（{one.window_code}）" for one in some[:2]] + [some[2].window_name]
    assert list(table.columns) == ["三比", "项目", *titles]
    for one, title in zip(some, titles, strict=True):
        points = [float(cell.split("/")[0]) for cell in table[title][:-1] if "/" in cell]
        assert sum(points) == pytest.approx(one.points, abs=0.05 * len(points))
    best, second, _ = sorted(some, key=lambda one: -one.rate)
    far = replace(second, rate=best.low - 0.2, low=best.low - 0.3, high=best.low - 0.1)
    assert "明显高于其余" in compared_scores.told_apart([best, far])
    near = replace(far, high=best.low)
    assert "分不出先后" in compared_scores.told_apart([best, near])
