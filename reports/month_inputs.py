"""What one month's report is made of, read once by the functions that the pages read by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from etl.read import figures, honours, ratings, tables, trust, voice, watch
from etl.read import month as read
from etl.read.build import Build
from etl.read.figures import CaseFigures
from etl.read.ratings import RatedCases, RatingFigures
from etl.read.scope import Scope, shift_month
from etl.read.voice import CommentFigures
from reports import limits
from reports.guestbook import window_label
from scoring.result import Scores
from scoring.rulebook import Rulebook
from scoring.scores import score_windows

LISTED = 20


@dataclass(frozen=True)
class Facts:
    """What was read of one period."""

    cases: CaseFigures
    rated: RatedCases
    ratings: RatingFigures
    comments: CommentFigures


@dataclass(frozen=True)
class Opened:
    """Cases open at the end of a period: all, past the promise, past the statute."""

    open: int
    past_promise: int
    past_statutory: int


@dataclass(frozen=True)
class Inputs:
    """Everything that the report is made of, read once."""

    scope: Scope
    now: Facts
    before: Facts
    year_before: Facts
    opened: Opened
    opened_before: Opened | None
    opened_year_before: Opened | None
    cards: watch.Cards | None
    calendar: read.Calendar
    calendar_before: read.Calendar
    windows: pd.DataFrame
    windows_rated: pd.DataFrame
    overdue_items: pd.DataFrame
    overdue_cases: pd.DataFrame
    overdue_total: int
    limits: limits.Limits
    findings: pd.DataFrame
    measures: pd.DataFrame
    scores: Scores | None
    quarter: Scores | None
    trust: trust.Trust
    has_before: bool
    has_year_before: bool
    is_whole: bool

    @cached_property
    def called(self) -> dict[str, str]:
        """Every window by its code; with the code beside the name where two are called alike."""
        frame = self.windows
        alike = frame["window_name"].duplicated(keep=False)
        return {
            str(code): window_label(str(name), str(code)) if twice else str(name)
            for name, code, twice in zip(
                frame["window_name"], frame["window_code"], alike, strict=True
            )
        }


def read_inputs(build: Build, scope: Scope, book: Rulebook | None) -> Inputs:
    """Read everything once."""
    periods = [scope, scope.previous(), scope.year_before()]
    now, before, year_before = (
        Facts(
            figures.case_figures(build, one), ratings.rated_cases(build, one),
            ratings.rating_figures(build, one), voice.comment_figures(build, one),
        )
        for one in periods
    )  # fmt: skip
    first = min(figures.months(build), default=scope.first)
    late, total = tables.cases(build, scope, "overdue", LISTED)
    whole_centre = not scope.is_part
    ends_quarter = scope.months == 1 and scope.last.month % 3 == 0
    quarter = scope.within(shift_month(scope.last, -2), scope.last)
    return Inputs(
        scope, now, before, year_before, *_opened(build, scope),
        watch.cards(build, scope) if _is_latest(build, scope) else None,
        read.calendar(build, scope), read.calendar(build, scope.previous()),
        tables.by_window(build, scope), ratings.ratings_by_window(build, scope),
        read.overdue_by_item(build, scope), late, total, limits.limits(build, scope),
        honours.findings(build, scope), honours.measures(build, scope),
        score_windows(build, scope, book) if book else None,
        score_windows(build, quarter, book) if book and ends_quarter and whole_centre else None,
        trust.trust(build), first <= periods[1].first, first <= periods[2].first,
        shift_month(scope.last, 1) - dt.timedelta(days=1) <= build.meta.as_of,
    )  # fmt: skip


def _is_latest(build: Build, scope: Scope) -> bool:
    return scope.last == build.meta.as_of.replace(day=1)


def _opened(build: Build, scope: Scope) -> tuple[Opened, Opened | None, Opened | None]:
    """Open cases at the end of the period (at as-of where that lies in it), before, and a year before."""
    past = scope.within(shift_month(scope.last, -12), scope.last)
    by_month = {
        pd.Timestamp(one.month).date(): Opened(int(one.opened), int(one.past_promise), int(one.past_statutory))
        for one in watch.open_monthly(build, past).itertuples()
    }  # fmt: skip
    first, nothing = min(figures.months(build), default=scope.first), Opened(0, 0, 0)
    ends = (shift_month(scope.last, -n) for n in (scope.months, 12))
    before, year = (by_month.get(end, nothing) if end >= first else None for end in ends)
    if not _is_latest(build, scope):
        return by_month.get(scope.last, nothing), before, year
    now = figures.open_cases(build, scope)
    return Opened(now.open, now.past_promise, now.past_statutory), before, year
