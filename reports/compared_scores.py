"""Scores beside each other: against the period before, and two to four windows indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reports import words
from scoring.result import Scores, WindowScore

MOST, NAMED = 4, 3


@dataclass(frozen=True)
class Change:
    """A window's score rate (0–1) then and now. `is_clear`: the intervals do not touch."""

    code: str
    name: str
    before: float
    now: float
    is_clear: bool

    @property
    def change(self) -> float:
        """Now less before."""
        return self.now - self.before


def changes(now: Scores, before: Scores) -> list[Change]:
    """Windows scored in both periods, the largest change first."""
    past = {one.window_code: one for one in before.windows if one.rate is not None}
    found = []
    for one in now.windows:
        old = past.get(one.window_code)
        if one.rate is None or old is None or old.rate is None:
            continue
        is_clear = (one.low or 0) > (old.high or 1) or (one.high or 1) < (old.low or 0)
        found.append(Change(one.window_code, one.window_name, old.rate, one.rate, is_clear))
    return sorted(found, key=lambda one: -abs(one.change))


def sentence(found: list[Change], name: str) -> str:
    """How many changed beyond chance against what the period before is called."""
    if not found:
        return f"与{name}没有可比的窗口。"
    up = [one.name for one in found if one.is_clear and one.change > 0]
    down = [one.name for one in found if one.is_clear and one.change < 0]
    if not up and not down:
        return f"与{name}相比，没有窗口的得分率变化明显（区间都有重叠）。"
    parts = [
        f"明显上升：{'、'.join(up)}" if up else "",
        f"明显下降：{'、'.join(down)}" if down else "",
    ]
    return f"与{name}相比，{'；'.join(part for part in parts if part)}。"


def side_by_side(chosen: list[WindowScore]) -> pd.DataFrame:
    """One line an indicator, one column a window: points of full marks, and the sum last."""
    names = [one.window_name for one in chosen]
    titles = {
        one.window_code: one.window_name
        if names.count(one.window_name) == 1
        else f"{one.window_name}（{one.window_code}）"
        for one in chosen
    }
    rows = []
    for each in chosen[0].indicators:
        row = {"三比": each.dimension, "项目": each.label}
        for one in chosen:
            score = one.indicator(each.key)
            row[titles[one.window_code]] = (
                score.state if score.points is None else f"{score.points:.1f}/{score.full:g}"
            )
        rows.append(row)
    total = {"三比": "合计", "项目": "得分率（可能范围）"}
    for one in chosen:
        total[titles[one.window_code]] = (
            f"{words.percent(one.rate)}（{words.percent(one.low)}—{words.percent(one.high)}）"
        )
    return pd.DataFrame([*rows, total])


def told_apart(chosen: list[WindowScore]) -> str:
    """Whether those chosen can be told apart at all."""
    ordered = sorted(chosen, key=lambda one: -(one.rate or 0))
    best = ordered[0]
    alike = [one.window_name for one in ordered[1:] if (one.high or 0) >= (best.low or 0)]
    if not alike:
        return f"{best.window_name}的得分率明显高于其余各窗口。"
    rest = "其余" if len(alike) == len(ordered) - 1 else "、".join(alike)
    return f"{best.window_name}与{rest}的可能范围有重叠，按现有数据分不出先后。"


def beyond_words(scores: Scores) -> str:
    """Who outside the list cannot be told apart from the last on it: the cut is not certain either."""
    listed = [one for one in scores.windows if one.window_code in scores.recommended.codes]
    if not listed:
        return ""
    last = min(listed, key=lambda one: one.rate or 0.0)
    near = [
        one.window_name
        for one in scores.windows
        if one.window_code not in scores.recommended.codes and one.rate is not None
        and (one.high or 0.0) >= (last.rate or 0.0)
    ]  # fmt: skip
    if not near:
        return ""
    more = f"等 {len(near):,} 个窗口" if len(near) > NAMED else ""
    return (
        f"名单的界线不是确定的：{'、'.join(near[:NAMED])}{more}没有列入，但按现有数据和名单上的最后一个"
        f"（{last.window_name}）分不出高下。"
    )
