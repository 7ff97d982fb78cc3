"""One month's report as 月报 works on it: its state, the draft, today's report, and a step taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from etl.read import Build, Scope
from etl.read.figures import months as months_of
from etl.settings import Settings
from pages.shared import decide
from pages.shared.cached import of_others, recorded
from pages.shared.labels import NAME_FIRST
from records import month_drafts, months
from records.entries import Record
from records.errors import RecordsError
from records.month_drafts import Draft
from records.months import Month, Version, month_of
from records.store import Store, open_records
from records.users import User
from reports import month_files, words
from reports.report_model import MonthReport, from_plain
from scoring.rulebook import Rulebook

NEED_NAME = f"{NAME_FIRST}编辑、提交和发布。"


@dataclass(frozen=True)
class Desk:
    """One month's report on screen: its state, the draft, today's report and what is published of it."""

    settings: Settings
    build: Build
    user: User
    scope: Scope
    key: str
    seq: int
    now: Month
    draft: Draft
    report: MonthReport
    others: dict[str, Version]
    sent_back: str

    @property
    def standing(self) -> tuple[MonthReport, dict[str, str]]:
        """The report that counts and its written sections: what is published, else today's draft."""
        version = self.now.published
        if version is None:
            return self.report, self.draft.free
        return from_plain(version.report), version.free

    @property
    def free(self) -> dict[str, str]:
        """The sections as they would be submitted: the draft's, those it leaves alone as published."""
        return sections_of(self.draft, self.now.published)

    @property
    def offered(self) -> tuple[MonthReport, dict[str, str]]:
        """What would be published next: what waits, else today's draft."""
        version = self.now.waiting
        if version is None:
            return self.report, self.free
        return from_plain(version.report), version.free


def sections_of(draft: Draft, published: Version | None) -> dict[str, str]:
    """What people have written, from a draft and from what is published where the draft has nothing."""
    return {**(published.free if published else {}), **draft.free}


def desk_of(settings: Settings, build: Build, user: User, scope: Scope) -> Desk:
    """Read everything of one month's report."""
    # The side bar's cohort, channel and type are not the report's; a window is one of its department.
    scope = replace(
        scope,
        basis="finished",
        channel=None,
        case_type=None,
        dept=None if scope.window else scope.dept,
    )
    place = month_files.place_of(scope)
    key = months.key_of(f"{scope.first:%Y-%m}", place)
    record = recorded(settings, f"month {key}", lambda store: months.last_of(store, key))
    others = recorded(settings, f"months of {place}", lambda store: months.published(store, place))
    past = {period: one for period, one in others.items() if period != f"{scope.first:%Y-%m}"}
    book = month_files.book_of(settings, scope.last.year)
    known = month_files.reports_of(past)
    report = _made(build, scope, book, known)
    return Desk(
        settings, build, user, scope, key, record.seq if record else 0, month_of(record),
        month_drafts.read(settings.data, key), report, past, _sent_back(record),
    )  # fmt: skip


def _made(
    build: Build, scope: Scope, book: Rulebook | None, known: dict[str, MonthReport]
) -> MonthReport:
    """A month's report by today's data, made once for all who ask for it."""
    stamps = tuple(sorted((period, one.sha256) for period, one in known.items()))
    return of_others(
        (f"{scope}", book.sha256 if book else "", stamps),
        lambda: month_files.report_of(build, scope, book, known), build,
    )  # fmt: skip


def last_report(desk: Desk) -> tuple[MonthReport, dict[str, str], bool] | None:
    """Last month's report, what was written in it, and whether it is published; None where there is none."""
    scope = desk.scope.previous()
    version = desk.others.get(month_before(desk.scope))
    if version is not None:
        return from_plain(version.report), version.free, True
    if scope.first not in months_of(desk.build):
        return None
    book = month_files.book_of(desk.settings, scope.last.year)
    key = months.key_of(month_before(desk.scope), month_files.place_of(scope))
    report = _made(desk.build, scope, book, {})
    return report, month_drafts.read(desk.settings.data, key).free, False


def _sent_back(record: Record | None) -> str:
    """Who sent the report back and why, where that was the last step."""
    if record is None or record.action != months.SENT_BACK:
        return ""
    return f"{words.local_time(record.at)} {record.actor}退回：{record.reason}"


def month_before(scope: Scope) -> str:
    """The month before a report's, as 2026-09."""
    return f"{scope.previous().first:%Y-%m}"


def do(desk: Desk, done: str, step: Callable[[Store], object]) -> None:
    """Take a step; the page says what was done, or what stood in the way."""
    try:
        with open_records(desk.settings.data) as store:
            step(store)
    except RecordsError as error:
        st.session_state[decide.REFUSED] = str(error)
    else:
        st.session_state[decide.DONE] = done
