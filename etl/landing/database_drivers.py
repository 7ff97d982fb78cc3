"""Connecting to a database so that it hands out text and lets nothing be changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc, pool

from etl.errors import UserError
from etl.landing.database_errors import place, why_not_connected

PASSWORD_VARIABLE = "ZW_DB_PASSWORD"  # noqa: S105  a name, not a password
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
CONNECT_SECONDS = 10
BEIJING = "Asia/Shanghai"
HOW_TO_WRITE = "postgresql://用户:密码@主机/库名 或 mysql://用户:密码@主机/库名"


def read_address(url: str) -> sa.URL:
    """The address with its driver, its password from ZW_DB_PASSWORD where the URL has none.

    UserError, with no part of the address in it, when it cannot be read or is of another kind.
    """
    try:
        found = sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        found = None
    # Raised here and not above: the library's own error can hold a piece of the password.
    if found is None or any("@" in (one or "") for one in (found.host, found.database)):
        raise UserError(
            f"数据库地址无法识别：请写成 {HOW_TO_WRITE}；密码里有 @ 等符号时，"
            f"请改放到环境变量 {PASSWORD_VARIABLE}"
        )
    kind = found.get_backend_name()
    if kind not in DRIVERS:
        raise UserError(
            f"不支持“{kind}”数据库：可用 PostgreSQL 和 MySQL（MariaDB），请写成 {HOW_TO_WRITE}"
        )
    if not found.database:
        raise UserError(f"数据库地址里没有库名：请写成 {HOW_TO_WRITE}")
    password = found.password or os.environ.get(PASSWORD_VARIABLE) or None
    return found.set(drivername=DRIVERS[kind], password=password)


@contextmanager
def reading(address: sa.URL) -> Iterator[sa.Connection]:
    """A connection to be prepared and read once, gone afterwards; UserError without one."""
    engine = _engine(address)
    failed = None
    try:
        connection = engine.connect()
    except exc.DBAPIError as error:
        failed = why_not_connected(address, error)
    except UnicodeError:
        failed = (
            f"连不上数据库“{place(address)}”：主机名或密码里有不能用的字符（如全角符号），请核对"
        )
    if failed is not None:
        raise UserError(failed)
    try:
        yield connection
    finally:
        # Not closed politely: MySQL's driver would first read all rows that are left.
        connection.invalidate()
        connection.close()
        engine.dispose()


def _engine(address: sa.URL) -> sa.Engine:
    is_postgres = address.get_backend_name() == "postgresql"
    try:
        options = {"client_encoding": "utf8"} if is_postgres else {"conv": _mysql_texts()}
        return sa.create_engine(
            address,
            poolclass=pool.NullPool,
            connect_args={"connect_timeout": CONNECT_SECONDS, **options},
        )
    except ImportError:
        driver = "psycopg" if is_postgres else "PyMySQL"
    raise UserError(
        f"缺少数据库驱动 {driver}：请在项目目录运行 pip install -r requirements.txt 后重试"
    )


def prepare(connection: sa.Connection) -> None:
    """Let the transaction only read, times come as Beijing's wall clock, and cells as text."""
    if connection.dialect.name == "postgresql":
        _prepare_postgres(connection)
    else:
        _prepare_mysql(connection)


def _prepare_postgres(connection: sa.Connection) -> None:
    connection.execution_options(postgresql_readonly=True)
    connection.exec_driver_sql(f"set time zone '{BEIJING}'")
    connection.exec_driver_sql("set datestyle = 'ISO, YMD'")
    # The same table read again comes in the same order, so that its hash is the same.
    connection.exec_driver_sql("set synchronize_seqscans = off")
    _postgres_texts(connection.connection.driver_connection)


def _prepare_mysql(connection: sa.Connection) -> None:
    # By its offset: servers often lack the table of zone names.
    connection.exec_driver_sql("set time_zone = '+08:00'")
    connection.exec_driver_sql("set session transaction read only")
    connection.exec_driver_sql("start transaction read only")


def _postgres_texts(raw: Any) -> None:
    """Let the driver hand out the server's own text of every type; bytes stay bytes."""
    from psycopg.adapt import Buffer, Loader  # noqa: PLC0415  loaded only for PostgreSQL
    from psycopg.types.string import TextLoader  # noqa: PLC0415

    class YesNo(Loader):
        def load(self, data: Buffer) -> str:
            return "是" if bytes(data) == b"t" else "否"

    class WallClock(Loader):
        def load(self, data: Buffer) -> str:
            time, _, zone = bytes(data).decode("ascii").partition("+")
            return f"{time} BC" if zone.endswith("BC") else time

    own = {"bool": YesNo, "timestamptz": WallClock}
    for kind in raw.adapters.types:
        if kind.name != "bytea":
            raw.adapters.register_loader(kind.oid, own.get(kind.name, TextLoader))
            raw.adapters.register_loader(kind.array_oid, TextLoader)


def _mysql_texts() -> dict[Any, Any]:
    """The driver's conversions without those that turn the server's text into Python values."""
    # loaded only for MySQL
    from pymysql.constants import FIELD_TYPE  # type: ignore[import-untyped]  # noqa: PLC0415
    from pymysql.converters import conversions  # type: ignore[import-untyped]  # noqa: PLC0415

    texts = {kind: made for kind, made in conversions.items() if not isinstance(kind, int)}
    # bit(1) is how many systems keep 是 and 否; as digits both are read by the contracts.
    return texts | {FIELD_TYPE.BIT: lambda bits: str(int.from_bytes(bits, "big"))}
