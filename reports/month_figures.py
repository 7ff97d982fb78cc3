"""Every figure of one month's report beside its past, and the sums of the year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from etl.read import figures
from etl.read.build import Build
from etl.read.scope import Scope
from reports import words
from reports.definitions import METRICS
from reports.month_inputs import Facts, Inputs, Opened
from reports.report_model import Cell, Figure, Kind, MonthReport, share_cell

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
Published = Mapping[str, MonthReport]
"""Published reports of the same scope by their month, as 2026-10."""


def month_figures(told: Inputs) -> list[Figure]:
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
    # How long a handful took says nothing, and may tell whose case it was.
    cells = _three(
        lambda one: Cell(read_(one) if one.cases.counts["finished"] >= words.FEW else None), told
    )
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


def with_past(one: Figure, scope: Scope, published: Published) -> Figure:
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
    then, from_last = _months(build, last, published)
    is_known = min(figures.months(build), default=last.first) <= last.first
    taken = [*from_published, *(f"去年{month}" for month in from_last)]
    notes = [f"{'、'.join(taken)}取已发布的数"] if taken else []
    if (begun := min(figures.months(build), default=this.first)) > this.first:
        notes.append(f"数据从{words.month(begun)}起")
    note = "；".join(notes)
    made = []
    for key, label, part, whole in YEAR_TO_DATE:
        kind: Kind = "share" if whole else "count"
        cells = [_sum(now, part, whole), _sum(then, part, whole) if is_known else Cell()]
        cohort = ACCEPTED if key == "accepted" else FINISHED
        text = f"1 月至本月逐月相加的{label}。"
        made.append(Figure(key, label, kind, "件", cohort, text, cells[0], Cell(), cells[1], note))
    return tuple(made)


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
        kept = {one.key: one.now for one in found.figures}
        for key, _, part, whole in YEAR_TO_DATE:
            if key not in kept:
                continue
            cell = kept[key]
            values = {part: cell.part, whole: cell.whole} if whole else {part: cell.number}
            for name, value in values.items():
                frame.loc[frame.index[at], name] = int(value or 0)
    return frame, taken


def _sum(frame: pd.DataFrame, part: str, whole: str) -> Cell:
    if whole:
        return Cell(None, int(frame[part].sum()), int(frame[whole].sum()))
    return Cell(float(frame[part].sum()))
