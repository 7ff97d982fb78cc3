"""Readers: any supported container becomes one DuckDB relation of strings with row numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Literal

import duckdb

from etl.errors import UserError
from etl.landing import archives, columnar, delimited, markup, workbooks
from etl.landing.containers import (
    UNREADABLE,
    Container,
    container_of,
    is_cut_off,
    scan_text,
    sha256_of,
    sql_path,
    transcode,
)
from etl.landing.delimited import Row
from etl.landing.staging import PREVIEW_ROWS, Page, Staged, stage

__all__ = ["PREVIEW_ROWS", "Row", "Source", "Way", "load_raw", "open_all", "open_source", "ways"]

Way = Literal["parallel", "serial", "exact"]


def ways(source: Source, header_row: int) -> tuple[Way, ...]:
    """The ways to read a source, fastest first; the next is tried when one refuses a row."""
    head = source.preview[:header_row]
    spans_lines = any("\n" in cell or "\r" in cell for row in head for cell in row)
    if source.staged is not None or not source.is_plain or spans_lines:
        return ("exact",)
    return ("parallel", "serial", "exact")


@dataclass
class Source:
    """An opened export: its first rows, and how to load all of them.

    `path` names the export for people; for a file in an archive it goes on inside the archive.
    `sheets` are all sheets of the file, `members` all files of the archive. `preview` holds the
    first rows as strings, `merged` the merged cells from 0 (first row, first column, last row,
    last column). Rows lie in `staged`, or in `utf8_path` for delimited text, whose `lines` are
    as many as its records when it `is_plain`. `size` is that of the file in bytes.
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
    lines: int | None = None
    staged: Staged | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    exact: Staged | None = None
    # Kept, because the folder goes when nobody holds it.
    work: TemporaryDirectory[str] | None = None
    stamp: tuple[Path, int, int] | None = None

    @property
    def width(self) -> int:
        """The widest row of the preview, in columns."""
        return max((len(row) for row in self.preview), default=0)

    @property
    def size(self) -> int:
        """Bytes of the file that was opened; 0 for a database."""
        return self.stamp[1] if self.stamp else 0

    def check_unchanged(self) -> None:
        """UserError when the file was written to since it was opened; call after the last read."""
        if self.stamp is not None and _stamp(self.stamp[0]) != self.stamp:
            raise UserError(
                f"文件“{self.stamp[0].name}”在读取过程中被改动：请关闭正在写它的程序后重试"
            )


def _stamp(path: Path) -> tuple[Path, int, int]:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"找不到文件“{path}”：请检查路径后重试") from None
    return path, found.st_size, found.st_mtime_ns


def open_source(path: Path, work: TemporaryDirectory[str], sheet: str | None = None) -> Source:
    """Open an export whatever its extension says: its first sheet that holds anything.

    Rows that DuckDB does not read itself and text in another encoding are copied into `work`.
    UserError for a file that cannot be read, is empty, encrypted or of a kind not supported.
    """
    return next(open_all(path, work, sheet))


def open_all(
    path: Path, work: TemporaryDirectory[str], sheet: str | None = None
) -> Iterator[Source]:
    """Every sheet that holds anything, of every file of an archive, each read when asked for.

    With `sheet` only the sheets of that name. There is at least one; UserError as `open_source`.
    """
    stamp = _stamp(path)
    container = container_of(path)
    if container != "zip":
        files, names = [(path, path)], []
    else:
        unpacked = archives.unpack(path, _folder(work))
        # Only a name: nothing is ever opened by what an archive calls its files.
        files = [(place, path / name) for name, place in unpacked]
        names = [name for name, _ in unpacked]
    for place, named in files:
        kind = container_of(place, named.name)
        for source in _open(place, named, kind, _folder(work), sheet):
            yield replace(source, container=container, members=names, stamp=stamp, work=work)


def _folder(work: TemporaryDirectory[str]) -> Path:
    return Path(mkdtemp(dir=work.name))


def _open(
    place: Path, named: Path, kind: Container, folder: Path, sheet: str | None
) -> Iterator[Source]:
    """The sources of one file that lies at `place` and is called `named`."""
    if sheet is not None and kind in ("csv", "parquet"):
        raise UserError(f"文件“{named.name}”没有工作表：请去掉 --sheet")
    if kind == "csv":
        yield _open_text(place, named, folder)
        return
    sha256, encoding = "", None
    if kind == "html":
        place, encoding, sha256 = _as_utf8(place, named.name, folder)
        pages = markup.pages(place, named.name, folder, sheet)
    elif kind == "parquet":
        pages = columnar.pages(place, named.name, folder)
    else:
        pages = workbooks.pages(place, named.name, folder, sheet)
    is_empty = True
    for page in pages:
        is_empty = False
        sha256 = sha256 or sha256_of(place)
        yield _of_page(page, Source(named, kind, encoding, None, [], sha256, []))
    if is_empty:
        raise UserError(f"文件“{named.name}”的工作表是空的：请检查后再导入")


def _of_page(page: Page, source: Source) -> Source:
    return replace(
        source,
        sheet=page.sheet,
        sheets=page.sheets,
        preview=page.staged.preview,
        staged=page.staged,
        merged=page.merged,
    )


def _as_utf8(place: Path, shown: str, folder: Path) -> tuple[Path, str, str]:
    """A document in UTF-8, its encoding and its hash."""
    scan = scan_text(place)
    encoding = _known(scan.encoding, place, shown)
    if encoding.startswith("utf-8"):
        return place, encoding, scan.sha256
    target = folder / "utf8.html"
    transcode(place, encoding, target)
    return target, _told(encoding), scan.sha256


def _open_text(place: Path, named: Path, folder: Path) -> Source:
    scan = scan_text(place)
    encoding = _known(scan.encoding, place, named.name)
    plain, utf8_path = scan, place
    if not encoding.startswith("utf-8"):
        utf8_path = folder / "utf8.csv"
        transcode(place, encoding, utf8_path)
        plain = scan_text(utf8_path)
    delimiter = delimited.delimiter_of(utf8_path)
    records = delimited.records_of(utf8_path, delimiter, named.name)
    return Source(
        named,
        "csv",
        _told(encoding),
        None,
        [],
        scan.sha256,
        list(itertools.islice(records, PREVIEW_ROWS)),
        delimiter,
        plain.is_plain,
        plain.has_blanks,
        utf8_path,
        plain.lines,
    )


def _known(encoding: str | None, place: Path, shown: str) -> str:
    """The encoding; UserError where there is none, or where the last character is cut in half."""
    # Chinese in UTF-8 can look like GB18030 once its end is missing.
    doubtful = {None: ("utf-8", "gb18030"), "gb18030": ("utf-8",)}.get(encoding, ())
    if any(is_cut_off(place, one) for one in doubtful):
        raise UserError(
            f"文件“{shown}”像是没有传完：末尾缺了半个字（文字编码不完整），请重新导出或复制后再导入"
        )
    if encoding is None:
        raise UserError(UNREADABLE.format(name=shown))
    return encoding


def _told(encoding: str) -> str:
    return "utf-16" if encoding.startswith("utf-16") else encoding


def load_raw(
    con: duckdb.DuckDBPyConnection, source: Source, header_row: int, way: Way = "exact"
) -> int:
    """Make the view `raw(c0, c1, …)` of all rows below the header; their width, 0 for none.

    Rows keep the order of the file and none is left out, so a row's number in the file is its
    position here after the header. `parallel` and `serial` are views over DuckDB's reader, which
    raises duckdb.Error (“CSV Error …”) on use when a row breaks its form; `exact` goes record by
    record and takes any row, once for all calls.
    """
    staged = source.staged
    if staged is None and way != "exact":
        _view_fast(con, source, header_row, way == "parallel")
        return source.width
    if staged is None:
        staged = source.exact = source.exact or _stage_text(source)
    con.execute(f"create or replace temp view raw as {staged.relation(header_row)}")
    return staged.width if staged.rows > header_row else 0


def _stage_text(source: Source) -> Staged:
    path = source.utf8_path or source.path
    records = delimited.records_of(path, source.delimiter, source.path.name)
    if source.work is None:
        raise TypeError("a source of text comes with its work folder")
    return stage(records, _folder(source.work), "records")


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
