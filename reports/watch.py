"""预警: who will be late, in a sentence, and the open cases by the days they have left."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import watch
from etl.read.build import Build
from etl.read.scope import Scope, shift_month
from etl.read.watch import Cards
from reports import words
from reports.changes import HISTORY_MONTHS

FARTHEST_PAST, FARTHEST_LEFT = -10, 20


@dataclass(frozen=True)
class Watch:
    """What the page shows: counts, days left on both clocks, windows, and month-ends."""

    scope: Scope
    cards: Cards
    days_left: pd.DataFrame
    windows: pd.DataFrame
    months: pd.DataFrame

    def sentences(self) -> list[str]:
        """What to act on, then who holds most of it."""
        one = self.cards
        if not one.open:
            return ["当前筛选下没有在办的办件。"]
        late = one.red + one.yellow
        first = (
            f"在办 {words.count(one.open)} 件，没有超期的"
            if not late
            else f"在办 {words.count(one.open)} 件，已超期 {words.count(late)} 件"
            f"（超承诺 {words.count(one.past_promise)}、超法定 {words.count(one.past_statutory)}；"
            f"红牌 {words.count(one.red)}、黄牌 {words.count(one.yellow)}）"
        )
        soon = f"，{words.count(one.warned)} 件马上到期" if one.warned else "，没有马上到期的"
        return [f"{first}{soon}。", *self._who()]

    def _who(self) -> list[str]:
        held = self.windows[self.windows["red"] + self.windows["yellow"] > 0]
        if held.empty:
            return []
        named = [
            f"{row.window_name}（{int(row.red + row.yellow)} 件）"
            for row in held.head(3).itertuples()
        ]
        return [f"超期最多的窗口：{'、'.join(named)}，共 {len(held):,} 个窗口有超期在办件。"]


def watch_view(build: Build, scope: Scope) -> Watch:
    """Read everything under the scope's filters; only the past months use its period."""
    last = build.meta.as_of.replace(day=1)
    past = scope.within(shift_month(last, 1 - HISTORY_MONTHS), last)
    return Watch(
        scope,
        watch.cards(build, scope),
        folded(watch.days_left(build, scope)),
        watch.open_by_window(build, scope),
        watch.open_monthly(build, past),
    )


def folded(days: pd.DataFrame) -> pd.DataFrame:
    """Days left with both tails folded into their last bar, every day between them there."""
    if days.empty:
        return days
    near = days.assign(days=days["days"].clip(FARTHEST_PAST, FARTHEST_LEFT).astype(int))
    every = range(FARTHEST_PAST, FARTHEST_LEFT + 1)
    summed = near.groupby("days")[["promise", "statutory"]].sum().reindex(every, fill_value=0)
    return summed.reset_index(names="days")


def left_words(left: float | None, is_past: bool = False) -> str:
    """还剩 3 个工作日, 今天到期, 超 5 个工作日; past due without a working day since: 已过到期日."""
    if left is None or pd.isna(left):
        return "到期日超出日历"
    days = int(left)
    if is_past:
        return f"超 {-days} 个工作日" if days < 0 else "已过到期日"
    return "今天到期" if days == 0 else f"还剩 {days} 个工作日"
