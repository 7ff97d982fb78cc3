"""Run one piece of work over the rows of a source, whichever way of reading takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import duckdb

from etl.landing.readers import Source, load_raw, ways

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
    `read`, the rows that went into a result, are not as many as the lines of a plain file. None
    where no row stands below the header.
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
    raise AssertionError("the exact way takes any row")
