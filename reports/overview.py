"""The leadership's one look: key figures with their past, what moved, what needs attention."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read import figures, tables, voice
from etl.read import ratings as ratings_read
from etl.read.build import Build
from etl.read.figures import CaseFigures, OpenCases, Share
from etl.read.ratings import RatingFigures
from etl.read.scope import Scope, shift_month
from etl.read.voice import CommentFigures
from reports import words
from reports.changes import HISTORY_MONTHS, Compared, Series, series

MOVERS = 3


@dataclass(frozen=True)
class Mover:
    """A department or window whose on-time share changed beyond chance."""

    name: str
    code: str | None
    compared: Compared


@dataclass(frozen=True)
class Overview:
    """Everything 总览 shows, for one scope."""

    scope: Scope
    now: CaseFigures
    before: CaseFigures
    year_before: CaseFigures
    open: OpenCases
    comments: CommentFigures
    comments_before: CommentFigures
    comments_year_before: CommentFigures
    ratings: RatingFigures
    ratings_before: RatingFigures
    ratings_year_before: RatingFigures
    history: pd.DataFrame
    comment_history: pd.DataFrame
    rating_history: pd.DataFrame
    movers: list[Mover]

    def compared(self, name: str) -> Compared:
        """A case share by its property name, such as `on_time`, with its past."""
        return Compared(*(getattr(one, name) for one in (self.now, self.before, self.year_before)))

    @property
    def complaints(self) -> Compared:
        """投诉占比: complaints and mixed, of the comments."""
        return Compared(
            *(
                one.complained
                for one in (self.comments, self.comments_before, self.comments_year_before)
            )
        )

    @property
    def satisfaction(self) -> Compared:
        """主动评价好评率."""
        return Compared(
            *(
                one.active_good_share
                for one in (self.ratings, self.ratings_before, self.ratings_year_before)
            )
        )

    def trend(self, part: str, whole: str) -> Series:
        """A case share by month up to the scope's last month."""
        return series(
            list(self.history["month"].dt.date), list(self.history[part]), list(self.history[whole])
        )

    def sentences(self) -> list[str]:
        """Three plain sentences: how it went, what moved, what to ask about."""
        return [_how_it_went(self), _what_moved(self), _what_to_ask(self)]


def overview(build: Build, scope: Scope) -> Overview:
    """Read and compare everything for one scope."""
    past = scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    scopes = (scope, scope.previous(), scope.year_before())
    cases = [figures.case_figures(build, one) for one in scopes]
    comments = [voice.comment_figures(build, one) for one in scopes]
    ratings = [ratings_read.rating_figures(build, one) for one in scopes]
    return Overview(
        scope,
        cases[0],
        cases[1],
        cases[2],
        figures.open_cases(build, scope),
        comments[0],
        comments[1],
        comments[2],
        ratings[0],
        ratings[1],
        ratings[2],
        figures.monthly(build, past),
        voice.comments_monthly(build, past),
        ratings_read.ratings_monthly(build, past),
        movers(build, scope),
    )


def movers(build: Build, scope: Scope) -> list[Mover]:
    """Departments (or the windows of the chosen one) that changed beyond chance, most first."""
    if scope.dept or scope.window:
        read, key, name = tables.by_window, "window_code", "window_name"
    else:
        read, key, name = tables.by_department, "dept_name", "dept_name"
    frames = [
        read(build, one).set_index(key) for one in (scope, scope.previous(), scope.year_before())
    ]
    found = []
    for code, row in frames[0].iterrows():
        compared = Compared(
            _on_time(row),
            *(_on_time(f.loc[code]) if code in f.index else Share(0, 0) for f in frames[1:]),
        )
        if compared.is_clear:
            label = str(code if key == name else row[name])
            found.append(Mover(label, None if key == "dept_name" else str(code), compared))
    found.sort(key=lambda one: -abs(one.compared.change or 0))
    return found[:MOVERS]


def _on_time(row: Any) -> Share:
    return Share(int(row["on_time"]), int(row["promised"]))


def _how_it_went(view: Overview) -> str:
    scope, compared = view.scope, view.compared("on_time")
    name = words.previous_name(scope)
    if view.now.counts["finished"] == 0:
        return f"{words.period(scope)}没有办结的办件。"
    if compared.now.value is None:
        return (
            f"{words.period(scope)}办结 {words.count(view.now.counts['finished'])} 件；"
            f"来源没有承诺时限，法定时限内办结率 {words.share(view.now.within_statutory)}。"
        )
    if scope.basis == "accepted":
        return (
            f"{words.period(scope)}受理 {words.count(view.now.accepted)} 件，其中已办结 "
            f"{words.count(view.now.counts['finished'])} 件，按时办结率 {words.share(compared.now)}；"
            "未办结的尚未计入，越近的月份越偏高，不宜与以前比。"
        )
    if compared.change is None:
        against = f"{name}没有可比数据"
    elif not compared.is_clear:
        against = f"较{name}{words.points(compared.change)}，无明显变化"
    else:
        against = f"较{name}{words.points(compared.change)}，变化明显"
    return (
        f"{words.period(scope)}办结 {words.count(view.now.counts['finished'])} 件，"
        f"按时办结率 {words.share(compared.now)}，{against}。"
    )


def _what_moved(view: Overview) -> str:
    if view.compared("on_time").before.value is None:
        return f"{words.previous_name(view.scope)}没有可比数据，不判断变化。"
    if not view.movers:
        return f"与{words.previous_name(view.scope)}相比，各{_unit(view)}按时办结率都无明显变化。"
    parts = [
        f"{one.name}（{words.percent(one.compared.before.value)}→"
        f"{words.percent(one.compared.now.value)}）"
        for one in view.movers
    ]
    return f"按时办结率变化最大的{_unit(view)}：{'、'.join(parts)}。"


def _unit(view: Overview) -> str:
    return "窗口" if view.scope.dept or view.scope.window else "部门"


def _what_to_ask(view: Overview) -> str:
    opened, complaints = view.open, view.complaints
    late = (
        f"超期未办结 {words.count(opened.past_promise)} 件、"
        f"超法定时限未办结 {words.count(opened.past_statutory)} 件"
        if opened.past_promise or opened.past_statutory
        else "没有超期未办结的办件"
    )
    soon = f"，{words.count(opened.due_soon)} 件马上到期" if opened.due_soon else ""
    if complaints.now.whole == 0:
        return f"请过问：目前{late}{soon}；本期没有留言。"
    heard = (
        f"{words.count(complaints.now.part)} 条留言有抱怨，占 {words.percent(complaints.now.value)}"
    )
    return f"请过问：目前{late}{soon}；{heard}。"


def latest_whole_month(months: list[dt.date], as_of: dt.date) -> dt.date | None:
    """The latest month that has ended by as-of, else the latest there is; None without any."""
    for month in months:
        if shift_month(month, 1) - dt.timedelta(days=1) <= as_of:
            return month
    return months[0] if months else None
