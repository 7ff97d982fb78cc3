"""The one place for SQL that differs between SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_SECONDS = 30
_WRITE = "zw_write"
_MIGRATION_LOCK = 7_309_001  # any fixed number: PostgreSQL's name for our advisory lock

_APPEND_ONLY = "记录只增不改：不能修改或删除"
_OUT_OF_ORDER = "记录必须接在链尾"
_HEAD_MOVED = "链头只能随新记录前进一步"

# Guards of the first schema. A migration that changes them drops and creates them anew.
SQLITE_GUARDS = {
    "record_no_update": f"""create trigger record_no_update before update on record
begin select raise(abort, '{_APPEND_ONLY}'); end""",
    "record_no_delete": f"""create trigger record_no_delete before delete on record
begin select raise(abort, '{_APPEND_ONLY}'); end""",
    # also stops INSERT OR REPLACE, which deletes without calling the delete trigger
    "record_in_order": f"""create trigger record_in_order before insert on record
when not exists (select 1 from record_head where seq + 1 = new.seq and hash = new.prev_hash)
begin select raise(abort, '{_OUT_OF_ORDER}'); end""",
    "record_head_no_delete": f"""create trigger record_head_no_delete before delete on record_head
begin select raise(abort, '{_APPEND_ONLY}'); end""",
    "record_head_single": f"""create trigger record_head_single before insert on record_head
when exists (select 1 from record_head)
begin select raise(abort, '{_APPEND_ONLY}'); end""",
    "record_head_forward": f"""create trigger record_head_forward before update on record_head
when new.id <> old.id or new.seq <> old.seq + 1
  or not exists (select 1 from record where seq = new.seq and hash = new.hash)
begin select raise(abort, '{_HEAD_MOVED}'); end""",
}

_POSTGRES_FUNCTION = f"""create function record_guard() returns trigger language plpgsql as $guard$
begin
  if tg_table_name = 'record' and tg_op = 'INSERT' then
    if exists (select 1 from record_head where seq + 1 = new.seq and hash = new.prev_hash) then
      return new;
    end if;
    raise exception '{_OUT_OF_ORDER}';
  elsif tg_table_name = 'record_head' and tg_op = 'INSERT' then
    if not exists (select 1 from record_head) then
      return new;
    end if;
  elsif tg_table_name = 'record_head' and tg_op = 'UPDATE' then
    if new.id = old.id and new.seq = old.seq + 1
      and exists (select 1 from record where seq = new.seq and hash = new.hash) then
      return new;
    end if;
    raise exception '{_HEAD_MOVED}';
  end if;
  raise exception '{_APPEND_ONLY}';
end $guard$"""

POSTGRES_GUARDS = {
    f"{table}_{name}": f"create trigger {table}_{name} before {what} on {table} "
    f"for each {level} execute function record_guard()"
    for table in ("record", "record_head")
    for name, what, level in (
        ("rows", "insert or update or delete", "row"),
        ("truncate", "truncate", "statement"),
    )
}


def guard_statements(dialect: str) -> list[str]:
    """The statements that make a database refuse changes to what was recorded."""
    if dialect == "sqlite":
        return list(SQLITE_GUARDS.values())
    return [_POSTGRES_FUNCTION, *POSTGRES_GUARDS.values()]


def missing_guards(connection: sa.Connection) -> list[str]:
    """Names of guards that are gone, switched off or (SQLite) not as they were made."""
    if connection.dialect.name == "sqlite":
        found = _pairs(connection, "select name, sql from sqlite_master where type = 'trigger'")
        return [
            name
            for name, made in SQLITE_GUARDS.items()
            if str(found.get(name, "")).casefold() != made.casefold()
        ]
    found = _pairs(connection, "select tgname, tgenabled from pg_trigger")
    # O and A are switched on; as "char" some drivers give bytes
    return [name for name in POSTGRES_GUARDS if found.get(name) not in ("O", "A", b"O", b"A")]


def _pairs(connection: sa.Connection, sql: str) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql)}


def broken_pages(connection: sa.Connection) -> list[str]:
    """What the database itself finds wrong in its file and indexes; PostgreSQL: not asked."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("pragma integrity_check(5)").scalars().all()
    return [str(line) for line in found if line != "ok"]


def use_wal(connection: sa.Connection) -> None:
    """Let readers and the writer work at once. Outside a transaction; kept in the file."""
    if connection.dialect.name != "sqlite":
        return
    cursor = connection.connection.cursor()
    cursor.execute("pragma journal_mode")
    # asked first: switching needs the file alone, and most times it has been done
    if cursor.fetchone() != ("wal",):
        cursor.execute("pragma journal_mode = wal")
    cursor.close()


def lock_migrations(connection: sa.Connection) -> None:
    """On PostgreSQL, one migration at a time; on SQLite the write transaction is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))


def for_reading(engine: sa.Engine) -> sa.Connection:
    """A connection whose transaction sees one moment of the database."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def for_writing(engine: sa.Engine) -> sa.Connection:
    """A connection whose transaction is the only writer on SQLite from its beginning."""
    return engine.connect().execution_options(**{_WRITE: True})


def make_engine(url: sa.URL) -> sa.Engine:
    """An engine with the settings the records need. Nothing is opened yet."""
    engine = sa.create_engine(url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_settings(raw: DBAPIConnection, _: Any) -> None:
    # the driver must not begin transactions by itself: `_sqlite_begin` says which kind
    raw.isolation_level = None
    # damaged text must reach the check instead of stopping it
    raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    cursor = raw.cursor()
    cursor.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("pragma foreign_keys = on")
    # a decision that was confirmed on screen must survive a power cut
    cursor.execute("pragma synchronous = full")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("begin immediate" if writing else "begin")
