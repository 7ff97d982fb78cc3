"""The figures, tables and sentences of one month, from the functions that the pages read by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from etl.read import figures, honours, ratings, tables, trust, voice, watch
from etl.read import month as read
from etl.read.build import Build
from etl.read.figures import CaseFigures, Share
from etl.read.ratings import RatedCases, RatingFigures
from etl.read.scope import Scope, shift_month
from etl.read.voice import CommentFigures
from reports import limits, month_text, words
from reports.changes import HISTORY_MONTHS
from reports.definitions import METRICS
from reports.guestbook import window_label
from reports.report_model import (
    Cell,
    Column,
    Figure,
    Kind,
    Line,
    MonthReport,
    Section,
    Table,
    share_cell,
    shown,
)
from scoring.ranking import Recommendation
from scoring.result import Scores
from scoring.rulebook import Rulebook
from scoring.scores import score_windows

BUSIEST, LISTED = 10, 20
FINISHED, ACCEPTED, RATED, SAID = "按办结", "按受理", "按评价时间", "按留言时间"
AT_END = "期末"
YEAR_TO_DATE = (
    ("accepted", "受理件数", "accepted", ""),
    ("finished", "办结件数", "finished", ""),
    ("on_time", "按时办结率", "on_time", "promised"),
    ("within_statutory", "法定时限内办结率", "within_statutory", "statutory"),
    ("early", "提前办结率", "early", "commitment"),
    ("overdue", "超承诺时限办结", "overdue", ""),
    ("online", "网上申请率", "online", "with_channel"),
)
"""What is added up over a year: key and name of the figure, and the counts it is made of."""


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
    quarter: Recommendation | None
    trust: trust.Trust
    has_before: bool
    has_year_before: bool
    is_whole: bool


Published = Mapping[str, MonthReport]
"""Published reports of the same scope by their month, as 2026-10."""


def month_report(
    build: Build, scope: Scope, book: Rulebook | None = None, published: Published | None = None
) -> MonthReport:
    """The report of a scope's months; without a rule book it holds no scores.

    Where an earlier month is published, its figures stand as they were published, and say so.
    """
    scope = replace(scope, basis="finished", channel=None, case_type=None)
    told = read_inputs(build, scope, book)
    meta = build.meta
    made = [_with_past(one, scope, published or {}) for one in _figures(told)]
    year = year_to_date(build, scope, published or {})
    return MonthReport(
        period=f"{scope.first:%Y-%m}" if scope.months == 1 else f"{scope.first:%Y-%m}/{scope.last:%Y-%m}",
        title=f"{words.period(scope)}政务服务运行情况报告",
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
        annexes=_annexes(told, made),
        quality=month_text.quality(told),
        lines=_lines(build, scope),
        problems=month_text.problems(told, {one.key: one for one in made}),
    )  # fmt: skip


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
        score_windows(build, quarter, book).recommended if book and ends_quarter and whole_centre else None,
        trust.trust(build), first <= periods[1].first, first <= periods[2].first,
        shift_month(scope.last, 1) - dt.timedelta(days=1) <= build.meta.as_of,
    )  # fmt: skip


def _scope_words(told: Inputs) -> str:
    """The view in words, windows by their names and not by their codes."""
    scope = told.scope
    codes = scope.windows or ((scope.window,) if scope.window else ())
    labels = dict(zip(told.windows["window_code"], told.windows["window_name"], strict=True))
    names = "、".join(window_label(str(labels.get(code, code)), code) for code in codes)
    return words.scope_words(scope, names or None, of_cases=False)


def _is_latest(build: Build, scope: Scope) -> bool:
    return scope.last == build.meta.as_of.replace(day=1)


def _opened(build: Build, scope: Scope) -> tuple[Opened, Opened | None, Opened | None]:
    """Open cases at the end of the period (at as-of where that lies in it), before, and a year before."""
    past = scope.within(shift_month(scope.last, -12), scope.last)
    by_month = {
        pd.Timestamp(one.month).date(): Opened(int(one.opened), int(one.past_promise), int(one.past_statutory))
        for one in watch.open_monthly(build, past).itertuples()
    }  # fmt: skip
    before, year = (by_month.get(shift_month(scope.last, -n)) for n in (scope.months, 12))
    if not _is_latest(build, scope):
        return by_month.get(scope.last, Opened(0, 0, 0)), before, year
    now = figures.open_cases(build, scope)
    return Opened(now.open, now.past_promise, now.past_statutory), before, year


def _figures(told: Inputs) -> list[Figure]:
    """Every figure with its past, in the order of the report."""
    by_label = [
        told.now.comments.by_label,
        told.before.comments.by_label if told.has_before else None,
        told.year_before.comments.by_label if told.has_year_before else None,
    ]
    return [
        _count(told, "accepted", "受理件数", "件", ACCEPTED, "本期受理、计入统计的办件数。", lambda f: f.cases.accepted),
        _count(told, "finished", "办结件数", "件", FINISHED, "", lambda f: f.cases.counts["finished"]),
        _share(told, "on_time", FINISHED, lambda f: f.cases.on_time),
        _share(told, "within_statutory", FINISHED, lambda f: f.cases.within_statutory),
        _share(told, "early", FINISHED, lambda f: f.cases.early),
        _share(told, "online", FINISHED, lambda f: f.cases.online),
        _days(told, "p90", lambda f: f.cases.p90_days),
        _days(told, "median", lambda f: f.cases.median_days),
        _count(told, "overdue", "超承诺时限办结", "件", FINISHED, "办结日晚于承诺到期日的办结件。", lambda f: f.cases.counts["overdue"]),
        _count(told, "only_by_pause", "只因暂停而按时", "件", FINISHED, "", lambda f: f.cases.counts["only_by_pause"]),
        _at_end(told, "open", "在办", "期末没有办结的办件。", lambda one: one.open),
        _at_end(told, "open_past", "超期未办结", "", lambda one: one.past_promise),
        _at_end(told, "open_statutory", "超法定时限未办结", "期末已过法定到期日而没有办结的办件。", lambda one: one.past_statutory),
        _share(told, "rated", FINISHED, lambda f: f.rated.rated_share),
        _share(told, "active_rated", FINISHED, lambda f: f.rated.active_share),
        _share(told, "satisfaction", RATED, lambda f: f.ratings.active_good_share, "条"),
        _count(told, "bad", "差评", "条", RATED, "有效评价中的“不满意”和“非常不满意”。", lambda f: f.ratings.bad_share.part),
        _count(told, "comments", "留言", "条", SAID, "本期计入统计的群众留言。", lambda f: f.comments.total),
        _share(told, "complaints", SAID, lambda f: f.comments.complained, "条"),
        _labelled("praise", "表扬类留言", by_label),
        _labelled("suggestion", "建议类留言", by_label),
        _labelled("inquiry", "咨询类留言", by_label),
    ]  # fmt: skip


def _three(made: Callable[[Facts], Cell], told: Inputs) -> tuple[Cell, Cell, Cell]:
    """The value of the period, of the one before and of a year before; none of what no data reach."""
    return (
        made(told.now),
        made(told.before) if told.has_before else Cell(),
        made(told.year_before) if told.has_year_before else Cell(),
    )


def _count(
    told: Inputs, key: str, label: str, unit: str, cohort: str, definition: str, read_: Any
) -> Figure:
    cells = _three(lambda one: Cell(float(read_(one))), told)
    text = definition or METRICS[key].definition
    return Figure(key, label, "count", unit, cohort, text, *cells)


def _share(told: Inputs, key: str, cohort: str, read_: Any, unit: str = "件") -> Figure:
    cells = _three(lambda one: share_cell(read_(one)), told)
    metric = METRICS[key]
    return Figure(key, metric.label, "share", unit, cohort, metric.definition, *cells)


def _days(told: Inputs, key: str, read_: Any) -> Figure:
    cells = _three(lambda one: Cell(read_(one)), told)
    metric = METRICS[key]
    return Figure(key, metric.label, "days", "个工作日", FINISHED, metric.definition, *cells)


def _at_end(
    told: Inputs, key: str, label: str, definition: str, read_: Callable[[Opened], int]
) -> Figure:
    ends = told.opened, told.opened_before, told.opened_year_before
    now, before, year = (Cell(None if one is None else float(read_(one))) for one in ends)
    text = definition or METRICS[key].definition
    return Figure(key, label, "count", "件", AT_END, text, now, before, year)


def _labelled(label: str, name: str, by_label: list[dict[str, int] | None]) -> Figure:
    now, before, year_before = (
        Cell(None if one is None else float(one[label])) for one in by_label
    )
    text = f"机器判断、人工可改的“{name.removesuffix('类留言')}”一类留言条数。"
    return Figure(label, name, "count", "条", SAID, text, now, before, year_before)


def _with_past(one: Figure, scope: Scope, published: Published) -> Figure:
    """A figure whose past is what was published of it."""
    changed: dict[str, Any] = {}
    for name, past, word in (
        ("before", scope.previous(), "上期"),
        ("year_before", scope.year_before(), "去年同期"),
    ):
        found = published.get(f"{past.first:%Y-%m}") if past.months == 1 else None
        if found is not None and any(each.key == one.key for each in found.figures):
            changed[name] = found.figure(one.key).now
            changed["note"] = "、".join(filter(None, (changed.get("note", ""), word)))
    if changed:
        changed["note"] += "取已发布的数"
    return replace(one, **changed)


def year_to_date(build: Build, scope: Scope, published: Published) -> tuple[Figure, ...]:
    """Sums since January beside the same months of last year; months that are published as published."""
    this = scope.within(scope.last.replace(month=1), scope.last)
    now, from_published = _months(build, this, published)
    last = this.year_before()
    then, _ = _months(build, last, published)
    is_known = min(figures.months(build), default=last.first) <= last.first
    note = f"{'、'.join(from_published)}取已发布的数" if from_published else ""
    made = []
    for key, label, part, whole in YEAR_TO_DATE:
        kind: Kind = "share" if whole else "count"
        cells = [_sum(now, part, whole), _sum(then, part, whole) if is_known else Cell()]
        cohort = ACCEPTED if key == "accepted" else FINISHED
        text = f"1 月至本月逐月相加的{label}。"
        made.append(Figure(key, label, kind, "件", cohort, text, cells[0], Cell(), cells[1], note))
    return tuple(made)


def year_table(made: Sequence[Figure]) -> Table:
    """The sums of the year in words, as on screen."""
    columns = tuple(Column(name, "text") for name in ("指标", "本年累计", "去年同期累计", "同比"))
    rows = tuple(
        (one.label, _shown(one, one.now), _shown(one, one.year_before), one.change(one.year_before))
        for one in made
    )
    notes = sorted({one.note for one in made if one.note})
    return Table("year", "本年累计", columns, rows, f"{'；'.join(notes)}。" if notes else "")


def _months(build: Build, scope: Scope, published: Published) -> tuple[pd.DataFrame, list[str]]:
    """Counts by month, those of published months as published, and which these are."""
    every = pd.date_range(scope.first, scope.last, freq="MS")
    frame = figures.monthly(build, scope)
    frame["month"] = pd.to_datetime(frame["month"])
    frame = frame.set_index("month").reindex(every).fillna(0).rename_axis("month").reset_index()
    taken = []
    for at, month in enumerate(every):
        found = published.get(f"{month:%Y-%m}")
        if found is None:
            continue
        taken.append(f"{month.month}月")
        for key, _, part, whole in YEAR_TO_DATE:
            cell = found.figure(key).now
            values = {part: cell.part, whole: cell.whole} if whole else {part: cell.number}
            for name, value in values.items():
                frame.loc[frame.index[at], name] = int(value or 0)
    return frame, taken


def _sum(frame: pd.DataFrame, part: str, whole: str) -> Cell:
    if whole:
        return Cell(None, int(frame[part].sum()), int(frame[whole].sum()))
    return Cell(float(frame[part].sum()))


def _sections(told: Inputs, by_key: dict[str, Figure], year: Table) -> tuple[Section, ...]:
    overall = Section(
        "overall", "总体运行情况", month_text.overall(told, by_key), (figure_table(list(by_key.values())), year), ("on_time",)
    )  # fmt: skip
    windows = Section(
        "windows", "窗口运行情况", month_text.windows(told), (busiest_table(told), early_table(told)), ()
    )  # fmt: skip
    voice_ = Section("voice", "服务评价", month_text.voice(told, by_key), (), ("satisfaction",))
    discipline = Section("discipline", "纪律与作风", month_text.discipline(told))
    honour = Section("honours", "“三亮三比三评”", month_text.honours(told), _score_tables(told))
    work = Section("work", "重点工作", month_text.work(told, by_key))
    return overall, windows, voice_, discipline, honour, work


def figure_table(made: list[Figure]) -> Table:
    """Every figure beside its past, in words as on screen."""
    columns = tuple(
        Column(name, "text")
        for name in ("指标", "本期", "分子/分母", "上期", "环比", "去年同期", "同比")
    )
    rows = tuple(
        (
            one.label, _shown(one, one.now), _counts(one.now), _shown(one, one.before),
            one.change(one.before), _shown(one, one.year_before), one.change(one.year_before),
        )
        for one in made
    )  # fmt: skip
    noted = sorted({one.note for one in made if one.note})
    return Table("figures", "主要指标", columns, rows, "；".join([*noted, "口径见附件"]) + "。")


def _counts(cell: Cell) -> str:
    return "" if cell.whole is None else f"{cell.part or 0:,}/{cell.whole:,}"


def _shown(one: Figure, cell: Cell) -> str:
    """A share without its counts, unless there are too few for one."""
    if one.kind == "share":
        return words.brief(Share(cell.part or 0, cell.whole or 0), one.unit)
    return shown(cell, one.kind, one.unit)


def _columns(*pairs: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(label, kind) for label, kind in pairs)


def busiest_table(told: Inputs) -> Table:
    """The windows with most finished cases."""
    some = told.windows[told.windows["finished"] > 0]
    ordered = some.sort_values(["finished", "window_code"], ascending=[False, True]).head(BUSIEST)
    rows = tuple(
        (one.window_name, one.dept_name, int(one.finished), _ratio(one.on_time, one.promised), int(one.overdue))
        for one in ordered.itertuples()
    )  # fmt: skip
    return Table(
        "busiest", f"办件量前{BUSIEST}的窗口",
        _columns(("窗口", "text"), ("部门", "text"), ("办结件", "count"), ("按时办结率", "share"), ("超期", "count")),
        rows,
    )  # fmt: skip


def early_table(told: Inputs) -> Table:
    """The windows that finish most of their 承诺件 early, of those with enough of them."""
    some = told.windows[told.windows["commitment"] >= words.FEW].copy()
    some["share"] = some["early"] / some["commitment"]
    ordered = some.sort_values(["share", "commitment"], ascending=[False, False]).head(BUSIEST)
    rows = tuple(
        (one.window_name, one.dept_name, int(one.commitment), float(one.share))
        for one in ordered.itertuples()
    )
    return Table(
        "early", f"提前办结率前{BUSIEST}的窗口",
        _columns(("窗口", "text"), ("部门", "text"), ("承诺件办结", "count"), ("提前办结率", "share")),
        rows, "只列承诺件办结 10 件及以上的窗口；名次相近的不一定分得出高下。",
    )  # fmt: skip


def _score_tables(told: Inputs) -> tuple[Table, ...]:
    if told.scores is None:
        return ()
    placed = [one for one in told.scores.windows if one.rate is not None][:BUSIEST]
    if not placed:
        return ()
    rows = tuple(
        (one.window_name, one.peer_group, one.points, one.measurable, one.rate, one.band)
        for one in placed
    )
    columns = _columns(
        ("窗口", "text"), ("同类", "text"), ("得分", "points"), ("可计分", "points"), ("得分率", "share"), ("档次", "text")
    )  # fmt: skip
    note = "同一档的窗口按现有数据分不出先后；供参考，由人决定。"
    return (Table("scores", f"“三比”得分率前{BUSIEST}的窗口", columns, rows, note),)


def _annexes(told: Inputs, made: list[Figure]) -> tuple[Table, ...]:
    ordered = told.windows.sort_values(["dept_name", "window_code"])
    rated = told.windows_rated.set_index("window_code")
    windows = tuple(
        (
            one.dept_name, name, int(one.finished), _ratio(one.on_time, one.promised),
            _ratio(one.early, one.commitment), int(one.overdue), *_rated(rated, one.window_code),
        )
        for one, name in zip(ordered.itertuples(), month_text.names(ordered), strict=True)
    )  # fmt: skip
    late = tuple(
        (
            one.case_no, one.item_name, one.window_name, _day(one.accepted_on), _day(one.promise_due_on),
            _day(one.finished_on),
        )
        for one in told.overdue_cases.itertuples()
    )  # fmt: skip
    definitions = tuple((one.label, one.cohort, one.definition) for one in made)
    left = told.overdue_total - len(late)
    return (
        Table(
            "all_windows", "各窗口明细",
            _columns(("部门", "text"), ("窗口", "text"), ("办结件", "count"), ("按时办结率", "share"),
                     ("提前办结率", "share"), ("超期", "count"), ("主动评价", "count"), ("主动好评率", "share")),
            windows, "分母不足 10 的比率不列，以“—”代替。",
        ),
        Table(
            "overdue_cases", "超承诺时限办结的办件",
            _columns(("办件编号", "text"), ("事项", "text"), ("窗口", "text"), ("受理", "date"),
                     ("承诺到期", "date"), ("办结", "date")),
            late, f"另有 {left:,} 件没有列出，请在“办件明细”里下载。" if left > 0 else "",
        ),
        Table(
            "definitions", "指标口径",
            _columns(("指标", "text"), ("口径", "text"), ("怎么算", "text")), definitions,
        ),
    )  # fmt: skip


def _ratio(part: float, whole: float) -> float | None:
    """A share, None under ten: one of few cases says nothing and may show whose they were."""
    return float(part) / float(whole) if whole >= words.FEW else None


def _rated(rated: pd.DataFrame, code: str) -> tuple[int, float | None]:
    if code not in rated.index:
        return 0, None
    row = rated.loc[code]
    return int(row["active"]), _ratio(row["active_good"], row["active"])


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()


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
    values = tuple(_ratio(p, w) for p, w in zip(frame[part], frame[whole], strict=True))
    return Line(name, months, values)
