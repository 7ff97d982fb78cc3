"""The engine of one landing, and long queries that tell how far they are and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import duckdb

BEAT_SECONDS = 0.2


def connect(work: Path) -> duckdb.DuckDBPyConnection:
    """An engine in memory that spills into `work`, so that two landings never share a folder."""
    con = duckdb.connect(
        config={
            "temp_directory": str(work / "spill"),
            # A list of words as a join costs more than all other typing: every column of every
            # row would pass through every join.
            "disabled_optimizers": "in_clause",
        }
    )
    con.execute("set enable_progress_bar = true")
    con.execute("set enable_progress_bar_print = false")
    return con


def run_watched(con: duckdb.DuckDBPyConnection, query: str, tell: Callable[[float], None]) -> None:
    """Run a query and tell its share done, 0 to 1, some times a second.

    The query runs beside this thread, which stays free to hear that the work is called off; then
    the query is stopped before the exception goes on.
    """
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(lambda: con.execute(query).fetchall())
        try:
            while not wait([running], BEAT_SECONDS).done:
                # -1 while the engine does not know yet.
                tell(max(con.query_progress(), 0.0) / 100)
        except BaseException:
            con.interrupt()
            raise
        try:
            running.result()
        except duckdb.Error:
            # What a failed query leaves behind would keep the connection from the next one.
            con.abort()
            raise
