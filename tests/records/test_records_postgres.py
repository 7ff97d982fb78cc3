"""The records on a real PostgreSQL: the same journey as on SQLite, with its own guards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from selection_desk import Desk
from servers import Server
from trail_cases import LI, review

from records import Store, Subject, append, append_all, errors, latest, open_records, read, verify
from records.backup import backup, restore


@pytest.fixture
def url(postgres: Server) -> str:
    """The address of a database without records."""
    return postgres.url(postgres.database(), scheme=postgres.driver)


@pytest.fixture
def remote(url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store on the server."""
    with open_records(tmp_path, url) as store:
        yield store


def test_opened_written_read_and_opened_again(url: str, tmp_path: Path) -> None:
    with open_records(tmp_path, url) as store:
        assert verify(store) == []
        made = append_all(store, LI, [review("c1"), review("c2")])
        assert ":***@" in store.where
    with open_records(tmp_path, url) as store:
        assert read(store) == made
        assert latest(store)[Subject("fct_comment", "c2")].seq == 2
        assert verify(store) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update record set reason = 'x'",
        "delete from record",
        "truncate record",
        "update record_head set seq = 9",
        "insert into record_head values (2, 0, 'x')",
    ],
)
def test_the_server_refuses_changes(remote: Store, statement: str) -> None:
    append(remote, LI, review())
    with pytest.raises(errors.StoreDamagedError), remote.writing() as connection:
        connection.exec_driver_sql(statement)
    assert len(read(remote)) == 1
    assert verify(remote) == []


def test_tampering_past_the_guards_is_found(remote: Store) -> None:
    append_all(remote, LI, [review("c1"), review("c2")])
    with remote.engine.begin() as connection:
        connection.execute(sa.text("alter table record disable trigger record_rows"))
        connection.execute(sa.text("update record set reason = 'x' where seq = 1"))
    found = " ".join(map(str, verify(remote)))
    assert "第 1 条记录的内容与校验值不符" in found
    assert "record_rows" in found


def test_writers_at_once_never_fork_the_chain(remote: Store) -> None:
    def write() -> None:
        for _ in range(10):
            append(remote, LI, review())

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.seq for one in read(remote)] == list(range(1, 41))
    assert verify(remote) == []


def test_a_backup_of_sqlite_restores_into_postgresql(
    remote: Store, store: Store, tmp_path: Path
) -> None:
    append_all(store, LI, [review("c1"), review("c2")])
    backup(store, tmp_path / "备份.jsonl")
    assert restore(remote, tmp_path / "备份.jsonl").added == 2
    assert read(remote) == read(store)
    assert verify(remote) == []


def test_a_wrong_password_is_one_line_without_it(postgres: Server, tmp_path: Path) -> None:
    wrong = postgres.url("postgres", instead="wrong-one", scheme=postgres.driver)
    with pytest.raises(errors.StoreUnavailableError, match="连不上记录库") as caught:
        open_records(tmp_path, wrong)
    assert "wrong-one" not in str(caught.value)


def test_a_selection_to_its_decision(remote: Store) -> None:
    desk = Desk(remote).open("A", "B").close().reviewed("A", "B").notice("A", "B").decide("A", "B")
    assert desk.now.honoured == ("A", "B") and desk.one("A").reviewed_by == "王芳"
    with pytest.raises(errors.RecordsError, match="已决定"):
        desk.nominate()
    assert verify(remote) == []
