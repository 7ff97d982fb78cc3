"""Tables for analysts: what may leave the house, under the filters of a page, masked as the pages show it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from etl.read.build import Build
from etl.read.export_tables import EXPORTS, Column, Export
from etl.read.scope import Scope

Format = Literal["csv", "parquet"]
FORMULA = "=+-@＝＋－＠\t\r\n"


def _asked(scope: Scope, one: Export) -> tuple[str, list[Any]]:
    if one.month == "none":
        where, params = scope.places()
        return f"true{where}", params
    conditions: dict[str, Callable[[], tuple[str, list[Any]]]] = {
        "cases": scope.cases,
        "comments": scope.comments,
        "ratings": scope.ratings,
        "inspections": scope.inspections,
        "innovations": scope.innovations,
    }
    return conditions[one.month]()


def count(build: Build, scope: Scope, name: str) -> int:
    """How many rows an export has; KeyError for one that EXPORTS does not hold."""
    one = EXPORTS[name]
    where, params = _asked(scope, one)
    return int(build.rows(f"select count(*) from {one.table} where {where}", params)[0][0])


def rows(build: Build, scope: Scope, name: str, limit: int | None = None) -> pd.DataFrame:
    """The rows under their Chinese names."""
    chosen, params = _query(build, scope, name, "parquet")
    most = "" if limit is None else f" limit {int(limit)}"
    return build.frame(f"{chosen}{most}", params)


def write(build: Build, scope: Scope, name: str, path: Path, kind: Format) -> None:
    """Write the rows to a file without holding them in memory; a CSV opens in Excel as it is.

    In a CSV a text that could start a formula is neutralised.
    """
    form = "(format parquet)" if kind == "parquet" else "(format csv, header)"
    build.copy(*_query(build, scope, name, kind), path, form)


def _query(build: Build, scope: Scope, name: str, kind: Format) -> tuple[str, list[Any]]:
    """The rows of an export under their Chinese names, in order of the first column."""
    one = EXPORTS[name]
    where, params = _asked(scope, one)
    types = dict(build.rows(f"select column_name, column_type from (describe {one.table})"))
    names = ", ".join(
        f'{_column(column, types.get(column.name, "VARCHAR"), kind)} as "{column.label}"'
        for column in one.columns
    )
    return f"select {names} from {one.table} where {where} order by {one.columns[0].name}", params


def _column(column: Column, kind: str, form: Format) -> str:
    """A column as it leaves: labels in Chinese, in a CSV 是 and 否, and no text that begins a formula."""
    told = column.expression or column.name
    if column.codes:
        whens = " ".join(f"when '{code}' then '{name}'" for code, name in column.codes)
        told = f"case {told} {whens} else {told} end"
    if form != "csv":
        return told
    if kind == "BOOLEAN":
        return f"case when {told} then '是' when not {told} then '否' end"
    if kind != "VARCHAR":
        return told
    signs = ", ".join(f"chr({ord(sign)})" for sign in FORMULA)
    return f"case when left({told}, 1) in ({signs}) then '''' || ({told}) else {told} end"
