"""Every number of the monthly report is read back from each format and equals the figures."""

from __future__ import annotations

import datetime as dt
import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as lxml_html
from report_months import DRAWN, EVIL, of

from etl.read import Build
from reports.month_page import month_page
from reports.month_word import month_document, official, widths
from reports.report_model import (
    Cell,
    MonthReport,
    cell_text,
    shown,
)


def numbers(text: str) -> list[str]:
    return re.findall(r"[−+]?\d[\d,]*\.?\d*%?", text)


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_word_holds_every_number(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    made = docx.Document(io.BytesIO(month_document(report, {})))
    said = {one.text for one in made.paragraphs}
    for section in report.sections:
        for text in section.paragraphs:
            assert official(text) in said
            assert numbers(official(text)) == numbers(text)
    shown_tables = [one for one in report.tables if one.rows]
    assert len(made.tables) == len(shown_tables)
    for table, drawn in zip(shown_tables, made.tables, strict=True):
        assert [cell.text for cell in drawn.rows[0].cells] == [one.label for one in table.columns]
        assert len(drawn.rows) == len(table.rows) + 1
        for told, row in zip(table.rows, list(drawn.rows)[1:], strict=True):
            cells = [cell.text for cell in row.cells]
            in_words = table.key in ("figures", "year")
            # Names and numbers of the data stand as they are, spaces and all.
            assert cells == [
                cell_text(v, c.kind)
                if c.kind == "text" and not in_words
                else official(cell_text(v, c.kind))
                for v, c in zip(told, table.columns, strict=True)
            ]


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_the_page_holds_every_number(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    made = lxml_html.fromstring(month_page(report, {"problems": EVIL}))
    said = {one.text_content() for one in made.iter("p")}
    assert {text for section in report.sections for text in section.paragraphs} <= said
    for table in report.tables:
        if table.rows:
            (drawn,) = made.xpath(f"//table[@data-key='{table.key}']/tbody")
            rows = [[cell.text_content() for cell in row] for row in drawn]
            assert rows == [[cell_text(v, c.kind) for v, c in zip(row, table.columns, strict=True)] for row in table.rows]  # fmt: skip
    assert not made.xpath("//script[contains(text(), 'HYPERLINK')]") and EVIL in said
    assert not made.xpath("//*[@src or @href]")


def test_word_has_levels_captions_and_annexes(october: MonthReport) -> None:
    made = docx.Document(
        io.BytesIO(month_document(october, {"problems": "一是超期。\n二是差评。"}))
    )
    levels = [one.text for one in made.paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:outlineLvl")) is not None]  # fmt: skip
    assert levels[:3] == ["一、总体运行情况", "二、窗口运行情况", "三、服务评价"]
    assert "七、存在的主要问题" in levels and "八、下一步工作" in levels
    said = [one.text for one in made.paragraphs]
    assert (
        "一是超期。" in said and "（待填写）" in said and any("图形没有放入" in one for one in said)
    )
    assert said.count("表1　主要指标") == 1
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert abs(sum(column.width.mm for column in table.columns) - 156) < 2
    picture = b"\x89PNG\r\n\x1a\n"
    with pytest.raises(Exception):  # noqa: B017  a broken picture is a fault of ours and not swallowed
        month_document(october, {}, {"on_time": picture})


def test_columns_share_the_width() -> None:
    made, size = widths(["部门", "说明", "数"], [["某局", "很长的说明文字" * 20, "1,234,567"]])
    assert abs(sum(made) - 156) < 1 and made[1] > made[2] > 18 and size == 9
    # The number of a case stays whole, the names beside it give way.
    row = [
        "YS2026082700004",
        "一个名称特别长的行政许可事项（变更）" * 2,
        "某局",
        "2026-08-27",
        "2026-09-10",
        "2026-09-12",
    ]
    made, size = widths(["办件编号", "事项", "部门", "受理", "承诺到期", "办结"], [row])
    needs = 4.5 + 2.3 * len(row[0]) * size / 12
    assert size == 9 and made[0] >= needs - 0.1 and made[1] < 80 and abs(sum(made) - 156) < 1
    made, size = widths(["甲", "乙"], [])
    assert abs(sum(made) - 156) < 1 and size == 12


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        (Cell(None, 9, 9), "share", "9/9 件"),
        (Cell(None, 10, 10), "share", "100.0%（10/10）"),
        (Cell(None, 0, 0), "share", "—"),
        (Cell(None), "count", "—"),
        (Cell(1234.0), "count", "1,234 件"),
        (Cell(2.25), "days", "2.2 个工作日"),
    ],
)
def test_a_cell_in_words(cell: Cell, kind: str, told: str) -> None:
    assert shown(cell, kind, "件") == told  # type: ignore[arg-type]


def test_official_text_has_no_spaces_about_numbers() -> None:
    assert official("办结 2,192 件，按时办结率 97.4%（2,116/2,173），环比 −0.4 个百分点") == (
        "办结2,192件，按时办结率97.4%（2,116/2,173），环比−0.4个百分点"
    )
