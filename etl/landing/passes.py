"""Run one piece of work over the rows of a source, whichever way of reading takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import duckdb

from etl.landing.readers import Source, load_raw, ways

T = TypeVar("T")


def over_rows(
    con: duckdb.DuckDBPyConnection, source: Source, header_row: int, run: Callable[[int], T]
) -> T | None:
    """What `run` makes of the relation `raw` of `source`, given its width in columns.

    Where a reader refuses a row, the next one reads and `run` starts again. None where no row
    stands below the header.
    """
    for way in ways(source, header_row):
        width = load_raw(con, source, header_row, way)
        if width == 0:
            return None
        try:
            return run(width)
        except duckdb.Error as error:
            # DuckDB raises a refused row under more than one class and name: “CSV Error …”,
            # “The CSV Parser state machine …”.
            if way == "exact" or "CSV" not in str(error):
                raise
    raise AssertionError("the exact way takes any row")
