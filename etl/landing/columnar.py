"""Parquet files as rows of text, with the column names as their first row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from etl.errors import UserError
from etl.landing.containers import sql_path
from etl.landing.staging import MOST_COLUMNS, Page, Staged, first_rows, stage, too_wide
from etl.landing.typing import quote

# Whole numbers up to here are exact in a floating-point column.
EXACT = 1 << 53


def pages(path: Path, shown: str, folder: Path) -> Iterator[Page]:
    """The one table of the file, staged in `folder`; `shown` names the file for people.

    UserError for a damaged file and for a column of bytes.
    """
    with duckdb.connect(config={"temp_directory": str(folder / "spill")}) as con:
        try:
            described = con.execute(f"describe select * from read_parquet({sql_path(path)})")
            columns = [(str(name), str(kind)) for name, kind, *_ in described.fetchall()]
            if len(columns) > MOST_COLUMNS:
                raise too_wide(f"文件“{shown}”", len(columns))
            cells = ", ".join(_text(at, *column, shown) for at, column in enumerate(columns))
            names = ", ".join(f"n{at}" for at in range(len(columns)))
            target = folder / "columns-1.parquet"
            counted = con.execute(
                f"copy (select {cells} from read_parquet({sql_path(path)}) t({names})) "
                f"to {quote(str(target))} (format parquet, compression lz4)"
            ).fetchall()
        except duckdb.Error as error:
            raise UserError(
                f"文件“{shown}”已损坏或不是完整的 Parquet 文件：请重新导出后再导入"
            ) from error
    header = stage([[name for name, _ in columns]], folder, "columns")
    rows = int(counted[0][0])
    paths, counts = [*header.paths, target][: 1 + (rows > 0)], [1, rows][: 1 + (rows > 0)]
    whole = Staged(tuple(paths), len(columns), tuple(counts))
    yield Page(None, [], replace(whole, preview=first_rows(whole)))


def _text(at: int, name: str, kind: str, shown: str) -> str:
    """SQL for one column as people write it: whole numbers plain, times of Beijing."""
    cell = f"n{at}"
    if kind == "BLOB":
        raise UserError(
            f"文件“{shown}”的“{name}”列是二进制内容，不能导入：请去掉这一列，或转换成文字"
        )
    if kind == "BOOLEAN":
        made = f"case when {cell} then '是' when not {cell} then '否' end"
    elif kind in ("DOUBLE", "FLOAT"):
        made = (
            f"case when isnan({cell}) then null when abs({cell}) < {EXACT} and {cell} = "
            f"trunc({cell}) then cast(cast({cell} as bigint) as varchar) "
            f"else cast({cell} as varchar) end"
        )
    elif kind == "TIMESTAMP WITH TIME ZONE":
        made = f"cast({cell} at time zone 'Asia/Shanghai' as varchar)"
    else:
        made = f"cast({cell} as varchar)"
    return f"{made} as c{at}"
