"""Opening the record database, and the two kinds of transaction on it."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import filelock
import sqlalchemy as sa
from sqlalchemy import exc

from records import dialects, migrate
from records.errors import (
    RecordsError,
    StoreBusyError,
    StoreDamagedError,
    StoreMissingError,
    StoreUnavailableError,
)

URL_VARIABLE = "ZW_RECORDS_URL"
FILE_NAME = "records.db"

# Alembic keeps its context in module globals, so threads of one process take turns.
_opening = threading.Lock()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Store:
    """An open record database; safe to share between threads. `where` is for people's eyes."""

    engine: sa.Engine
    where: str
    clock: Callable[[], dt.datetime] = _now

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment; raises the errors of this package."""
        with (
            translated(self.where),
            dialects.for_reading(self.engine) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed whole or not at all; writers take turns."""
        with (
            translated(self.where),
            dialects.for_writing(self.engine) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def open_records(data_dir: Path | str, url: str | None = None, *, create: bool = True) -> Store:
    """Open `data_dir/records.db`, or the database of `url` or ZW_RECORDS_URL, made up to date.

    Raises StoreMissingError when `create` is False and there is no file; StoreUnavailableError,
    StoreBusyError, StoreDamagedError or StoreNewerError.
    """
    target = _address(Path(data_dir), url or os.environ.get(URL_VARIABLE, ""))
    file = _sqlite_file(target)
    where = str(file) if file else target.render_as_string(hide_password=True)
    if file and not create and not file.is_file():
        raise StoreMissingError(f"“{file.parent}”里没有记录库 {file.name}：请核对 --data 指的目录")
    with _opening, _alone(file), translated(where):
        store = Store(_engine(target, where), where)
        try:
            _prepare(store)
        except BaseException:
            store.close()
            raise
    return store


def _prepare(store: Store) -> None:
    with store.engine.connect() as connection:
        dialects.use_wal(connection)
    with store.writing() as connection:
        dialects.lock_migrations(connection)
        migrate.upgrade(connection, store.where)


def _address(data_dir: Path, url: str) -> sa.URL:
    if not url:
        return sa.URL.create("sqlite", database=str(data_dir.resolve() / FILE_NAME))
    try:
        return sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        # the address may hold a password, so it is not repeated here
        raise StoreUnavailableError(
            f"记录库地址无法识别：请把 {URL_VARIABLE} 写成 postgresql+psycopg://用户:密码@主机/库名"
        ) from None


def _sqlite_file(target: sa.URL) -> Path | None:
    """The file of an SQLite address; None for a server."""
    if target.get_backend_name() != "sqlite":
        return None
    if not target.database or target.database == ":memory:":
        raise StoreUnavailableError(f"记录库必须是文件：请在 {URL_VARIABLE} 里写明文件位置")
    return Path(target.database)


def _engine(target: sa.URL, where: str) -> sa.Engine:
    try:
        return dialects.make_engine(target)
    except (ModuleNotFoundError, exc.ArgumentError):
        raise StoreUnavailableError(
            f"连接记录库“{where}”缺少数据库驱动：请安装 psycopg，或去掉 {URL_VARIABLE} 改用本地文件"
        ) from None


@contextmanager
def _alone(file: Path | None) -> Iterator[None]:
    """Hold the file's opening lock: changing the journal mode fails when two do it at once."""
    if file is None:
        yield
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(f"{file}.lock", timeout=dialects.BUSY_SECONDS)
        lock.acquire()
    except filelock.Timeout:
        raise StoreBusyError(f"记录库“{file}”正被另一程序打开：请稍后再试") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreUnavailableError(
            f"无法在“{file.parent}”里打开记录库（{reason}）：请核对目录是否存在、是否可写"
        ) from None
    try:
        yield
    finally:
        lock.release()


# Words of a driver's message, the error they mean, and what to tell the person.
_SIGNS: tuple[tuple[str, type[RecordsError], str], ...] = (
    ("locked|busy", StoreBusyError, "正被另一程序写入：请稍后再试"),
    ("readonly|unable to open|disk i/o", StoreUnavailableError, "打不开或不可写：请核对权限与磁盘"),
    ("disk is full", StoreUnavailableError, "所在磁盘已满：请腾出空间后再试"),
    (
        'malformed|not a database|no such|already exists|relation "record|记录|链头',
        StoreDamagedError,
        "已损坏或结构不对：请保留原文件备查，并从备份恢复",
    ),
)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the database's expected errors into ours; a fault of ours passes through."""
    try:
        yield
    except exc.DBAPIError as error:
        text = str(error.orig).lower()
        for signs, kind, says in _SIGNS:
            if any(sign in text for sign in signs.split("|")):
                raise kind(f"记录库“{where}”{says}") from error
        if isinstance(error, exc.OperationalError):
            raise StoreUnavailableError(f"连不上记录库“{where}”：请核对地址与网络") from error
        raise
