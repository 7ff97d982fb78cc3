"""The monthly report as a workbook: a cover, figures with full values, one sheet a table, native charts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from reports import words
from reports.month_charts import CHARTS, NAMES, TOGETHER
from reports.month_figure_sheets import figures_sheet, year_sheet
from reports.month_sheets import HEADER, WIDEST, Formats, letters, new_sheet, number, tall, width
from reports.month_word import DRAFT, FREE
from reports.report_model import Kind, Line, MonthReport, Table, cell_text

COVER = 100.0
"""Letters wide of the cover's texts."""


def month_workbook(report: MonthReport, free: Mapping[str, str], mark: str = DRAFT) -> bytes:
    """The XLSX file; texts are texts whatever sign they begin with, numbers and dates are real.

    `mark` tells a draft from what was published.
    """
    import xlsxwriter  # noqa: PLC0415  only when a file is asked for

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = Formats(book)
    _cover(book, formats, report, free, mark)
    figures_sheet(book, formats, report)
    year_sheet(book, formats, report)
    for table in report.tables:
        if table.key not in ("figures", "year") and table.rows:
            _table(book, formats, report, table)
    _trends(book, formats, report)
    book.close()
    return out.getvalue()


def _cover(
    book: Any, formats: Formats, report: MonthReport, free: Mapping[str, str], mark: str
) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, COVER)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    lines = [
        ("版本", mark.strip("（）")),
        ("范围", report.scope_words),
        ("数据", f"统计到{words.iso_date(report.as_of)}，数据版本 {report.build_id}"),
        ("数据指纹", report.sha256),
        ("本年累计", "1 月至本月逐月相加，与去年同样的月份比。"),
        (
            "数值",
            "比率、件数是完整的数值，只按格式显示；环比、同比是显示的数（百分点一位小数）；分母不足 10 的比率留空。",
        ),
    ]
    if report.is_demo:
        lines.insert(0, ("演示数据", "全部虚构，不代表任何真实单位和个人"))
    if not report.is_whole:
        lines.append(("提醒", "本期未满，与往期比较时请留意"))
    for section in report.sections:
        lines += [(section.heading, text) for text in section.paragraphs]
    for key, heading in FREE.items():
        lines += [(heading, one) for one in free.get(key, "").splitlines() if one.strip()]
    lines += [("数据质量", text) for text in report.quality]
    sheet.write_string(0, 0, report.title, formats["title"])
    for row, (what, text) in enumerate(lines, start=2):
        sheet.write_string(row, 0, what, formats["text"])
        sheet.write_string(row, 1, text, formats["text"])
        tall(sheet, row, text, COVER)


def _table(book: Any, formats: Formats, report: MonthReport, table: Table) -> None:
    sheet = new_sheet(book, formats, report, table.title, f"{report.title}：{table.title}")
    for at, column in enumerate(table.columns):
        sheet.write_string(1, at, column.label, formats["head"])
        sheet.set_column(at, at, width([column.label, *(cell_text(row[at], column.kind) for row in table.rows)]))  # fmt: skip
    for row, told in enumerate(table.rows, start=HEADER):
        for at, (value, column) in enumerate(zip(told, table.columns, strict=True)):
            _cell(sheet, row, at, value, column.kind, formats)
        tall(sheet, row, max((str(one) for one in told), key=letters), WIDEST)
    last = HEADER + len(table.rows) - 1
    sheet.autofilter(1, 0, last, len(table.columns) - 1)
    for at, column in enumerate(table.columns):
        if column.kind in ("count", "share") and len(table.rows) > 1:
            sheet.conditional_format(
                HEADER, at, last, at,
                {"type": "data_bar", "bar_color": "#9cc2e5"},
            )  # fmt: skip
    if table.note:
        sheet.write_string(last + 2, 0, f"注：{table.note}")


def _cell(sheet: Any, row: int, column: int, value: Any, kind: Kind, formats: Formats) -> None:
    if value is None:
        sheet.write_blank(row, column, None)
    elif kind == "date":
        sheet.write_datetime(row, column, dt.datetime.fromisoformat(value), formats["date"])
    elif kind == "text":
        sheet.write_string(row, column, str(value), formats["text"])
    else:
        sheet.write_number(row, column, float(value), formats[kind])


def _trends(book: Any, formats: Formats, report: MonthReport) -> None:
    """The months behind the charts, and the charts drawn from them."""
    lines = {one.name: one for one in report.lines}
    for key, names in TOGETHER.items():
        some = [lines[name] for name in names if name in lines and lines[name].months]
        if some:
            _trend(book, formats, report, key, some)


def _trend(book: Any, formats: Formats, report: MonthReport, key: str, some: list[Line]) -> None:
    name = CHARTS[key]
    sheet = new_sheet(book, formats, report, name, f"{report.title}：{name}")
    sheet.write_string(1, 0, "月份", formats["head"])
    months = some[0].months
    chart = book.add_chart({"type": "line"})
    for row, month in enumerate(months, start=HEADER):
        sheet.write_string(row, 0, month)
    for column, line in enumerate(some, start=1):
        sheet.write_string(1, column, NAMES[line.name], formats["head"])
        by_month = dict(zip(line.months, line.values, strict=True))
        for row, month in enumerate(months, start=HEADER):
            number(sheet, row, column, by_month.get(month), "share", formats)
        last = HEADER + len(months) - 1
        chart.add_series(
            {
                "name": [sheet.name, 1, column],
                "categories": [sheet.name, HEADER, 0, last, 0],
                "values": [sheet.name, HEADER, column, last, column],
                "line": {"width": 2.25},
            }
        )
    chart.set_x_axis({"interval_unit": 3})
    chart.set_title({"name": name, "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "0%", "max": 1})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 340})
    sheet.insert_chart(1, len(some) + 2, chart)
    sheet.set_column(0, len(some), 14)
