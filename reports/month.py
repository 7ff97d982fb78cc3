"""The report of one month: its figures, tables and sentences put together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from etl.read import figures, ratings
from etl.read.build import Build
from etl.read.scope import Scope, shift_month
from reports import month_notes, month_service_text, month_text, words
from reports.changes import HISTORY_MONTHS
from reports.guestbook import window_label
from reports.month_figures import Published, month_figures, with_past, year_to_date
from reports.month_inputs import Inputs, read_inputs
from reports.month_tables import (
    annexes,
    busiest_table,
    early_table,
    figure_table,
    ratio,
    score_tables,
    year_table,
)
from reports.report_model import Figure, Line, MonthReport, Section, Table
from scoring.rulebook import Rulebook


def month_report(
    build: Build, scope: Scope, book: Rulebook | None = None, published: Published | None = None
) -> MonthReport:
    """The report of a scope's months; without a rule book it holds no scores.

    Where an earlier month is published, its figures stand as they were published, and say so.
    """
    scope = replace(scope, basis="finished", channel=None, case_type=None)
    told = read_inputs(build, scope, book)
    meta = build.meta
    made = [with_past(one, scope, published or {}) for one in month_figures(told)]
    year = year_to_date(build, scope, published or {})
    return MonthReport(
        period=f"{scope.first:%Y-%m}" if scope.months == 1 else f"{scope.first:%Y-%m}/{scope.last:%Y-%m}",
        title=f"{words.period(scope)}{_place(told)}政务服务运行情况报告",
        scope_words=_scope_words(told),
        as_of=meta.as_of.isoformat(),
        build_id=meta.build_id,
        rulebook=book.sha256 if book else "",
        is_demo=meta.is_demo,
        is_whole=told.is_whole,
        figures=tuple(made),
        year=year,
        sections=_sections(
            told, {one.key: one for one in made}, year_table(year)
        ),
        annexes=annexes(told, made),
        quality=month_notes.quality(told),
        lines=_lines(build, scope),
        pending=month_notes.pending(told),
        problems=month_notes.problems(told, {one.key: one for one in made}),
    )  # fmt: skip


def _place(told: Inputs) -> str:
    """Whose report it is, for its title and its file: nothing for the whole centre."""
    windows = told.scope.chosen_windows
    names = [told.called.get(code, code) for code in windows] or list(told.scope.chosen_depts)
    if len(names) > 1:
        return f"{names[0]}等{len(names)}个{'窗口' if windows else '部门'}"
    return names[0] if names else ""


def _scope_words(told: Inputs) -> str:
    """The view in words, windows by their names and not by their codes."""
    scope = told.scope
    codes = scope.chosen_windows
    labels = dict(zip(told.windows["window_code"], told.windows["window_name"], strict=True))
    names = "、".join(window_label(str(labels.get(code, code)), code) for code in codes)
    return words.scope_words(scope, names or None, of_cases=False)


def _sections(told: Inputs, by_key: dict[str, Figure], year: Table) -> tuple[Section, ...]:
    overall = Section(
        "overall", "总体运行情况", month_text.overall(told, by_key), (figure_table(list(by_key.values())), year), ("on_time",)
    )  # fmt: skip
    windows = Section(
        "windows", "窗口运行情况", month_text.windows(told), (busiest_table(told), early_table(told)), ()
    )  # fmt: skip
    voice_ = Section(
        "voice", "服务评价", month_service_text.voice(told, by_key), (), ("satisfaction",)
    )
    discipline = Section("discipline", "纪律与作风", month_service_text.discipline(told))
    honour = Section(
        "honours", "“三亮三比三评”", month_service_text.honours(told), score_tables(told)
    )
    work = Section("work", "重点工作", month_service_text.work(told, by_key))
    return overall, windows, voice_, discipline, honour, work


def _lines(build: Build, scope: Scope) -> tuple[Line, ...]:
    past = scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    cases, rated = figures.monthly(build, past), ratings.ratings_monthly(build, past)
    return (
        _line("on_time", cases, "on_time", "promised"),
        _line("within_statutory", cases, "within_statutory", "statutory"),
        _line("satisfaction", rated, "active_good", "active"),
    )


def _line(name: str, frame: pd.DataFrame, part: str, whole: str) -> Line:
    months = tuple(f"{one:%Y-%m}" for one in pd.to_datetime(frame["month"]))
    values = tuple(ratio(p, w) for p, w in zip(frame[part], frame[whole], strict=True))
    return Line(name, months, values)
