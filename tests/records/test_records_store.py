"""Opening: from nothing, again, by many at once, and what cannot be opened."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import alembic.autogenerate
import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from trail_cases import LI, review

from records import Store, append, dialects, errors, open_records, read, verify
from records.schema import metadata

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from records import Entry, Subject, User, append, open_records
with open_records(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        append(store, User(sys.argv[2]),
               Entry("label_review", Subject("fct_comment", f"{sys.argv[2]}{number}"), "改标注"))
"""


def test_from_nothing_and_again(tmp_path: Path) -> None:
    place = tmp_path / "新目录" / "data"
    with open_records(place) as store:
        assert verify(store) == []
        append(store, LI, review())
    before = (place / "records.db").read_bytes()
    with open_records(place) as store:
        assert len(read(store)) == 1
        assert verify(store) == []
    assert (place / "records.db").read_bytes() == before


def test_the_migrations_make_what_the_code_expects(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert alembic.autogenerate.compare_metadata(context, metadata) == []


def test_settings_of_a_connection(store: Store) -> None:
    with store.reading() as connection:
        asked = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000,
                     "synchronous": 2}  # fmt: skip


def test_processes_that_open_and_write_at_once_never_fork_the_chain(tmp_path: Path) -> None:
    each = 25
    names = ["甲", "乙", "丙", "丁"]
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, str(each)], cwd=ROOT)
        for name in names
    ]
    assert [one.wait(timeout=120) for one in running] == [0] * len(names)
    with open_records(tmp_path) as store:
        found = read(store)
        assert verify(store) == []
    assert [one.seq for one in found] == list(range(1, each * len(names) + 1))
    assert all(sum(one.actor == name for one in found) == each for name in names)


def test_threads_of_one_process_share_a_store(store: Store) -> None:
    def write() -> None:
        for _ in range(10):
            append(store, LI, review())

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(read(store)) == 40
    assert verify(store) == []


def test_a_killed_write_leaves_nothing(five: Store) -> None:
    with pytest.raises(KeyboardInterrupt), five.writing() as connection:
        connection.exec_driver_sql(
            "insert into record select 6, at, actor, actor_kind, kind, subject_table, subject_key,"
            " action, reason, evidence, before, after, hash, 'x' from record where seq = 5"
        )
        raise KeyboardInterrupt
    assert len(read(five)) == 5
    assert verify(five) == []


def test_a_store_held_by_another_is_said_to_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "BUSY_SECONDS", 0)
    with open_records(tmp_path) as store:
        other = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
        other.execute("begin immediate")
        assert read(store) == []  # readers are not held up
        with pytest.raises(errors.StoreBusyError, match="请稍后再试"):
            append(store, LI, review())
        other.close()
        append(store, LI, review())


def test_a_later_version_is_not_touched(five: Store, tmp_path: Path) -> None:
    five.close()
    raw = sqlite3.connect(tmp_path / "records.db")
    raw.execute("update alembic_version set version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(errors.StoreNewerError, match="请先升级程序"):
        open_records(tmp_path)


def test_a_lost_version_mark_changes_nothing(five: Store, tmp_path: Path) -> None:
    five.close()
    raw = sqlite3.connect(tmp_path / "records.db")
    raw.execute("delete from alembic_version")
    raw.commit()
    with pytest.raises(errors.StoreDamagedError, match="结构不对"):
        open_records(tmp_path)
    assert raw.execute("select count(*) from record").fetchone() == (5,)
    raw.close()


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_bytes("不是数据库".encode() * 200)
    with pytest.raises(errors.StoreDamagedError, match="已损坏"):
        open_records(tmp_path)


def test_places_that_cannot_hold_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(errors.StoreUnavailableError, match="打开记录库"):
        open_records(tmp_path / "file")
    (tmp_path / "records.db").mkdir()
    with pytest.raises(errors.StoreUnavailableError, match="打不开"):
        open_records(tmp_path)
    with pytest.raises(errors.StoreMissingError, match="没有记录库"):
        open_records(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("不是地址", "地址无法识别"),
        ("oraclex://u:p@h/x", "缺少数据库驱动"),
        ("sqlite://", "必须是文件"),
    ],
)
def test_addresses_that_cannot_be_used(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(errors.StoreUnavailableError, match=says) as caught:
        open_records(tmp_path, url)
    assert ":p@" not in str(caught.value)


def test_the_address_may_come_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZW_RECORDS_URL", f"sqlite:///{tmp_path}/别处/own.db")
    with open_records(tmp_path / "data") as store:
        append(store, LI, review())
    assert (tmp_path / "别处" / "own.db").is_file()
    assert not (tmp_path / "data").exists()


def test_the_postgresql_schema_can_be_written_out() -> None:
    """Without a server only the statements can be looked at; they must not be SQLite's."""
    made = dialects.guard_statements("postgresql")
    assert len(made) == 5
    assert "raise(abort" not in " ".join(made)
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(
            sa.schema.CreateTable(table).compile(dialect=sa.create_mock_engine(
                "postgresql://", lambda *_: None).dialect)
        )  # fmt: skip
