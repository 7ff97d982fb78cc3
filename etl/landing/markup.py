"""Tables of web pages and Excel's XML of 2003, which systems hand out under `.xls`.

Both are read as a stream, a row is forgotten once it is text. No entity is resolved, nothing is
fetched.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import UserError
from etl.landing.staging import MOST_COLUMNS, Page, stage, without_empty_ends
from etl.landing.workbooks import moment_text, number_text

MOST_BYTES = 300 << 20
EDGE_BYTES = 1 << 16
MOST_SPAN = 1_000
MOST_ROWS = 1 << 20
SHEETS_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
SS = f"{{{SHEETS_XML.decode()}}}"
SPACES = re.compile(r"[ \t\r\n\f]+")

Merge = tuple[int, int, int, int]


def pages(path: Path, shown: str, folder: Path, sheet: str | None) -> Iterator[Page]:
    """The tables of a UTF-8 document that hold anything, or only `sheet`, staged in `folder`.

    Tables of a web page are called 表1, 表2, … and come with the fullest first; the sheets of
    Excel's XML have their names and order. `shown` names the file for people. UserError for a
    document too large, cut off, damaged or without tables.
    """
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415

    is_xml = _is_whole(path, shown)
    rows_of = _sheet_rows if is_xml else _table_rows
    try:
        counts = _counts(path, is_xml)
        names = list(counts)
        if not names:
            raise UserError(
                f"文件“{shown}”是网页（html）但里面没有表格：请重新导出为 CSV 或 Excel 后再导入"
            )
        if sheet is not None and sheet not in names:
            raise UserError(f"文件“{shown}”里没有名为“{sheet}”的表；现有：{'、'.join(names)}")
        order = names if is_xml else sorted(names, key=lambda name: -counts[name])
        for name in order:
            if counts[name] and sheet in (None, name):
                merged: list[Merge] = []
                rows = without_empty_ends(rows_of(path, name, merged))
                base = f"table{names.index(name)}"
                yield Page(name, names, stage(rows, folder, base, shown), merged)
    except (etree.XMLSyntaxError, ValueError):
        raise UserError(f"文件“{shown}”已损坏，无法读取其中的表格：请重新导出后再导入") from None


def _is_whole(path: Path, shown: str) -> bool:
    """Whether this is Excel's XML; UserError for other XML and for what is too large or cut."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UserError(f"文件“{shown}”是超过 300 MB 的网页表格：请另存为 XLSX 或 CSV 后再导入")
    with path.open("rb") as stream:
        head = stream.read(EDGE_BYTES)
        stream.seek(max(0, size - EDGE_BYTES), os.SEEK_SET)
        tail = stream.read().lower()
    if SHEETS_XML in head and b"Workbook" in head:
        return True
    if b"<html" not in head.lower() and head.lstrip().startswith(b"<?xml"):
        raise UserError(f"文件“{shown}”是 XML，不是表格：请导出为 CSV 或 Excel 后再导入")
    # Browsers close a page that was cut off without a word; rows would be missing here.
    if b"<table" in head.lower() and b"</table" not in tail:
        raise UserError(f"文件“{shown}”的表格没有结尾，像是没有传完：请重新导出后再导入")
    return False


def _counts(path: Path, is_xml: bool) -> dict[str, int]:
    """Filled cells of every table that has rows, by its name and in the order of the file."""
    found: dict[str, int] = {}
    for name, row in _rows(path, is_xml):
        filled = sum(1 for cell in _cells(row, is_xml) if _text(cell))
        found[name] = found.get(name, 0) + filled
    return dict(sorted(found.items(), key=lambda one: 0 if is_xml else int(one[0][1:])))


def _rows(path: Path, is_xml: bool) -> Iterator[tuple[str, Any]]:
    """The row elements of a document with the name of their table; gone once the next is read."""
    from lxml import etree  # noqa: PLC0415

    kinds: dict[str, Any] = {"events": ("start", "end"), "huge_tree": True, "no_network": True}
    kinds |= {"remove_comments": True, "remove_pis": True, "encoding": "utf-8"}
    kinds |= {"resolve_entities": False} if is_xml else {"html": True}
    table, row_tag = (f"{SS}Worksheet", f"{SS}Row") if is_xml else ("table", "tr")
    open_tables, seen = [], 0
    for event, element in etree.iterparse(str(path), **kinds):
        if element.tag == table and event == "start":
            seen += 1
            open_tables.append(element.get(f"{SS}Name") if is_xml else f"表{seen}")
        elif event == "start":
            continue
        elif element.tag == "br":
            element.tail = f" {element.tail or ''}"
        elif element.tag in ("script", "style"):
            element.text = None
        elif element.tag == table:
            open_tables.pop()
            element.clear(keep_tail=True)
        elif element.tag == row_tag:
            yield (open_tables[-1] if open_tables else "表0"), element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _cells(row: Any, is_xml: bool) -> Iterator[Any]:
    # What lies in an inner table is gone by now, so every cell below is one of this row.
    yield from row.iter(f"{SS}Cell") if is_xml else row.iter("td", "th")


def _text(cell: Any) -> str:
    return SPACES.sub(" ", "".join(cell.itertext())).strip(" ")


def _table_rows(path: Path, wanted: str, merged: list[Merge]) -> Iterator[list[str]]:
    """Rows of one table; a cell over several places is text in the first and empty in the rest."""
    taken: dict[int, int] = {}  # columns that a cell above still covers, for so many rows
    number = 0
    for name, element in _rows(path, is_xml=False):
        if name != wanted:
            continue
        row: list[str] = []
        below: dict[int, int] = {}
        for cell in _cells(element, is_xml=False):
            while len(row) in taken:
                row.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if wide > 1 or high > 1:
                merged.append((number, len(row), number + high - 1, len(row) + wide - 1))
            below |= dict.fromkeys(range(len(row), len(row) + wide), high)
            row += [_text(cell), *[""] * (wide - 1)]
        taken = {at: left - 1 for at, left in (taken | below).items() if left > 1}
        yield row
        number += 1


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), MOST_SPAN) if text.isascii() and text.isdigit() else 1


def _sheet_rows(path: Path, wanted: str, merged: list[Merge]) -> Iterator[list[str]]:
    """Rows of one sheet of Excel's XML, in which empty rows and cells are left out."""
    number = 0
    for name, element in _rows(path, is_xml=True):
        if name != wanted:
            continue
        for _ in range(number, _place(element, number, MOST_ROWS)):
            yield []
            number += 1
        row: list[str] = []
        for cell in _cells(element, is_xml=True):
            row += [""] * (_place(cell, len(row), MOST_COLUMNS + 1) - len(row))
            wide, high = (int(cell.get(f"{SS}Merge{way}") or 0) for way in ("Across", "Down"))
            if wide or high:
                merged.append((number, len(row), number + high, len(row) + wide))
            row += [_typed(cell), *[""] * min(wide, MOST_COLUMNS)]
        yield row
        number += 1


def _place(element: Any, otherwise: int, most: int) -> int:
    """Where a row or cell stands, from 0; ValueError for a place that no sheet has."""
    at = int(element.get(f"{SS}Index") or otherwise + 1) - 1
    if not otherwise <= at < most:
        raise ValueError(at)
    return at


def _typed(cell: Any) -> str:
    data = cell.find(f"{SS}Data")
    if data is None:
        return ""
    text = _text(data)
    kind = data.get(f"{SS}Type")
    if kind == "Number":
        return number_text(float(text))
    if kind == "DateTime":
        return moment_text(dt.datetime.fromisoformat(text))
    return {"1": "是", "0": "否"}.get(text, text) if kind == "Boolean" else text
