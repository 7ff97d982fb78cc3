"""What people praise and what they complain of, and whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import voice
from etl.read.build import Build
from etl.read.scope import Scope, shift_month
from etl.read.voice import CommentFigures
from reports import words
from reports.changes import HISTORY_MONTHS, Compared, Series, series

WINDOWS = 12


@dataclass(frozen=True)
class Voice:
    """Everything 群众留言 shows for one scope, besides the comments themselves."""

    scope: Scope
    now: CommentFigures
    praise: Compared
    complaint: Compared
    praise_months: Series
    complaint_months: Series
    rules: pd.DataFrame
    windows: pd.DataFrame

    def sentence(self) -> str:
        """The answer: how much was praised, how much complained of, and whether that changed."""
        if self.now.total == 0:
            return f"{words.period(self.scope)}没有留言。"
        name = words.previous_name(self.scope)
        moved = "变化明显" if self.complaint.is_clear else "无明显变化"
        if self.complaint.change is None:
            moved = "没有可比数据"
        return (
            f"{words.period(self.scope)}收到留言 {self.now.total:,} 条："
            f"表扬 {words.percent(self.praise.now.value)}，"
            f"有抱怨的 {words.percent(self.complaint.now.value)}，"
            f"较{name}{words.points(self.complaint.change)}，{moved}。"
        )

    def complained_rules(self) -> str:
        """The rules complained of most, in a sentence; empty without any."""
        top = self.rules[self.rules["complaint"] > 0].head(2)
        if top.empty:
            return ""
        listed = "、".join(f"{row.work_rule}（{row.complaint} 条）" for row in top.itertuples())
        return f"抱怨集中在{listed}方面。"


def guestbook(build: Build, scope: Scope) -> Voice:
    """Read and compare for one scope."""
    scopes = (scope, scope.previous(), scope.year_before())
    figures = [voice.comment_figures(build, one) for one in scopes]
    past = voice.comments_monthly(
        build, scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    )
    months, totals = list(past["month"].dt.date), list(past["total"])
    return Voice(
        scope,
        figures[0],
        Compared(*(one.share("praise") for one in figures)),
        Compared(*(one.complained for one in figures)),
        series(months, list(past["praise"]), totals),
        series(months, list(past["complaint"] + past["mixed"]), totals),
        voice.rules(build, scope),
        voice.comments_by_window(build, scope).head(WINDOWS),
    )
