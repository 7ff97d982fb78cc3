"""The tables of one month's report and its annexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from etl.read.figures import Share
from reports import words
from reports.month_inputs import Inputs
from reports.report_model import Cell, Column, Figure, Kind, Table, shown

BUSIEST = 10
YEAR = "本年累计是 1 月至本月逐月相加"


def figure_table(made: list[Figure]) -> Table:
    """Every figure beside its past, in words as on screen."""
    columns = tuple(
        Column(name, "text") for name in ("指标", "本期", "上期", "环比", "去年同期", "同比")
    )
    rows = tuple(
        (
            one.label, _shown(one, one.now), _shown(one, one.before), one.change(one.before),
            _shown(one, one.year_before), one.change(one.year_before),
        )
        for one in made
    )  # fmt: skip
    noted = sorted({one.note for one in made if one.note})
    return Table(
        "figures",
        "主要指标",
        columns,
        rows,
        "；".join([*noted, "变化按没有四舍五入的数计算", "口径和分母见附件"]) + "。",
    )


def year_table(made: Sequence[Figure]) -> Table:
    """The sums of the year in words, as on screen."""
    columns = tuple(Column(name, "text") for name in ("指标", "本年累计", "去年同期累计", "同比"))
    rows = tuple(
        (one.label, _shown(one, one.now), _shown(one, one.year_before), one.change(one.year_before))
        for one in made
    )
    notes = sorted({one.note for one in made if one.note})
    return Table("year", "本年累计", columns, rows, "；".join([YEAR, *notes]) + "。")


def _counts(cell: Cell) -> str:
    return "" if cell.whole is None else f"{cell.part or 0:,}/{cell.whole:,}"


def _shown(one: Figure, cell: Cell) -> str:
    """A share without its counts, unless there are too few for one."""
    if one.kind == "share":
        return words.brief(Share(cell.part or 0, cell.whole or 0), one.unit)
    return shown(cell, one.kind, one.unit)


def busiest_table(told: Inputs) -> Table:
    """The windows with most finished cases."""
    some = told.windows[told.windows["finished"] > 0]
    ordered = some.sort_values(["finished", "window_code"], ascending=[False, True]).head(BUSIEST)
    called = told.called
    rows = tuple(
        (called[one.window_code], int(one.finished), ratio(one.on_time, one.promised), int(one.overdue), one.dept_name)
        for one in ordered.itertuples()
    )  # fmt: skip
    return Table(
        "busiest", f"办件量前{BUSIEST}的窗口",
        _columns(("窗口", "text"), ("办结件", "count"), ("按时办结率", "share"), ("超期", "count"), ("部门", "text")),
        rows,
    )  # fmt: skip


def early_table(told: Inputs) -> Table:
    """The windows that finish most of their 承诺件 early, of those with enough of them."""
    some = told.windows[told.windows["commitment"] >= words.FEW].copy()
    some["share"] = some["early"] / some["commitment"]
    ordered = some.sort_values(
        ["share", "commitment", "window_code"], ascending=[False, False, True]
    ).head(BUSIEST)
    called = told.called
    rows = tuple(
        (called[one.window_code], int(one.commitment), float(one.share), one.dept_name)
        for one in ordered.itertuples()
    )
    return Table(
        "early", f"提前办结率前{BUSIEST}的窗口",
        _columns(("窗口", "text"), ("承诺件办结", "count"), ("提前办结率", "share"), ("部门", "text")),
        rows, "只列承诺件办结 10 件及以上的窗口；名次相近的不一定分得出高下。",
    )  # fmt: skip


def score_tables(told: Inputs) -> tuple[Table, ...]:
    """The windows with the best rate of points; nothing without a rule book."""
    if told.scores is None:
        return ()
    placed = [one for one in told.scores.windows if one.rate is not None]
    if not placed:
        return ()
    called = told.called
    rows = tuple(
        (
            called.get(one.window_code, one.window_name), one.peer_group, one.points, one.measurable,
            one.rate, f"{words.percent(one.low)}—{words.percent(one.high)}", one.band,
        )
        for one in placed[:BUSIEST]
    )  # fmt: skip
    columns = _columns(
        ("窗口", "text"), ("同类", "text"), ("得分", "points"), ("可计分", "points"), ("得分率", "share"),
        ("可能范围", "text"), ("档次", "text"),
    )  # fmt: skip
    left = len(told.scores.windows) - len(placed)
    title = f"“三比”得分率前{BUSIEST}的窗口" if len(placed) > BUSIEST else "“三比”得分率"
    note = (
        (f"其余 {left:,} 个窗口的数据不够计分，原因见“三比得分”页。" if left else "")
        + "档次看可能范围：与第一名的范围有重叠的同为第1档，所以得分率高的档次不一定靠前；同一档分不出先后。"
        "供参考，由人决定。"
    )
    return (Table("scores", title, columns, rows, note),)


def annexes(told: Inputs, made: list[Figure]) -> tuple[Table, ...]:
    """Every window, the cases finished late, and how each figure is made."""
    ordered = told.windows.sort_values(["dept_name", "window_code"])
    rated, called = told.windows_rated.set_index("window_code"), told.called
    windows = tuple(
        (
            one.dept_name, called[one.window_code], int(one.finished), ratio(one.on_time, one.promised),
            ratio(one.early, one.commitment), int(one.overdue), *_rated(rated, one.window_code),
        )
        for one in ordered.itertuples()
    )  # fmt: skip
    late = tuple(
        (
            one.case_no, one.item_name, one.window_name, _day(one.accepted_on), _day(one.promise_due_on),
            _day(one.finished_on), int(one.used_workdays),
        )
        for one in told.overdue_cases.itertuples()
    )  # fmt: skip
    definitions = tuple((one.label, one.cohort, _counts(one.now), one.definition) for one in made)
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
                     ("承诺到期", "date"), ("办结", "date"), ("用时", "count")),
            late, "按用时从长到短，用时为工作日。" + (f"另有 {left:,} 件没有列出，请在“办件明细”里下载。" if left > 0 else ""),
        ),
        Table(
            "definitions", "指标口径",
            _columns(("指标", "text"), ("口径", "text"), ("本期分子/分母", "text"), ("怎么算", "text")), definitions,
        ),
    )  # fmt: skip


def _columns(*pairs: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(label, kind) for label, kind in pairs)


def ratio(part: float, whole: float) -> float | None:
    """A share, None under ten: one of few cases says nothing and may show whose they were."""
    return float(part) / float(whole) if whole >= words.FEW else None


def _rated(rated: pd.DataFrame, code: str) -> tuple[int, float | None]:
    if code not in rated.index:
        return 0, None
    row = rated.loc[code]
    return int(row["active"]), ratio(row["active_good"], row["active"])


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()
