"""Every way of changing what was recorded is found, or refused, or both."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from trail_cases import LI, review, tamper

from records import Store, append, read, verify
from records.errors import StoreDamagedError
from records.schema import COLUMNS

TEXTS = [name for name in COLUMNS if name != "seq"]


def firsts(store: Store) -> int | None:
    """The record that the first finding names."""
    return verify(store)[0].seq


@pytest.mark.parametrize(
    "statement",
    [
        "update record set reason = '' where seq = 2",
        "update record set seq = 9 where seq = 5",
        "delete from record where seq = 5",
        "delete from record",
        "insert or replace into record select * from record where seq = 5",
        "insert into record select 6, at, actor, actor_kind, kind, subject_table, subject_key,"
        " action, reason, evidence, before, after, 'x', hash from record where seq = 5",
        "update record_head set seq = 4",
        "update record_head set seq = 6",
        "update record_head set hash = 'x'",
        "delete from record_head",
        "insert into record_head values (2, 0, 'x')",
        "insert or replace into record_head values (1, 0, 'x')",
    ],
)
def test_the_database_refuses(five: Store, tmp_path: Path, statement: str) -> None:
    raw = sqlite3.connect(tmp_path / "records.db")
    with pytest.raises(sqlite3.IntegrityError, match=r"记录|链头"):
        raw.execute(statement)
    raw.close()
    assert verify(five) == []


@pytest.mark.parametrize("column", TEXTS)
def test_each_byte_of_each_column_counts(five: Store, tmp_path: Path, column: str) -> None:
    raw = sqlite3.connect(tmp_path / "records.db")
    query = f'select cast("{column}" as blob) from record where seq = 3'
    whole: bytes = raw.execute(query).fetchone()[0]
    raw.close()
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        put = "update record set \"{0}\" = cast(x'{1}' as text) where seq = 3"
        tamper(tmp_path, put.format(column, changed.hex()))
        assert firsts(five) == 3, (column, place)
        tamper(tmp_path, put.format(column, whole.hex()))
    assert verify(five) == []


OTHER_VALUES = [
    (column, value)
    for column in TEXTS
    for value in ("null", "x'00ff'", "12", "''", "{0} || ' '", "' ' || {0}")
    if value != "null" or column in ("evidence", "before", "after")  # the others take no null
]


@pytest.mark.parametrize(("column", "value"), OTHER_VALUES)
def test_other_kinds_of_values_count(five: Store, tmp_path: Path, column: str, value: str) -> None:
    quoted = f'"{column}"'
    tamper(tmp_path, f"update record set {quoted} = {value.format(quoted)} where seq = 3")
    assert firsts(five) == 3


def test_json_that_only_looks_the_same_is_found(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, """update record set after = '{"label": "complaint"}' where seq = 4""")
    assert firsts(five) == 4


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_a_removed_row_is_found(five: Store, tmp_path: Path, gone: int) -> None:
    tamper(tmp_path, f"delete from record where seq = {gone}")
    problems = verify(five)
    assert [one.seq for one in problems] == [gone]
    assert "缺失" in str(problems[0])


def test_a_removed_row_whose_gap_was_closed_is_found(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, "delete from record where seq = 2",
           "update record set seq = seq - 1 where seq > 2")  # fmt: skip
    assert firsts(five) == 2


def test_reordered_rows_are_found(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, "update record set seq = 90 where seq = 2",
           "update record set seq = 2 where seq = 3",
           "update record set seq = 3 where seq = 90")  # fmt: skip
    assert firsts(five) == 2


COPY = "at, actor, actor_kind, kind, subject_table, subject_key, action, reason, evidence, before,"


@pytest.mark.parametrize("place", [-1, 0, 6, 9])
def test_an_inserted_row_is_found(five: Store, tmp_path: Path, place: int) -> None:
    tamper(tmp_path, f"insert into record select {place}, {COPY} after, hash, 'x' from record"
                     " where seq = 5")  # fmt: skip
    assert verify(five)


def test_an_inserted_row_in_the_middle_is_found(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, "update record set seq = 6 where seq = 5",
           "update record set seq = 5 where seq = 4",
           f"insert into record select 4, {COPY} after, prev_hash, hash from record"
           " where seq = 3")  # fmt: skip
    assert firsts(five) == 4


@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_cut_off_end_is_found(five: Store, tmp_path: Path, left: int) -> None:
    tamper(tmp_path, f"delete from record where seq > {left}")
    assert [one.seq for one in verify(five)] == [left + 1]
    # and nothing new can be put where the end was
    append(five, LI, review("new"))
    assert firsts(five) == left + 1


@pytest.mark.parametrize(
    "statement",
    [
        "delete from record_head",
        "insert into record_head values (2, 5, 'x')",
        "update record_head set seq = 'x'",
        "update record_head set hash = 'x'",
        "drop table record_head",
    ],
)
def test_a_broken_head_is_found(five: Store, tmp_path: Path, statement: str) -> None:
    raw = sqlite3.connect(tmp_path / "records.db")
    for (name,) in raw.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        raw.execute(f"drop trigger {name}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    assert verify(five)


def test_guards_taken_off_or_weakened_are_found(five: Store, tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "records.db")
    raw.execute("drop trigger record_no_delete")
    raw.execute("drop trigger record_no_update")
    raw.execute("create trigger record_no_update before update on record begin select 1; end")
    raw.close()
    assert [str(one).split("“")[1].split("”")[0] for one in verify(five)] == [
        "record_no_update", "record_no_delete"]  # fmt: skip


def test_an_index_that_hides_a_row_is_found(five: Store, tmp_path: Path) -> None:
    five.close()
    raw = sqlite3.connect(tmp_path / "records.db")
    raw.execute("pragma wal_checkpoint(truncate)")
    raw.execute("pragma writable_schema = on")
    raw.execute("update sqlite_master set sql = replace(sql, '(kind, seq)', '(action, seq)')")
    raw.commit()
    raw.close()
    assert any("数据库文件损坏" in str(one) for one in verify(five))


def test_a_damaged_record_is_not_shown_as_a_decision(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, "update record set after = '{' where seq = 4")
    with pytest.raises(StoreDamagedError, match="第 4 条"):
        read(five)
