"""Adding to the trail, reading it, and checking that it is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from records import dialects, rows
from records.chain import Head, Problem, check, digest
from records.entries import Entry, Record, Subject, content, moment, record_of
from records.errors import StaleSubjectError, StoreDamagedError
from records.schema import record
from records.store import Store
from records.users import User, require_named


def append(store: Store, user: User, entry: Entry) -> Record:
    """Record one decision.

    Raises NotNamedError, UnknownKindError, BadEntryError or StaleSubjectError.
    """
    return append_all(store, user, [entry])[0]


def append_all(
    store: Store,
    user: User,
    entries: Sequence[Entry],
    unchanged: Mapping[Subject, int] | None = None,
) -> list[Record]:
    """Record several decisions, all or none, in their order.

    `unchanged`: other subjects that the decision rests on, with the number of their latest record;
    StaleSubjectError where one has another by now.
    """
    require_named(user)
    contents = [content(user, entry) for entry in entries]
    made = []
    with store.writing() as connection:
        for subject, seen in (unchanged or {}).items():
            _refuse_stale(connection, subject, seen)
        head = rows.standing_head(connection)
        for entry, given in zip(entries, contents, strict=True):
            if entry.seen is not None:
                _refuse_stale(connection, entry.subject, entry.seen)
            row = {**given, "seq": head.seq + 1, "at": moment(store.clock()),
                   "prev_hash": head.hash}  # fmt: skip
            row["hash"] = digest(row)
            rows.add(connection, row)
            made.append(record_of(row))
            head = Head(row["seq"], row["hash"])
    return made


def read(
    store: Store,
    *,
    kind: str | None = None,
    subject: Subject | None = None,
    since: dt.datetime | None = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Record]:
    """Records in order, narrowed by kind, subject and time (at or after `since`)."""
    asked = sa.select(record)
    if kind is not None:
        asked = asked.where(record.c.kind == kind)
    if subject is not None:
        asked = asked.where(
            record.c.subject_table == subject.table, record.c.subject_key == subject.key
        )
    if since is not None:
        asked = asked.where(record.c.at >= moment(since))
    asked = asked.order_by(record.c.seq.desc() if newest_first else record.c.seq).limit(limit)
    with store.reading() as connection:
        return [record_of(dict(row)) for row in connection.execute(asked).mappings()]


def latest(
    store: Store, *, kind: str | None = None, table: str | None = None
) -> dict[Subject, Record]:
    """The last record on each subject, narrowed by kind and the subject's table."""
    last = sa.select(sa.func.max(record.c.seq).label("seq"))
    if kind is not None:
        last = last.where(record.c.kind == kind)
    if table is not None:
        last = last.where(record.c.subject_table == table)
    last_ones = last.group_by(record.c.subject_table, record.c.subject_key).subquery()
    asked = (
        sa.select(record).join(last_ones, record.c.seq == last_ones.c.seq).order_by(record.c.seq)
    )
    with store.reading() as connection:
        found = [record_of(dict(row)) for row in connection.execute(asked).mappings()]
    return {one.subject: one for one in found}


def verify(store: Store) -> list[Problem]:
    """Everything wrong with the store, the chain's findings first; empty when it is sound.

    `records.chain` says what this cannot find.
    """
    try:
        with store.reading() as connection:
            problems = list(check(rows.every(connection), rows.head(connection)))
            problems += [
                Problem(None, f"只增不改的保护“{name}”缺失或被改：数据库结构被动过")
                for name in dialects.missing_guards(connection)
            ]
            problems += [
                Problem(None, f"数据库文件损坏（{line}）")
                for line in dialects.broken_pages(connection)
            ]
    except StoreDamagedError as error:
        return [Problem(None, str(error))]
    return problems


def count(store: Store) -> int:
    """How many records there are."""
    with store.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(record)).scalar_one()


def standing(store: Store) -> Head:
    """Number and hash of the last record, to be noted elsewhere; raises StoreDamagedError."""
    with store.reading() as connection:
        found = rows.head(connection)
    if found is None:
        raise StoreDamagedError(
            f"记录库“{store.where}”缺少链头：请运行 python -m records verify 查看"
        )
    return found


def _refuse_stale(connection: sa.Connection, subject: Subject, seen: int) -> None:
    asked = sa.select(sa.func.coalesce(sa.func.max(record.c.seq), 0)).where(
        record.c.subject_table == subject.table, record.c.subject_key == subject.key
    )
    if connection.execute(asked).scalar_one() != seen:
        raise StaleSubjectError(f"“{subject.key}”刚被别人处理过：请刷新后再决定")
