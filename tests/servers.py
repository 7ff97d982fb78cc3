"""Real database servers on a free loopback port, made for one run of the tests and gone after it.

Each worker of a parallel run has its own. A machine without the programs skips visibly.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

START_SECONDS = 30
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A running server: its driver, port, and the one user who may do everything."""

    driver: str
    port: int
    user: str
    password: str
    made: list[str] = field(default_factory=list)

    def url(self, database: str, *, instead: str | None = None, scheme: str | None = None) -> str:
        """The address of a database as a person would write it, with another password if given."""
        scheme = scheme or self.driver.partition("+")[0]
        return f"{scheme}://{self.user}:{instead or self.password}@127.0.0.1:{self.port}/{database}"

    def database(self, *statements: str) -> str:
        """The name of a new, empty database in which these statements were run."""
        name = f"db{len(self.made)}"
        self.made.append(name)
        self.run("postgres" if "postgres" in self.driver else "mysql", f"create database {name}")
        self.run(name, *statements)
        return name

    def run(self, database: str, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements, each on its own; the rows of the last one, if it gives any."""
        rows: list[tuple[Any, ...]] = []
        engine = sa.create_engine(
            self.url(database, scheme=self.driver), poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT", execution_options={"no_parameters": True},
        )  # fmt: skip
        with engine.connect() as connection:
            for statement in statements:
                result = connection.exec_driver_sql(statement)
                rows = [tuple(row) for row in result] if result.returns_rows else []
        return rows


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _program(name: str, *patterns: str) -> str | None:
    """The newest such program in the folders of Debian, else the one on the path."""
    found = sorted(str(path) for pattern in patterns for path in Path("/usr").glob(pattern))
    return found[-1] if found else shutil.which(name)


@contextmanager
def _folder(owner: str | None) -> Iterator[Path]:
    """A short folder that `owner` may enter: pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="zw-db-"))
    if owner:
        shutil.chown(folder, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(
    command: Sequence[str], owner: str | None, log: Path, is_up: Callable[[], bool]
) -> Iterator[None]:
    """The server's process, up and answering; stopped by its own number afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, user=owner, stdout=out, stderr=out, cwd=log.parent)
    try:
        until = time.monotonic() + START_SECONDS
        while not is_up():
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"数据库没有启动：{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT if "postgres" in command[0] else signal.SIGTERM)
        process.wait(STOP_SECONDS)


def _answers(server: Server, database: str) -> bool:
    try:
        return server.run(database, "select 1") == [(1,)]
    except sa.exc.OperationalError:
        return False


def _owner(name: str) -> str | None:
    """Servers refuse to run as root; as anybody else they run as that person."""
    return name if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that asks for passwords."""
    initdb = _program("initdb", "lib/postgresql/*/bin/initdb")
    if initdb is None:
        pytest.skip("这台机器上没有 PostgreSQL 的 initdb：数据库导入未测")
    owner = _owner("postgres")
    server = Server("postgresql+psycopg", free_port(), "管理员", secrets.token_hex(8))
    with _folder(owner) as folder:
        secret, data = folder / "password", folder / "data"
        secret.write_text(server.password)
        if owner:
            shutil.chown(secret, owner)
        subprocess.run(
            [initdb, "--pgdata", data, "--username", server.user, "--pwfile", secret,
             "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
            user=owner, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        program = str(Path(initdb).with_name("postgres"))
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "",
                   "port": server.port, "fsync": "off", "shared_buffers": "32MB"}  # fmt: skip
        command = [program, "-D", str(data), *(f"--{k}={v}" for k, v in options.items())]
        with _running(command, owner, folder / "log", lambda: _answers(server, "postgres")):
            yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB that asks for passwords; it speaks MySQL's protocol."""
    program, install = _program("mariadbd", "sbin/mariadbd"), shutil.which("mariadb-install-db")
    if program is None or install is None:
        pytest.skip("这台机器上没有 MariaDB 的 mariadbd：MySQL 导入未测")
    owner = _owner("mysql")
    server = Server("mysql+pymysql", free_port(), "zw", secrets.token_hex(8))
    with _folder(owner) as folder:
        first = folder / "first.sql"
        first.write_text(
            f"create user zw@'127.0.0.1' identified by '{server.password}';\n"
            "grant all on *.* to zw@'127.0.0.1' with grant option;\n"
        )
        first.chmod(0o644)
        subprocess.run(
            [install, "--no-defaults", f"--datadir={folder}/data", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            user=owner, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        command = [program, "--no-defaults", f"--datadir={folder}/data", f"--port={server.port}",
                   "--bind-address=127.0.0.1", "--character-set-server=utf8mb4", f"--socket={folder}/socket", "--skip-name-resolve",
                   f"--init-file={first}", "--innodb-flush-log-at-trx-commit=0"]  # fmt: skip
        with _running(command, owner, folder / "log", lambda: _answers(server, "mysql")):
            yield server
