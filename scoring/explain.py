"""Why a window has the points it has: one Chinese sentence an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scoring.grid import Column, Grid
from scoring.indicators import UNGROUPED, Noun
from scoring.rulebook import METRICS, Indicator, Rules
from scoring.scaling import bad_events

if TYPE_CHECKING:  # results hold their sentences' makings
    from scoring.result import WindowScore

TOLD = 0.0005  # a share moved by less reads the same
SMALL = 10  # below this many, the count is shown and no share


def digits(number: float) -> str:
    """Points or a whole number: one decimal at most, thousands separated."""
    return f"{number:,.1f}".removesuffix(".0")


def share_text(part: float, whole: float, unit: str) -> str:
    """A share with its count, or the count alone below ten."""
    counts = f"{digits(part)}/{digits(whole)} {unit}"
    return counts if whole < SMALL else f"{part / whole * 100:.1f}%（{counts}）"


def to_enter(indicator: Indicator) -> str:
    """An indicator that people enter."""
    return f"待录入：{indicator.reason}"


def why(grid: Grid, column: Column, at: int) -> str:
    """The sentence of window number `at` for one measured indicator."""
    if np.isnan(column.fraction[at]):
        return _why_blank(grid, column, at)
    indicator = column.indicator
    points = column.fraction[at] * indicator.points
    sentence = {"percentile": _place, "linear": _scaled, "deduction": _deducted}[indicator.scaling]
    got = f"，得 {digits(points)}/{digits(indicator.points)} 分"
    return sentence(grid, column, at) + got + _remark(grid, column, at)


def _place(grid: Grid, column: Column, at: int) -> str:
    sign = 1 if column.indicator.direction == "up" else -1
    peers = column.compared[grid.groups == grid.groups[at]] * sign
    mine = column.compared[at] * sign
    place, same = int((peers > mine).sum()) + 1, int((peers == mine).sum())
    noun = METRICS["volume"].whole if METRICS[column.indicator.key].is_count else \
        column.indicator.label  # fmt: skip
    return (f"同类（{grid.groups[at]}）{column.peers[at]} {grid.noun.counted}中{noun}"
            f"{'并列' if same > 1 else '居'}第 {place} 位（{_figure(column, at)}）")  # fmt: skip


def _scaled(_: Grid, column: Column, at: int) -> str:
    indicator = column.indicator
    lines = f"零分线 {indicator.floor:.0%}、满分线 {indicator.target:.0%}"
    drawn = column.compared[at]
    told = f"，按同类收缩为 {drawn:.1%}" if abs(drawn - column.value[at]) >= TOLD else ""
    return f"{indicator.label} {_figure(column, at)}{told}，{lines}"


def _deducted(_: Grid, column: Column, at: int) -> str:
    indicator, metric = column.indicator, METRICS[column.indicator.key]
    events = bad_events(indicator, column.value, column.whole)[at]
    return (f"{metric.bad} {digits(events)} {metric.unit}（{metric.whole}共 {digits(column.whole[at])} "
            f"{metric.unit}），每{metric.unit}扣 {digits(indicator.per_event)} 分")  # fmt: skip


def _figure(column: Column, at: int) -> str:
    metric, part, whole = METRICS[column.indicator.key], column.part[at], column.whole[at]
    if metric.is_count:
        return f"{digits(part)} {metric.unit}"
    if column.indicator.key == "compression":
        promised = digits(whole - part)
        return (f"{part / whole * 100:.1f}%（{digits(column.n[at])} 个事项，法定合计 "
                f"{digits(whole)} 个工作日，承诺合计 {promised} 个工作日）")  # fmt: skip
    return share_text(part, whole, metric.unit)


def _remark(grid: Grid, column: Column, at: int) -> str:
    row = grid.listed[at]
    suspect = int(row["suspect"])
    if column.indicator.key == "good_rating" and suspect:
        return f"；本期待核查 {suspect} 条，认定前照常计入"
    if column.indicator.key == "returned" and row["lacks_supplements"]:
        return "；来源未提供补正次数，只计退件"
    return ""


def _why_blank(grid: Grid, column: Column, at: int) -> str:
    indicator, metric, rules = column.indicator, METRICS[column.indicator.key], grid.book.rules
    reason = not_playing(grid, at)
    if reason is None:
        reason = _too_few(indicator, column.n[at], metric.whole, metric.unit) or \
            _no_peers(str(grid.groups[at]), int(column.peers[at]), rules, grid.noun)  # fmt: skip
    return f"{reason}，不计分，也不计入可计分"


def _too_few(indicator: Indicator, n: float, noun: str, unit: str) -> str | None:
    if n <= 0:
        return f"没有{noun}的数据"
    return f"{noun}只有 {digits(n)} {unit}，少于 {indicator.min_n} {unit}" \
        if n < indicator.min_n else None  # fmt: skip


def _no_peers(group: str, peers: int, rules: Rules, noun: Noun) -> str:
    if group == UNGROUPED:
        return "窗口没有填类别，无从与同类比较"
    return f"同类（{group}）可比的{noun.name}只有 {peers} {noun.unit}，少于 {rules.min_peers} {noun.unit}"


def not_playing(grid: Grid, at: int) -> str | None:
    """Why a window takes no part at all, as far as that is known before the points."""
    row, rules = grid.listed[at], grid.book.rules
    if row["is_from_cases"]:
        return grid.noun.off_roster
    cases = row["n_cases"]
    if cases < rules.min_cases:
        return f"办结 {digits(cases)} 件，少于 {rules.min_cases} 件"
    return None


def explain(one: WindowScore) -> list[str]:
    """A window's score in sentences: the sum first, then every indicator."""
    return [summary(one), *(f"{each.label}：{each.why}" for each in one.indicators)]


def summary(one: WindowScore) -> str:
    """The sum in one sentence: 得分/可计分, the place and how sure it is, or why there is none."""
    if one.rate is None or one.points is None or one.measurable is None:
        return f"不参评（{one.excluded_reason}）：{one.excluded_why}"
    low, high = (one.low or 0) * 100, (one.high or 0) * 100
    tied = "并列" if one.is_tied else ""
    return (f"得 {digits(one.points)}/{digits(one.measurable)} 分，得分率 {one.rate * 100:.1f}%"
            f"（95% 区间 {low:.1f}%–{high:.1f}%），{tied}第 {one.rank} 名，{one.band}")  # fmt: skip
