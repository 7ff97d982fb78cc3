"""Excel and OpenDocument workbooks, whatever their extension, as rows of text."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.errors import UserError
from etl.landing.containers import BROKEN_ZIP
from etl.landing.staging import Page, stage, without_empty_ends

# What one sheet may span: reading holds every cell between its corners in memory.
MOST_CELLS = 300_000_000
MOST_UNPACKED = 8 << 30
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
# From 16 digits on a spreadsheet has put zeros in place of the last ones.
EXACT = 1e15
NEAR_SECOND = 5_000


def pages(path: Path, shown: str, folder: Path, sheet: str | None) -> Iterator[Page]:
    """Every sheet that holds anything, or only `sheet`, staged in `folder` one after the other.

    `shown` names the file for people. UserError for a workbook that is damaged or locked, for a
    sheet it does not have and for one too large to be held.
    """
    import python_calamine  # noqa: PLC0415  loaded only for workbooks: start-up counts

    try:
        _refuse_oversize(path, shown)
    except BROKEN_ZIP:
        raise UserError(f"文件“{shown}”已损坏或不是 Excel 文件：请重新导出后再导入") from None
    try:
        with path.open("rb") as stream:
            # By the content: given a path, the library would believe the extension.
            book = python_calamine.CalamineWorkbook.from_filelike(stream)
            names = list(book.sheet_names)
            if sheet is not None and sheet not in names:
                raise UserError(f"文件“{shown}”没有名为“{sheet}”的工作表；现有：{'、'.join(names)}")
            for at, name in enumerate(names):
                if sheet is None or name == sheet:
                    made = _page(book, name, names, folder / f"sheet{at}", shown)
                    if made.staged.rows:
                        yield made
    except python_calamine.PasswordError:
        raise UserError(f"文件“{shown}”已加密：请在 Excel 中取消密码、另存后再导入") from None
    except python_calamine.CalamineError:
        raise UserError(f"文件“{shown}”已损坏或不是 Excel 文件：请重新导出后再导入") from None


def _page(book: Any, name: str, names: list[str], base: Path, shown: str) -> Page:
    read = book.get_sheet_by_name(name)
    # Rows come from row 1 on, cells only from the first filled column on.
    before = [""] * (read.start[1] if read.start else 0)
    staged = stage(_rows(read.iter_rows(), before), base.parent, base.name, shown)
    ranges = read.merged_cell_ranges or []
    merged = [(*first, *last) for first, last in ranges]
    return Page(name, names, staged, merged)


def _rows(cells: Iterator[list[Any]], before: list[str]) -> Iterator[list[str]]:
    """Rows as text; `before` are the empty cells left of the first filled column."""
    for row in without_empty_ends(cells):
        texts = [cell if type(cell) is str else TEXTS[type(cell)](cell) for cell in row]
        yield before + texts if before and texts else texts


def number_text(cell: float) -> str:
    """Whole numbers plain; those that have lost digits in scientific notation, as damage."""
    if cell.is_integer():
        if abs(cell) < EXACT:
            return str(int(cell))
        text = repr(cell)
        return text if "e" in text else f"{cell:.15e}"
    # Fifteen digits are what a spreadsheet shows; the rest is noise of its arithmetic.
    text = f"{cell:.15g}"
    return format(Decimal(text), "f") if "e-" in text else text


def moment_text(cell: dt.datetime) -> str:
    """ISO; what is within milliseconds of a whole second is that second, cut in the file."""
    past = cell.microsecond
    if past and (past < NEAR_SECOND or past > 1_000_000 - NEAR_SECOND):
        cell = (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return str(cell)


def _length(cell: dt.timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: number_text,
    int: lambda cell: number_text(float(cell)),
    bool: lambda cell: "是" if cell else "否",
    dt.datetime: moment_text,
    dt.date: str,
    dt.time: str,
    dt.timedelta: _length,
}


def _refuse_oversize(path: Path, shown: str) -> None:
    """UserError for a packed workbook that would not fit: a bomb, or one stray cell far out."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
            raise UserError(f"文件“{shown}”解开后超过 8 GB：请分成几个文件后再导入")
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            with archive.open(name) as stream:
                found = DIMENSION.search(stream.read(4096))
            if found and _column(found[1]) * int(found[2]) > MOST_CELLS:
                corner = (found[1] + found[2]).decode()
                raise UserError(
                    f"文件“{shown}”有一张工作表一直到单元格 {corner}：请删去表格外的行列后再导入"
                )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
