"""One published build, opened read only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.models import version
from etl.settings import Settings


class NoBuildError(Exception):
    """Nothing has been published yet, or by other models; the message says what to do."""


@dataclass(frozen=True)
class Meta:
    """What the build says of itself. `as_of` is the day it counts to.

    `warn_workdays`, `red_after_workdays`: the thresholds of the internal cards in it.
    `tables_version`: of the reference tables it was counted by, see `etl.tables_edit`.
    `decided_seq`: number of the last decision of people that it counts by, see `etl.decisions`.
    """

    build_id: str
    as_of: dt.date
    built_at: dt.datetime
    code_version: str
    calendar_until: dt.date
    label_model: str | None
    is_demo: bool
    warn_workdays: int
    red_after_workdays: int
    tables_version: str
    decided_seq: int


class Build:
    """A published build: one connection, a cursor for every query, so that threads share it."""

    def __init__(self, build_id: str, path: Path) -> None:
        self.build_id = build_id
        self.path = path
        self._con = duckdb.connect(str(path), read_only=True)
        # First whether it can be read at all: another version's table has other columns.
        made_by, as_of = self.rows("select code_version, as_of from meta_build")[0]
        if not made_by.endswith(f"+{version()}"):
            self.close()
            raise NoBuildError(
                "现有数据由另一版本的程序生成：刚更新过程序的，请先重启看板；仍不行再运行 python -m etl build"
                f" --as-of {as_of}"
            )
        row = self.rows(
            "select build_id, as_of, built_at, code_version, calendar_until, label_model, is_demo, "
            "warn_workdays, red_after_workdays, tables_version, decided_seq from meta_build"
        )[0]
        self.meta = Meta(*row)

    def rows(self, sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query as tuples."""
        with self._con.cursor() as cursor:
            return cursor.execute(sql, params or []).fetchall()

    def frame(self, sql: str, params: list[Any] | None = None) -> pd.DataFrame:
        """The rows of a query as a DataFrame."""
        with self._con.cursor() as cursor:
            return cursor.execute(sql, params or []).df()

    def copy(self, sql: str, params: list[Any], path: Path, form: str) -> None:
        """Write the rows of a query to a file in a format of DuckDB's own, such as (format parquet)."""
        target = str(path).replace("'", "''")
        with self._con.cursor() as cursor:
            cursor.execute(f"copy ({sql}) to '{target}' {form}", params)

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def open_build(settings: Settings) -> Build:
    """Open the published build; NoBuildError before the first one."""
    published = settings.published()
    if published is None:
        raise NoBuildError(
            "还没有发布过数据：请先导入并生成（python -m etl land、python -m etl build），"
            "或运行 python -m etl demo 查看演示城市"
        )
    return Build(*published)
