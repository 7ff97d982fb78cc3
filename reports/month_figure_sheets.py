"""The figures of the report's workbook: full values, counts, changes as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports import words
from reports.month_sheets import FORMATS, HEADER, Formats, new_sheet, width
from reports.report_model import Cell, Figure, MonthReport


def figures_sheet(book: Any, formats: Formats, report: MonthReport) -> None:
    """Every figure with full values, its counts, and its changes as they are shown."""
    columns = (
        _of("本期", lambda one: one.now), *COUNTS, _of("上期", lambda one: one.before),
        _moved("环比", lambda one: one.before), _of("去年同期", lambda one: one.year_before),
        _moved("同比", lambda one: one.year_before),
    )  # fmt: skip
    _sheet(book, formats, report, "主要指标", report.figures, columns)


def year_sheet(book: Any, formats: Formats, report: MonthReport) -> None:
    """The sums since January beside last year's."""
    columns = (
        _of("本年累计", lambda one: one.now), *COUNTS, _of("去年同期累计", lambda one: one.year_before),
        _moved("同比", lambda one: one.year_before),
    )  # fmt: skip
    _sheet(book, formats, report, "本年累计", report.year, columns)


@dataclass(frozen=True)
class _Numbers:
    """A column of numbers of figures: its head, the value and the format of one."""

    head: str
    value: Callable[[Figure], float | None]
    form: Callable[[Figure], str]
    missing: str = ""


def _of(head: str, cell: Callable[[Figure], Cell]) -> _Numbers:
    return _Numbers(head, lambda one: cell(one).shown_value, lambda one: FORMATS[one.kind])


def _moved(head: str, against: Callable[[Figure], Cell]) -> _Numbers:
    """A change as a number that reads as on screen: +0.4 个百分点, 持平."""

    def form(one: Figure) -> str:
        plain = "#,##0" if one.kind == "count" else "0.0"
        unit = f'" {one.change_unit}"'
        return f'+{plain}{unit};"−"{plain}{unit};"持平"'

    return _Numbers(head, lambda one: one.moved(against(one)), form, words.NOTHING)


COUNTS = (
    _Numbers("分子", lambda one: one.now.part, lambda _: FORMATS["count"]),
    _Numbers("分母", lambda one: one.now.whole, lambda _: FORMATS["count"]),
)
NOTE = "备注"
TOLD: tuple[tuple[str, Callable[[Figure], str]], ...] = (
    ("单位", lambda one: "%" if one.kind == "share" else one.unit),
    ("口径", lambda one: one.cohort),
    (NOTE, lambda one: one.note),
)


def _sheet(
    book: Any, formats: Formats, report: MonthReport, name: str, made: Sequence[Figure],
    columns: Sequence[_Numbers],
) -> None:  # fmt: skip
    sheet = new_sheet(book, formats, report, name, f"{report.title}：{name}")
    told = [one for one in TOLD if one[0] != NOTE or any(each.note for each in made)]
    heads = ("指标", *(one.head for one in columns), *(head for head, _ in told))
    for at, head in enumerate(heads):
        sheet.write_string(1, at, head, formats["head"])
    for row, one in enumerate(made, start=HEADER):
        sheet.write_string(row, 0, one.label, formats["text"])
        for at, column in enumerate(columns, start=1):
            value = column.value(one)
            if value is not None:
                sheet.write_number(row, at, value, formats.of(column.form(one)))
            elif column.missing:
                sheet.write_string(row, at, column.missing, formats["missing"])
        for at, (_, text) in enumerate(told, start=1 + len(columns)):
            sheet.write_string(row, at, text(one), formats["text"])
    sheet.set_column(0, 0, width(one.label for one in made))
    sheet.set_column(1, len(columns), 15)
    for at, (head, text) in enumerate(told, start=1 + len(columns)):
        sheet.set_column(at, at, width([head, *(text(one) for one in made)]))
