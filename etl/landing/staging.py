"""Rows that no SQL reader takes, kept once as Parquet files of strings in the work folder.

Workbooks, web pages, databases and text read record by record all come through here, so that
memory is bounded by a block of cells and never grows with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.errors import UserError
from etl.landing.containers import sql_path

BLOCK_CELLS = 1_000_000
BLOCK_LETTERS = 1 << 25
MOST_COLUMNS = 2_000
PREVIEW_ROWS = 200

Block = list[Sequence[str]]


@dataclass(frozen=True)
class Staged:
    """Every row of a sheet in order: Parquet parts with columns c0, c1, … of strings.

    `counts` holds the rows of each part; a part is no narrower than the one before. Cells that
    a row does not have are null. `preview` holds the first rows as they came.
    """

    paths: tuple[Path, ...]
    width: int
    counts: tuple[int, ...]
    preview: list[list[str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows in all parts, titles and header included."""
        return sum(self.counts)

    def relation(self, skip: int = 0) -> str:
        """SQL for the rows after the first `skip`, in file order, with `width` columns."""
        at = 0
        while at < len(self.paths) and skip >= self.counts[at]:
            skip -= self.counts[at]
            at += 1
        if at == len(self.paths):
            nothing = ", ".join(f"null::varchar as c{i}" for i in range(max(self.width, 1)))
            return f"select {nothing} where false"
        cells = ", ".join(f"c{i}" for i in range(self.width))
        files = ", ".join(map(sql_path, self.paths[at:]))
        rows = f"select {cells} from read_parquet([{files}], union_by_name=true)"
        return f"{rows} where not (file_index = 0 and file_row_number < {skip})" if skip else rows


def first_rows(staged: Staged) -> list[list[str]]:
    """The rows of a preview, read back from the parts."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as con:
        rows = con.execute(f"{staged.relation()} limit {PREVIEW_ROWS}").fetchall()
    return [["" if cell is None else cell for cell in row] for row in rows]


@dataclass(frozen=True)
class Page:
    """One sheet or table of a file that holds anything, and the names of all of them.

    `merged` are the merged cells, from 0: first row, first column, last row, last column.
    """

    sheet: str | None
    sheets: list[str]
    staged: Staged
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def too_wide(where: str, width: int) -> UserError:
    """What is no table: `where` names the file or the row."""
    return UserError(
        f"{where}有 {width} 列，超过 {MOST_COLUMNS} 列：多半是分隔符不对或表格外有多余内容，请检查后再导入"
    )


def without_empty_ends(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Rows without empty cells at their end, and no empty rows at the end of the sheet: what is
    only formatted there is no cell and no row."""
    empty = 0
    for row in rows:
        while row and row[-1] == "":
            row.pop()
        if not row:
            empty += 1
            continue
        for _ in range(empty):
            yield []
        empty = 0
        yield row


def stage(rows: Iterable[Sequence[str]], folder: Path, name: str, shown: str = "") -> Staged:
    """Write all rows of a sheet, from its row 1 on, to `folder` under names that begin `name`.

    At most a block of cells is held at once. A row wider than any before begins a new part, so
    that nothing written has to be written again. UserError, with the file called `shown`, for
    a row of too many columns.
    """
    import pyarrow as pa  # noqa: PLC0415  loaded only off the fast path
    import pyarrow.parquet as pq  # noqa: PLC0415

    paths: list[Path] = []
    counts: list[int] = []
    preview: list[list[str]] = []
    width, writer = 0, None
    try:
        for block, needed in _blocks(rows):
            if needed > MOST_COLUMNS:
                raise too_wide(f"文件“{shown}”", needed)
            if writer is None or needed > width:
                if writer is not None:
                    writer.close()
                width = max(width, needed)
                schema = pa.schema([(f"c{i}", pa.string()) for i in range(max(width, 1))])
                paths.append(folder / f"{name}-{len(paths)}.parquet")
                counts.append(0)
                writer = pq.ParquetWriter(
                    paths[-1], schema, compression="lz4", use_dictionary=False
                )
            writer.write_table(_table(block, needed, schema))
            counts[-1] += len(block)
            preview += map(list, block[: PREVIEW_ROWS - len(preview)])
    finally:
        if writer is not None:
            writer.close()
    return Staged(tuple(paths), max(width, 1) if paths else 0, tuple(counts), preview)


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[tuple[Block, int]]:
    """Rows in blocks bounded by cells and letters, each with the width of its widest row.

    One row may be longer than a block: then it is a block of its own.
    """
    block: Block = []
    width = letters = 0
    for row in rows:
        wider, long = max(width, len(row)), len("".join(row))
        if block and ((len(block) + 1) * wider > BLOCK_CELLS or letters + long > BLOCK_LETTERS):
            yield block, width
            block, letters, wider = [], 0, len(row)
        block.append(row)
        width, letters = wider, letters + long
    if block:
        yield block, width


def _table(block: Block, width: int, schema: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    padded: Iterable[Sequence[str | None]] = block
    if any(len(row) < width for row in block):
        padded = ([*row, *[None] * (width - len(row))] for row in block)
    columns = [pa.array(cells, pa.string()) for cells in zip(*padded, strict=True)]
    columns += [pa.nulls(len(block), pa.string())] * (len(schema) - len(columns))
    return pa.table(columns, schema=schema)
