"""Run one piece of work over the rows of a source, whichever way of reading takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from etl.landing.containers import sql_path
from etl.landing.readers import Source, load_raw, ways
from etl.landing.typing import quote
from etl.landing.watching import run_watched

T = TypeVar("T")


def over_rows(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    header_row: int,
    run: Callable[[int], T],
    read: Callable[[T], int] | None = None,
) -> T | None:
    """What `run` makes of the relation `raw` of `source`, given its width in columns.

    Where a reader refuses a row, the next one reads and `run` starts again; likewise where
    `read`, the rows that went into a result, are not as many as the lines of a plain file: then
    the source counts as plain no more. None where no row stands below the header.
    """
    for way in ways(source, header_row):
        width = load_raw(con, source, header_row, way)
        if width == 0:
            return None
        try:
            found = run(width)
        except duckdb.Error as error:
            # DuckDB raises a refused row under more than one class and name: “CSV Error …”,
            # “The CSV Parser state machine …”.
            if way == "exact" or "CSV" not in str(error):
                raise
            continue
        lines = None if way == "exact" or source.lines is None else source.lines - header_row
        if read is None or lines is None or read(found) == lines:
            return found
        source.is_plain = False
    raise AssertionError("the exact way takes any row")


def write_typed(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    header_row: int,
    select: Callable[[int], str],
    parquet: Path,
    tell: Callable[[float], None] = lambda _: None,
    is_whole: bool = True,
) -> Counter[str] | None:
    """Write what `select`, given the width, makes of a source; rows by `row_status`.

    Unless only a part is asked for, all rows of the source must be in it. `tell` is given the
    share done. None where no row stands below the header.
    """

    def write(width: int) -> Counter[str]:
        run_watched(
            con,
            f"copy ({select(width)}) to {quote(str(parquet))} (format parquet, compression zstd)",
            tell,
        )
        found = f"select row_status, count(*) from {sql_path(parquet)} group by all"
        return Counter(dict(con.execute(found).fetchall()))

    return over_rows(con, source, header_row, write, Counter.total if is_whole else None)
