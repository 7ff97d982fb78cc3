"""Rows as they lie in the database, untouched: the only module that reads and writes the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from records.chain import Head
from records.errors import StoreDamagedError
from records.schema import record, record_head

_CHUNK = 1000


def every(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """All rows in order of their number, a thousand at a time."""
    found = connection.execute(
        sa.select(record).order_by(record.c.seq), execution_options={"yield_per": _CHUNK}
    )
    for row in found.mappings():
        yield dict(row)


def head(connection: sa.Connection, *, lock: bool = False) -> Head | None:
    """The head; None when it is missing or there are several.

    `lock` makes other writers wait until the transaction ends (on SQLite they wait already).
    """
    asked = sa.select(record_head.c.seq, record_head.c.hash)
    found = connection.execute(asked.with_for_update() if lock else asked).all()
    return Head(found[0].seq, found[0].hash) if len(found) == 1 else None


def standing_head(connection: sa.Connection) -> Head:
    """The head, locked for an append; raises StoreDamagedError when there is none."""
    found = head(connection, lock=True)
    if found is None:
        raise StoreDamagedError("记录链的链头缺失：请停止使用，运行 python -m records verify 查看")
    return found


def add(connection: sa.Connection, row: Mapping[str, Any]) -> None:
    """Put one finished row at the end of the chain and move the head."""
    connection.execute(record.insert().values(**row))
    connection.execute(record_head.update().values(seq=row["seq"], hash=row["hash"]))
