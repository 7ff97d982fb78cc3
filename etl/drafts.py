"""Rows that people write on a page: kept on disk at once, landed like any export, done once a build has them.

A draft can be dropped until it is landed, and stays until the published build has it, so that work
called off half way loses nothing: its number makes a second landing the same row.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from filelock import FileLock

from etl.errors import UserError
from etl.landing.batches import write_atomically
from etl.landing.land import Request, land_all
from etl.settings import Settings

Row = dict[str, str]


@dataclass(frozen=True)
class Kind:
    """What is written by hand: its folder, the table it lands in, where a build shows its number.

    `headers` gives the Chinese column of every field that is landed; `number` is the field that is the
    row's identity, `published` and `column` the table and column of a build that hold it. `title` begins
    the name of the batch, `nothing` says that none waits.
    """

    folder: str
    table: str
    headers: dict[str, str]
    published: str
    column: str
    title: str
    nothing: str
    number: str = "number"


def folder(settings: Settings, kind: Kind) -> Path:
    """Where drafts and what was landed of them lie."""
    return settings.data / kind.folder


def read(settings: Settings, kind: Kind) -> list[Row]:
    """Rows written and not landed yet, in the order of writing."""
    path = folder(settings, kind) / "drafts.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def numbered(prefix: str, day: dt.date, by: str, told: str) -> tuple[str, str]:
    """A number that no other row has, and the moment it was given."""
    now = dt.datetime.now().isoformat(timespec="milliseconds")
    code = hashlib.sha256("\n".join((by, now, told)).encode()).hexdigest()[:8].upper()
    return f"{prefix}{day:%Y%m%d}{code}", now


def not_to_come(what: str, day: dt.date) -> None:
    """UserError for a day that is still to come."""
    if day > dt.date.today():
        raise UserError(f"{what} {day} 还没有到：请核对年月日")


def keep(settings: Settings, kind: Kind, row: Row) -> None:
    """Add one row."""
    with editing(settings, kind):
        _write(settings, kind, [*read(settings, kind), row])


def drop(settings: Settings, kind: Kind, number: str) -> None:
    """Take a row away; nothing happens when it is landed or gone already."""
    with editing(settings, kind):
        _write(settings, kind, [one for one in read(settings, kind) if one[kind.number] != number])


def land(
    settings: Settings, kind: Kind, by: str, progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """Land every draft as one batch; the report of the landing. UserError when there is none.

    They stay drafts until a build has them, see `settle`.
    """
    settle(settings, kind)
    with editing(settings, kind), TemporaryDirectory(prefix="zw-drafts-") as work:
        waiting = read(settings, kind)
        if not waiting:
            raise UserError(kind.nothing)
        path = Path(work) / f"{kind.title}{dt.datetime.now():%Y%m%d%H%M%S}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(kind.headers)
            writer.writerows([one[name] for name in kind.headers.values()] for one in waiting)
        request = Request(path, kind.table, by=by)
        told = land_all(settings, [request], lambda _, step, share: progress(step, share))
        return told.reports[0]


def settle(
    settings: Settings, kind: Kind, masked: Callable[[Row], Row] = lambda row: row
) -> list[Row]:
    """Put drafts that the published build has to those done, as `masked`; what still waits."""
    waiting, published = read(settings, kind), settings.published()
    if not waiting or published is None:
        return waiting
    with duckdb.connect(str(published[1]), read_only=True) as con:
        numbers = [one[kind.number] for one in waiting]
        query = f"select {kind.column} from {kind.published} where list_contains(?, {kind.column})"
        there = {number for (number,) in con.execute(query, [numbers]).fetchall()}
    if not there:
        return waiting
    with editing(settings, kind):
        kept = read(settings, kind)
        with (folder(settings, kind) / "done.jsonl").open("a", encoding="utf-8") as file:
            file.write(_lines([masked(one) for one in kept if one[kind.number] in there]))
        left = [one for one in kept if one[kind.number] not in there]
        _write(settings, kind, left)
    return left


def _lines(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)


def _write(settings: Settings, kind: Kind, rows: Sequence[Row]) -> None:
    write_atomically(folder(settings, kind) / "drafts.jsonl", _lines(rows))


@contextmanager
def editing(settings: Settings, kind: Kind) -> Iterator[None]:
    """One person changes the drafts at a time."""
    folder(settings, kind).mkdir(parents=True, exist_ok=True)
    with FileLock(folder(settings, kind) / ".lock"):
        yield
