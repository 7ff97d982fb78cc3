"""Scores of all windows in a period: points, what they are out of, places and why.

Windows are compared by the score rate, points obtained ÷ points measurable; an indicator without
enough behind it is in neither. A window that takes no part is listed with the reason, never zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import isnan

import numpy as np
from numpy.typing import NDArray

from etl.read import Build, Scope
from scoring import explain
from scoring.draws import Spread, spread
from scoring.grid import Grid, make_grid
from scoring.indicators import Measures, measure, widened
from scoring.ranking import Candidate, Recommendation, bands, places, recommend
from scoring.result import (
    OUT,
    SCORED,
    TO_ENTER,
    TOO_FEW,
    IndicatorScore,
    Reason,
    Scores,
    Subtotal,
    WindowScore,
)
from scoring.rulebook import Rulebook
from scoring.rulebook.model import GB_GROUPS


def score_windows(build: Build, scope: Scope, book: Rulebook) -> Scores:
    """Scores under a rule book for the scope's months.

    A department or window in the scope chooses which are returned, never whom they are compared
    with; the recommended list is always the whole centre's.
    """
    return scores_of(measure(build, scope), scope, book)


def scores_of(measures: Measures, scope: Scope, book: Rulebook) -> Scores:
    """The same from counts at hand: other weights on the same counts need no second reading."""
    grid = make_grid(measures, book)
    excluded = grid.excluded()
    listed = [_window(grid, at) for at in range(len(grid.groups))]
    made = [_excluded(one, grid, at, excluded[at]) for at, one in enumerate(listed)]
    made = _compared(made, grid, np.array([one is None for one in excluded], dtype=bool))
    chosen = [one for one in made if scope.includes(one.dept_name, one.window_code)]
    ordered = sorted(chosen, key=lambda one: (one.rate is None, -(one.rate or 0), one.window_code))
    return Scores(widened(scope), book, tuple(ordered), recommended(made, book))


def recommended(windows: list[WindowScore], book: Rulebook) -> Recommendation:
    """推荐名单 among the windows that take part and have no veto; people decide."""
    candidates = [
        Candidate(one.window_code, one.rate, _good_share(one), one.overdue, one.n_cases, one.window_name)
        for one in windows if one.rate is not None and not one.vetoes
    ]  # fmt: skip
    return recommend(candidates, book.rules.recommended, book.rules.tie)


def _good_share(one: WindowScore) -> float | None:
    found = {each.key: each for each in one.indicators}.get("good_rating")
    return found.value if found and found.state == SCORED else None


def _window(grid: Grid, at: int) -> WindowScore:
    row = grid.listed[at]
    indicators = _indicators(grid, at)
    cases, complaints = int(row["n_cases"]), int(row["complaints"])
    return WindowScore(
        window_code=str(row["window_code"]), window_name=str(row["window_name"]),
        dept_name=row["dept_name"] if isinstance(row["dept_name"], str) else None,
        peer_group=str(grid.groups[at]), n_cases=cases, n_comments=int(row["n_comments"]),
        n_ratings=int(row["n_ratings"]),
        n_suspect=int(row["suspect"]), overdue=int(row["overdue"]), complaints=complaints,
        complaints_per_1000=complaints / cases * 1000 if cases else None, indicators=indicators,
        dimensions=_subtotals(indicators, [d.name for d in grid.book.dimensions], "dimension"),
        gb_groups=_subtotals(indicators, list(GB_GROUPS), "gb_group"),
    )  # fmt: skip


def _indicators(grid: Grid, at: int) -> tuple[IndicatorScore, ...]:
    numbers = {one.indicator.key: number for number, one in enumerate(grid.columns)}
    out = []
    for one in grid.book.indicators:
        number = numbers.get(one.key)
        reason = Reason(grid, one, number, at)
        if number is None:
            out.append(IndicatorScore(one.key, one.label, one.dimension, one.gb_group, TO_ENTER, None,
                                      one.points, None, None, None, None, reason))  # fmt: skip
            continue
        column = grid.columns[number]
        fraction, value = float(column.fraction[at]), float(column.value[at])
        blank = isnan(fraction)
        state = SCORED if not blank else TOO_FEW if grid.plays[at] else OUT
        out.append(IndicatorScore(
            one.key, one.label, one.dimension, one.gb_group, state,
            None if blank else fraction * one.points, one.points, None if isnan(value) else value,
            float(column.part[at]), float(column.whole[at]), int(column.n[at]), reason,
        ))  # fmt: skip
    return tuple(out)


def _subtotals(
    indicators: tuple[IndicatorScore, ...], names: list[str], by: str
) -> tuple[Subtotal, ...]:
    parts = {name: [one for one in indicators if getattr(one, by) == name] for name in names}
    return tuple(_subtotal(name, some) for name, some in parts.items())


def _subtotal(name: str, some: list[IndicatorScore]) -> Subtotal:
    scored = [one for one in some if one.points is not None]
    points = sum(one.points or 0.0 for one in scored) if scored else None
    return Subtotal(name, points, sum(one.full for one in scored), sum(one.full for one in some))


def _excluded(one: WindowScore, grid: Grid, at: int, reason: str | None) -> WindowScore:
    if reason is None:
        return one
    told = explain.not_playing(grid, at) or (
        f"可计分只有 {explain.digits(grid.measurable()[at])} 分，"
        f"少于 {explain.digits(grid.book.rules.min_points)} 分"
    )
    return replace(one, excluded_reason=reason, excluded_why=told)


def _compared(made: list[WindowScore], grid: Grid, plays: NDArray[np.bool_]) -> list[WindowScore]:
    points, measurable = grid.points(), grid.measurable()
    rates = np.where(plays, points / np.where(measurable > 0, measurable, np.nan), np.nan)
    reach = spread(grid, rates, plays, grid.book.rules.recommended)
    inside = np.flatnonzero(plays).tolist()
    ranks = places([float(rates[at]) for at in inside], grid.book.rules.tie)
    band = bands(*([float(some[at]) for at in inside] for some in (rates, reach.low, reach.high)))
    shared = Counter(ranks)
    for at, rank, number in zip(inside, ranks, band, strict=True):
        made[at] = _placed(made[at], rates[at], reach, at, (float(points[at]), measurable[at]))
        made[at] = replace(made[at], rank=rank, is_tied=shared[rank] > 1,
                           band=f"第{number}档")  # fmt: skip
    return _ranked_in_groups(made, grid.book.rules.tie)


def _placed(
    one: WindowScore, rate: float, reach: Spread, at: int, points: tuple[float, float]
) -> WindowScore:
    return replace(one, points=points[0], measurable=float(points[1]), rate=float(rate),
                   low=float(reach.low[at]), high=float(reach.high[at]),
                   p_top=float(reach.p_top[at]))  # fmt: skip


def _ranked_in_groups(made: list[WindowScore], tie: float) -> list[WindowScore]:
    out = list(made)
    for group in {one.peer_group for one in made}:
        inside = [at for at, one in enumerate(made)
                  if one.peer_group == group and one.rate is not None]  # fmt: skip
        for at, rank in zip(inside, places([made[at].rate or 0.0 for at in inside], tie),
                            strict=True):  # fmt: skip
            out[at] = replace(out[at], group_rank=rank, group_size=len(inside))
    return out
