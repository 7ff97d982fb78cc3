"""Readers: any supported container becomes one DuckDB relation of strings with row numbers."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import duckdb

from etl.errors import UserError
from etl.landing.containers import (
    UNREADABLE,
    Container,
    container_of,
    scan_text,
    sha256_of,
    sql_path,
    transcode,
)

PREVIEW_ROWS = 200
WORKBOOKS = ("xlsx", "xls", "ods")
DELIMITERS = (",", "\t", ";", "|")
SLOW_CHUNK = 50_000
csv.field_size_limit(1 << 30)

Row = list[str]
Way = Literal["parallel", "serial", "exact"]


def ways(source: Source, header_row: int) -> tuple[Way, ...]:
    """The ways to read a source, fastest first; the next is tried when one refuses a row."""
    head = source.preview[:header_row]
    spans_lines = any("\n" in cell or "\r" in cell for row in head for cell in row)
    if source.rows is not None or not source.is_plain or spans_lines:
        return ("exact",)
    return ("parallel", "serial", "exact")


@dataclass
class Source:
    """An opened export: its first rows, and how to load all of them.

    `preview` holds the first rows as strings, `width` the number of columns there.
    """

    path: Path
    container: Container
    encoding: str | None
    sheet: str | None
    sheets: list[str]
    sha256: str
    preview: list[Row]
    delimiter: str = ","
    is_plain: bool = False
    has_blanks: bool = True
    utf8_path: Path | None = None
    rows: list[Row] | None = None

    @property
    def width(self) -> int:
        """The widest row of the preview, in columns."""
        return max((len(row) for row in self.preview), default=0)


def open_source(path: Path, work: TemporaryDirectory[str], sheet: str | None = None) -> Source:
    """Open an export whatever its extension says.

    Text in another encoding is copied as UTF-8 into `work`. UserError for a file that cannot
    be read, is empty, encrypted or of a kind not supported.
    """
    container = container_of(path)
    if container in WORKBOOKS:
        return _open_workbook(path, container, sheet)
    if container != "csv":
        raise UserError(
            f"文件“{path.name}”是 {container} 格式，本版本读取 CSV、XLSX、XLS、ODS：请另存后再导入"
        )
    scan = scan_text(path)
    if scan.encoding is None:
        raise UserError(UNREADABLE.format(name=path.name))
    utf8_path = path
    if scan.encoding not in ("utf-8", "utf-8-sig"):
        utf8_path = Path(work.name) / "utf8.csv"
        transcode(path, scan.encoding, utf8_path)
        scan = replace(scan_text(utf8_path), sha256=scan.sha256, encoding=scan.encoding)
    delimiter = _delimiter(utf8_path)
    preview = list(itertools.islice(_csv_rows(utf8_path, delimiter), PREVIEW_ROWS))
    return Source(
        path,
        container,
        scan.encoding,
        None,
        [],
        scan.sha256,
        preview,
        delimiter,
        scan.is_plain,
        scan.has_blanks,
        utf8_path,
    )


def _delimiter(path: Path) -> str:
    """The delimiter that splits most of the first lines; a comma when none does."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(itertools.islice((line for line in stream if line.strip()), 50))
    return max(
        DELIMITERS,
        key=lambda mark: (
            sum(line.count(mark) > 0 for line in lines),
            sum(line.count(mark) for line in lines),
        ),
    )


def _csv_rows(path: Path, delimiter: str) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream, delimiter=delimiter)


def _open_workbook(path: Path, container: Container, sheet: str | None) -> Source:
    import python_calamine  # noqa: PLC0415  loaded only for workbooks: start-up counts

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise UserError(f"文件“{path.name}”没有名为“{sheet}”的工作表；现有：{'、'.join(names)}")
        chosen, rows = _first_filled(book, [sheet] if sheet is not None else names)
    except python_calamine.PasswordError:
        raise UserError(f"文件“{path.name}”已加密：请在 Excel 中取消密码、另存后再导入") from None
    except python_calamine.CalamineError:
        raise UserError(f"文件“{path.name}”已损坏或不是 Excel 文件：请重新导出后再导入") from None
    if not rows:
        raise UserError(f"文件“{path.name}”的工作表“{chosen}”是空的：请检查后再导入")
    return Source(
        path, container, None, chosen, names, sha256_of(path), rows[:PREVIEW_ROWS], rows=rows
    )


def _first_filled(book: Any, names: list[str]) -> tuple[str, list[Row]]:
    """The first of these sheets that holds anything, with all its rows; no rows if none does."""
    for name in names:
        read = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(cell != "" for row in read for cell in row):
            return name, [[cell_text(cell) for cell in row] for row in read]
    return names[0], []


def cell_text(cell: Any) -> str:
    """A workbook cell as it would be typed: whole numbers plain, dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def load_raw(
    con: duckdb.DuckDBPyConnection, source: Source, header_row: int, way: Way = "exact"
) -> int:
    """Make the relation `raw(c0, c1, …)` of all rows below the header; their width.

    Rows keep the order of the file and none is left out, so a row's number in the file is its
    position here after the header. `parallel` and `serial` make a view
    over DuckDB's reader, which raises duckdb.Error (“CSV Error …”) on use when a row breaks
    its form; `exact` goes record by record and takes any row.
    """
    if source.rows is not None:
        return _register(con, source.rows[header_row:], source.width)
    if way != "exact":
        _view_fast(con, source, header_row, way == "parallel")
        return source.width
    path = source.utf8_path or source.path
    rows = itertools.islice(_csv_rows(path, source.delimiter), header_row, None)
    return _register(con, rows, source.width)


def _view_fast(
    con: duckdb.DuckDBPyConnection, source: Source, header_row: int, parallel: bool
) -> None:
    names = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(source.width))
    con.execute(
        "create or replace temp view raw as select * "
        f"from read_csv({sql_path(source.utf8_path or source.path)}, header=false, skip={header_row}, "
        f"auto_detect=false, delim='{source.delimiter}', quote='\"', escape='\"', "
        f"null_padding=true, strict_mode=true, parallel={parallel}, columns={{{names}}})"
    )


def _register(con: duckdb.DuckDBPyConnection, rows: Iterable[Row], width: int) -> int:
    """Fill the table `raw` from records in chunks; its width grows with the widest record."""
    count = 0
    con.execute("drop view if exists raw")
    names = ", ".join(f"c{index} varchar" for index in range(width))
    con.execute(f"create or replace temp table raw ({names})")
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, SLOW_CHUNK)):
        needed = max(len(row) for row in chunk)
        for index in range(width, needed):
            con.execute(f"alter table raw add column c{index} varchar")
        width = max(width, needed)
        _insert(con, chunk, width)
        count += len(chunk)
    return width if count else 0


def _insert(con: duckdb.DuckDBPyConnection, chunk: list[Row], width: int) -> None:
    import pyarrow as pa  # noqa: PLC0415  loaded only off the fast path

    padded = [row + [""] * (width - len(row)) for row in chunk]
    columns = {
        f"c{index}": pa.array(values, pa.string())
        for index, values in enumerate(zip(*padded, strict=True))
    }
    con.register("raw_chunk", pa.table(columns))
    con.execute("insert into raw select * from raw_chunk")
    con.unregister("raw_chunk")
