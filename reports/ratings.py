"""好差评 of a scope: how satisfied those are who say so, how many say so, and whether it changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import ratings as read
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.ratings import RatedCases, RatingFigures
from etl.read.scope import Scope, shift_month
from reports import words
from reports.changes import HISTORY_MONTHS, Compared, Series, series
from scoring.uncertainty import differs


@dataclass(frozen=True)
class Ratings:
    """Everything 好差评 shows of one scope, besides its lists."""

    scope: Scope
    now: RatingFigures
    cases: RatedCases
    active_good: Compared
    good: Compared
    bad: Compared
    rated: Compared
    active_rated: Compared
    good_months: Series
    rated_months: Series
    jumps: pd.DataFrame

    def sentences(self) -> list[str]:
        """The answer first, then how many spoke at all, then what to look at."""
        now, period = self.now, words.period(self.scope)
        if not now.valid and not self.cases.finished:
            return [f"{period}没有评价，也没有办结件。"]
        if not now.active:
            first = (
                f"{period}没有人主动评价，有效评价 {words.count(now.valid)} 条都由系统默认给出。"
            )
        else:
            first = (
                f"{period}主动评价 {words.count(now.active)} 条，"
                f"好评率 {words.share(now.active_good_share, '条')}，{_moved(self)}。"
            )
        told = [first]
        if self.cases.finished:
            told.append(
                f"办结 {words.count(self.cases.finished)} 件，有人主动评价的 "
                f"{words.share(self.cases.active_share)}，没有任何有效评价的 "
                f"{words.share(self.cases.unrated_share)}。"
            )
        if now.bad:
            told.append(f"差评 {words.count(now.bad)} 条，应逐条回访、整改、反馈。")
        if now.suspect:
            told.append(f"另有 {words.count(now.suspect)} 条待核查，核定之前仍计入。")
        return told


def _moved(view: Ratings) -> str:
    change = view.active_good.change
    if change is None:
        return "没有可比数据"
    clear = "变化明显" if view.active_good.is_clear else "无明显变化"
    return f"较{words.previous_name(view.scope)}{words.points(change)}，{clear}"


def ratings(build: Build, scope: Scope) -> Ratings:
    """Read and compare for one scope."""
    scopes = (scope, scope.previous(), scope.year_before())
    figures = [read.rating_figures(build, one) for one in scopes]
    cases = [read.rated_cases(build, one) for one in scopes]
    past = scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    months, finished = read.ratings_monthly(build, past), read.rated_monthly(build, past)
    return Ratings(
        scope,
        figures[0],
        cases[0],
        Compared(*(one.active_good_share for one in figures)),
        Compared(*(one.good_share for one in figures)),
        Compared(*(one.bad_share for one in figures)),
        Compared(*(one.rated_share for one in cases)),
        Compared(*(one.active_share for one in cases)),
        series(list(months["month"].dt.date), list(months["active_good"]), list(months["active"])),
        series(
            list(finished["month"].dt.date),
            list(finished["active_rated"]),
            list(finished["finished"]),
        ),
        default_jumps(build, scope),
    )


def default_jumps(build: Build, scope: Scope) -> pd.DataFrame:
    """Windows whose share of default ratings rose beyond chance against the twelve months before.

    Columns window_code, window_name, now and before (Share), largest rise first.
    """
    frame = read.defaults_by_window(build, scope)
    rows = []
    for one in frame.itertuples():
        now = Share(int(one.by_default), int(one.valid))
        before = Share(int(one.by_default_before), int(one.valid_before))
        if now.value is None or before.value is None or now.value <= before.value:
            continue
        if differs(now.part, now.whole, before.part, before.whole):
            rows.append((one.window_code, one.window_name, now, before, now.value - before.value))
    columns = ["window_code", "window_name", "now", "before", "rise"]
    return pd.DataFrame(rows, columns=columns).sort_values("rise", ascending=False)
