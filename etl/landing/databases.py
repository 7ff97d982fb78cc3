"""A database as a source: the rows of one query, streamed into the work folder as text.

Every cell comes as the words of the server itself and never as a number of Python, so that no
digit of an identifier and no odd date can be lost on the way. Times with a zone become the wall
clock of Beijing, the one civil time of the country, whatever zone the server runs in; times
without a zone stay as they are. Booleans are 是 and 否, null is an empty cell.

Nothing can be changed over there: the query must be one SELECT, the servers' own parsers refuse
a second statement, and the transaction is read only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from etl.errors import UserError
from etl.landing.database_drivers import prepare, read_address, reading
from etl.landing.database_errors import LOST_TEXT, place, safe, why_not_read
from etl.landing.readers import PREVIEW_ROWS, Row, Source
from etl.landing.staging import Staged, stage

BATCH_ROWS = 2_000
# Comments before the first word; MySQL runs what stands in /*! … */, so that is none.
BEFORE_SELECT = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*(?!!).*?\*/)*", re.DOTALL)
SELECT = re.compile(r"(?:select|with)\b", re.IGNORECASE)
COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*|#[^\n]*", re.DOTALL)
WRITES_FILE = re.compile(r"\binto\s+(?:out|dump)file\b", re.IGNORECASE)
ONLY_SELECT = "查询只能是一条 SELECT（或 WITH … SELECT），不能改动数据库：请改写后重试"


def open_database(url: str, query: str, work: TemporaryDirectory[str]) -> Source:
    """Run one SELECT and stage its rows in `work`, below a header row of its column names.

    A password that the URL does not hold is taken from the environment variable ZW_DB_PASSWORD,
    which keeps it out of the shell's history and the list of processes. `sha256` is over header
    and rows in their order. UserError, without the password in any part of it, when the address,
    the login or the query cannot be used, or when there are no rows.
    """
    address = read_address(url)
    _require_select(query)
    digest, preview = hashlib.sha256(), list[Row]()
    with reading(address) as connection:
        rows = _noted(_answer(connection, query), digest, preview)
        staged = _staged(rows, address, query, Path(work.name))
    if staged.rows < 2:
        raise UserError(f"数据库“{place(address)}”的查询没有返回任何行：请检查查询条件后重试")
    # A slash in a name would make it a path.
    name = Path(place(address).replace("/", "_"))
    return Source(name, "database", None, None, [], digest.hexdigest(), preview, staged=staged)


def _require_select(query: str) -> None:
    start = BEFORE_SELECT.match(query)
    # A comment may part the words of INTO OUTFILE, which a read-only transaction does not stop.
    bare = COMMENTS.sub(" ", query)
    if not SELECT.match(query, start.end() if start else 0) or WRITES_FILE.search(bare):
        raise UserError(ONLY_SELECT)


def _answer(connection: sa.Connection, query: str) -> Iterator[Row]:
    """The column names, then the rows as text, read a batch at a time."""
    prepare(connection)
    # Without parameters a % or : in the query stays what it is.
    streamed = {"stream_results": True, "max_row_buffer": BATCH_ROWS, "no_parameters": True}
    result = connection.exec_driver_sql(query, execution_options=streamed)
    if result.cursor is None:
        raise UserError(ONLY_SELECT)
    names = [str(column[0]) for column in result.cursor.description]
    yield names
    for batch in result.partitions(BATCH_ROWS):
        for row in batch:
            yield [
                cell if type(cell) is str else _odd(cell, at, names) for at, cell in enumerate(row)
            ]


def _odd(cell: object, at: int, names: list[str]) -> str:
    if cell is None:
        return ""
    raise UserError(
        f"查询的“{names[at]}”列是二进制内容，不能导入：请在查询中去掉这一列，或转换成文字"
    )


def _noted(rows: Iterable[Row], digest: Any, preview: list[Row]) -> Iterator[Row]:
    """The same rows, hashed on their way; the first ones are also put into `preview`."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for row in rows:
        # As JSON, where a cell ends is part of what is hashed.
        digest.update(encode(row).encode())
        if len(preview) < PREVIEW_ROWS:
            preview.append(row)
        yield row


def _staged(rows: Iterable[Sequence[str]], address: sa.URL, query: str, folder: Path) -> Staged:
    try:
        return stage(rows, folder, "query")
    except exc.DBAPIError as error:
        failed = why_not_read(address, query, error)
    except UnicodeDecodeError:
        failed = LOST_TEXT.format(where=place(address))
    raise UserError(safe(failed, address))
