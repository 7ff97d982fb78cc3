"""The report's workbook, opened by programs that did not write it: every number, format and set-up."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from report_months import DRAWN, EVIL, of
from workbooks import sheets

from etl.read import Build
from reports.month_book import month_workbook
from reports.month_sheets import FORMATS
from reports.report_model import Cell, Column, Figure, MonthReport, Table

FIGURES = {
    "主要指标": ("本期", "分子", "分母", "上期", "环比", "去年同期", "同比"),
    "本年累计": ("本年累计", "分子", "分母", "去年同期累计", "同比"),
}
TOLD = ("单位", "口径")


def opened(content: bytes) -> Any:
    """The workbook by openpyxl, which must have nothing to complain of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(content))


def as_seen(cell: Any) -> str:
    """A number of a cell as its format of three parts shows it."""
    if isinstance(cell.value, str):
        return str(cell.value)
    parts = cell.number_format.split(";")
    form = parts[0] if cell.value > 0 else parts[1] if cell.value < 0 else parts[2]
    digits = 1 if "0.0" in form else 0
    number = f"{abs(cell.value):,.{digits}f}"
    return re.sub(r"#,##0|0\.0", number, form).replace('"', "")


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_every_figure_is_a_number_that_reads_as_on_screen(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    book = opened(month_workbook(report, {}))
    for name, made in (("主要指标", report.figures), ("本年累计", report.year)):
        rows = list(book[name].iter_rows(min_row=2))
        assert tuple(cell.value for cell in rows[0]) == ("指标", *FIGURES[name], *TOLD)
        assert len(rows) == len(made) + 1
        for row, one in zip(rows[1:], made, strict=True):
            told = dict(zip(("指标", *FIGURES[name], *TOLD), row, strict=True))
            assert told["指标"].value == one.label and told["口径"].value == one.cohort
            for head, cell in _cells(name, one).items():
                assert told[head].value == pytest.approx(cell) and not isinstance(told[head].value, str), (one.label, head)  # fmt: skip
                form = FORMATS["count"] if head in ("分子", "分母") else FORMATS[one.kind]
                assert cell is None or told[head].number_format == form
            changes = [("同比", one.year_before)] + ([("环比", one.before)] if name == "主要指标" else [])  # fmt: skip
            for head, past in changes:
                assert as_seen(told[head]) == one.change(past), (one.label, head)
                assert isinstance(told[head].value, str) == (one.moved(past) is None)


def _cells(name: str, one: Figure) -> dict[str, float | None]:
    heads = FIGURES[name]
    found = {
        heads[0]: one.now.shown_value, "分子": one.now.part, "分母": one.now.whole,
        heads[-2]: one.year_before.shown_value,
    }  # fmt: skip
    return found | ({"上期": one.before.shown_value} if "上期" in heads else {})


@pytest.mark.parametrize(
    ("kind", "now", "then", "seen"),
    [
        ("share", Cell(None, 9, 10), Cell(None, 8, 10), "+10.0 个百分点"),
        ("share", Cell(None, 8, 10), Cell(None, 9, 10), "−10.0 个百分点"),
        ("share", Cell(None, 9999, 10000), Cell(None, 10000, 10000), "持平"),
        ("share", Cell(None, 9, 9), Cell(None, 9, 10), "—"),
        ("count", Cell(12345.0), Cell(1.0), "+12,344 件"),
        ("count", Cell(5.0), Cell(0.0), "—"),
        ("count", Cell(0.0), Cell(5.0), "−5 件"),
        ("days", Cell(2.0), Cell(2.04), "持平"),
        ("days", Cell(1.0), Cell(0.0), "+1.0 件"),
        ("count", Cell(), Cell(5.0), "—"),
    ],
)
def test_a_change_as_the_workbook_shows_it(
    october: MonthReport, kind: str, now: Cell, then: Cell, seen: str
) -> None:
    one = replace(october.figures[0], kind=kind, unit="件", now=now, before=then)
    book = opened(month_workbook(replace(october, figures=(one,)), {}))
    (cell,) = (row[5] for row in book["主要指标"].iter_rows(min_row=3))
    assert as_seen(cell) == seen == one.change(then)


def test_a_note_has_its_column_where_there_is_one(october: MonthReport) -> None:
    noted = replace(october, figures=(replace(october.figures[0], note="上期取已发布的数"),))
    heads, row = list(
        opened(month_workbook(noted, {}))["主要指标"].iter_rows(min_row=2, values_only=True)
    )
    assert dict(zip(heads, row, strict=True))["备注"] == "上期取已发布的数"


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_every_table_is_whole(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    found = sheets(month_workbook(report, {}))
    for table in report.tables:
        if table.key in ("figures", "year") or not table.rows:
            continue
        drawn = found[table.title[:31]][2 : 2 + len(table.rows)]
        for told, row in zip(table.rows, drawn, strict=True):
            cells = row[: len(table.columns)]
            for value, cell, column in zip(told, cells, table.columns, strict=True):
                if value is None:
                    assert cell == ""
                elif column.kind == "date":
                    assert cell == dt.date.fromisoformat(value)
                else:
                    assert cell == (value if column.kind == "text" else pytest.approx(value))


def test_what_could_be_a_formula_stays_text(october: MonthReport) -> None:
    table = Table(
        "evil", "试", (Column("内容", "text"), Column("数", "count")), ((EVIL, 3), ("+1", 4))
    )
    report = replace(october, annexes=(table,), scope_words=EVIL)
    content = month_workbook(report, {"problems": EVIL})
    rows = list(opened(content)["试"].iter_rows(min_row=3, max_row=4))
    assert [(row[0].value, row[0].data_type) for row in rows] == [(EVIL, "s"), ("+1", "s")]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in packed.read(name), name


def test_it_is_set_up_to_be_read_and_printed(october: MonthReport) -> None:
    book = opened(month_workbook(october, {}))
    assert book.sheetnames[0] == "说明"
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9 and sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "说明":
            assert sheet.print_title_rows == "$1:$2" and sheet.freeze_panes == "B3"
            assert "第 &P 页" in sheet.oddFooter.right.text
            # A column without a single value would be a heading over nothing.
            body = [row for row in sheet.iter_rows(min_row=3, values_only=True) if any(row)]
            heads = [cell.value for cell in sheet[2]]
            for at, head in enumerate(heads):
                assert head is None or any(row[at] not in (None, "") for row in body), (sheet.title, head)  # fmt: skip
    assert [len(sheet._charts) for sheet in book if sheet._charts] == [1, 1]
    assert any(sheet.conditional_formatting for sheet in book)
