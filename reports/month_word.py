"""The monthly report in Word, laid out by GB/T 9704: sections, tables, what people wrote, annexes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reports import word, words
from reports.month_charts import CHARTS, charts
from reports.report_model import MonthReport, Table, cell_text

if TYPE_CHECKING:
    from docx.document import Document

NUMBERS = "一二三四五六七八九十"
FREE = {"problems": "存在的主要问题", "next": "下一步工作"}
"""Sections that people write, in their order after those of the figures."""
EMPTY = "（待填写）"
DRAFT = "（草稿，未发布）"
WORDED = ("figures", "year")
"""Tables whose texts are values in words."""
WIDTH = 156.0
SIZES = (12.0, 10.5, 9.0)
"""Sizes of letters in a table: 小四, 五号, 小五."""
MARGINS, WIDE_SIGN, NARROW_SIGN = 4.5, 4.2, 2.3
"""The margins of a cell and the signs of 12 pt in mm: Chinese ones and all others."""
FULL = "—…“”"
"""Signs that Chinese fonts draw as wide as a Chinese one."""
WIDER, NARROWEST = 1.2, 18.0
"""How much wider the signs of another font may be; what names need at least, in mm, to give way to numbers."""
NO_CHARTS = "本机没有可用的浏览器，图形没有放入；数字都在表中，图形见网页版。"


def month_document(
    report: MonthReport,
    free: Mapping[str, str],
    pictures: Mapping[str, bytes] | None = None,
    template: Path | None = None,
    mark: str = DRAFT,
) -> bytes:
    """The file. `free` are the sections that people wrote, `pictures` the charts as PNG by their key.

    Where a chart could not be drawn it says so. `mark` tells a draft from what was published. UserError
    for a `template` that is no Word file.
    """
    made = word.new_document(report.title, template)
    word.title(made, *_title(report.title))
    if report.is_demo:
        word.body(made, "（演示数据，内容均为虚构）", indent=False)
    word.body(made, mark, indent=False)
    word.body(made, official(_scope_line(report)))
    numbered = iter(NUMBERS)
    tables = _Tables(made)
    for section in report.sections:
        word.heading(made, 1, f"{next(numbered)}、{section.heading}")
        for text in section.paragraphs:
            word.body(made, official(text))
        for key in section.charts:
            if pictures and key in pictures:
                word.picture(made, pictures[key], f"图：{CHARTS[key]}")
        for table in section.tables:
            tables.add(table)
    for key, heading in FREE.items():
        word.heading(made, 1, f"{next(numbered)}、{heading}")
        for line in (free.get(key) or EMPTY).splitlines():
            if line.strip():
                word.body(made, line.strip())
    if pictures is None and charts(report):
        word.body(made, NO_CHARTS)
    _annexes(made, report, tables)
    return word.written(made)


def official(text: str) -> str:
    """As officials write: no space between a number and its word."""
    return re.sub(r"(?<=[0-9%）”\u4e00-\u9fff，、。；：]) (?=[0-9\u4e00-\u9fff“（−＞])", "", text)


def _title(title: str) -> tuple[str, ...]:
    """2026年10月 / 政务服务运行情况报告: broken where its words end."""
    head, found, rest = title.rpartition("政务服务")
    return (head, found + rest) if found and head else (title,)


def _scope_line(report: MonthReport) -> str:
    until = "" if report.is_whole else "，本期未满"
    return f"范围：{report.scope_words}。数据统计到{words.iso_date(report.as_of)}{until}；数据指纹 {report.sha256[:12]}。"


class _Tables:
    """Tables with their running number and title."""

    def __init__(self, made: Document) -> None:
        self.made, self.count = made, 0

    def add(self, table: Table) -> None:
        """One table under its title, its note below."""
        if not table.rows:
            return
        self.count += 1
        word.caption(self.made, f"表{self.count}　{table.title}")
        columns = [one.label for one in table.columns]
        rows = [
            [official(cell_text(value, column.kind)) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]  # fmt: skip
        word.table(self.made, columns, rows, *widths(columns, rows))
        if table.note:
            word.caption(self.made, f"注：{official(table.note)}")


def widths(columns: list[str], rows: list[list[str]]) -> tuple[list[float], float]:
    """Widths in mm that add up to the area, and the letters' size in pt: the largest that breaks no cell.

    Where even the smallest would, the widest columns give way, but for numbers: 2026-10-08 or the number of a
    case cannot be read in two pieces, a name can.
    """
    longest = [
        max(_length(name), *(_length(row[at]) for row in rows)) if rows else _length(name)
        for at, name in enumerate(columns)
    ]
    size, needs = SIZES[-1], list[float]()
    for size in SIZES:
        needs = [MARGINS + one * size / SIZES[0] for one in longest]
        if sum(needs) <= WIDTH:
            return [round(one * WIDTH / sum(needs), 1) for one in needs], size
    loose = [any(_is_chinese(row[at]) for row in rows) for at in range(len(columns))]
    # A heading may stand in two lines, a number may not, whatever font stands in for the named one.
    for at, name in enumerate(columns):
        if not loose[at]:
            numbers = [WIDER * _length(row[at]) for row in rows]
            needs[at] = MARGINS + max([_length(name) / 2, *numbers]) * size / SIZES[0]
    whole = sum(need for need, is_loose in zip(needs, loose, strict=True) if not is_loose)
    if WIDTH - whole < NARROWEST * sum(loose):
        loose = [True] * len(columns)
    return _given_way(needs, loose), size


def _given_way(needs: list[float], loose: list[bool]) -> list[float]:
    """Widths that fill the area: the loose columns are cut at one level, or share what is left over."""

    def cut(level: float) -> list[float]:
        pairs = zip(needs, loose, strict=True)
        return [min(need, level) if is_loose else need for need, is_loose in pairs]

    low, high = 0.0, max(needs)
    for _ in range(40):
        level = (low + high) / 2
        low, high = (level, high) if sum(cut(level)) < WIDTH else (low, level)
    made = cut(low)
    spare = (WIDTH - sum(made)) / max(sum(loose), 1)
    return [round(one + spare * is_loose, 1) for one, is_loose in zip(made, loose, strict=True)]


def _is_chinese(text: str) -> bool:
    return any(words.is_wide(sign) for sign in text)


def _length(text: str) -> float:
    """How wide a text of 12 pt stands on paper, in mm."""
    return sum(WIDE_SIGN if words.is_wide(sign) or sign in FULL else NARROW_SIGN for sign in text)


def _annexes(made: Document, report: MonthReport, tables: _Tables) -> None:
    listed = [table.title for table in report.annexes if table.rows] + ["数据质量说明"]
    names = [f"{number}.{name}" for number, name in enumerate(listed, start=1)]
    for number, name in enumerate(names):
        word.body(made, f"附件：{name}" if number == 0 else f"　　　{name}")
    for number, table in enumerate([one for one in report.annexes if one.rows], start=1):
        word.heading(made, 1, f"附件{number}", new_page=number == 1)
        tables.add(table)
    word.heading(made, 1, f"附件{len(listed)}　数据质量说明")
    for text in report.quality:
        word.body(made, official(text))
