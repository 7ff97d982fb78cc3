"""Backup, restore, and every reason to refuse."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from trail_cases import LI, review, tamper

from records import Store, append, errors, open_records, read, verify
from records.backup import backup, compare, load, restore


def test_there_and_back(five: Store, tmp_path: Path) -> None:
    file = tmp_path / "备份.jsonl"
    assert backup(five, file) == 5
    with open_records(tmp_path / "new") as other:
        done = restore(other, file)
        assert (done.rows, done.added) == (5, 5)
        assert read(other) == read(five)
        assert verify(other) == []
        assert append(other, LI, review()).seq == 6


def test_an_empty_store_there_and_back(store: Store, tmp_path: Path) -> None:
    assert backup(store, tmp_path / "b") == 0
    with open_records(tmp_path / "new") as other:
        assert restore(other, tmp_path / "b").rows == 0


def test_restoring_what_is_there_or_less_adds_the_rest(five: Store, tmp_path: Path) -> None:
    backup(five, tmp_path / "five")
    append(five, LI, review("c6"))
    backup(five, tmp_path / "six")
    with open_records(tmp_path / "new") as other:
        assert restore(other, tmp_path / "five").added == 5
        assert restore(other, tmp_path / "five").added == 0
        assert restore(other, tmp_path / "six").added == 1
        assert read(other) == read(five)


def test_a_store_with_more_or_with_others_is_not_overwritten(five: Store, tmp_path: Path) -> None:
    backup(five, tmp_path / "five")
    append(five, LI, review("c6"))
    with pytest.raises(errors.BackupError, match="现有记录 6 条，多于备份"):
        restore(five, tmp_path / "five")
    assert len(read(five)) == 6
    with open_records(tmp_path / "new") as other:
        append(other, LI, review("other"))
        with pytest.raises(errors.BackupError, match="不是同一套"):
            restore(other, tmp_path / "five")
        assert [one.subject.key for one in read(other)] == ["other"]


def test_a_broken_store_is_neither_saved_nor_restored_into(five: Store, tmp_path: Path) -> None:
    backup(five, tmp_path / "five")
    tamper(tmp_path, "update record set reason = '别的' where seq = 2")
    with pytest.raises(errors.StoreDamagedError, match="第 2 条"):
        backup(five, tmp_path / "broken")
    assert not (tmp_path / "broken").exists()
    with pytest.raises(errors.StoreDamagedError, match="第 2 条"):
        restore(five, tmp_path / "five")


def test_every_byte_of_a_backup_counts(five: Store, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backup(five, file)
    whole = file.read_bytes()
    for place in range(len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(errors.BackupError):
            load(file)
    for length in range(0, len(whole) - 1, 7):
        file.write_bytes(whole[:length])
        with pytest.raises(errors.BackupError):
            load(file)


def sealed(file: Path, lines: list[str]) -> None:
    """A backup that somebody wrote by hand, with a right hash over the file."""
    body = "".join(f"{line}\n" for line in lines).encode()
    seal = json.dumps({"sha256": hashlib.sha256(body).hexdigest()})
    file.write_bytes(body + seal.encode() + b"\n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("等了三个小时", "等了三分钟", "记录链已断"),
        ('"rows":5', '"rows":4', "行数或列不对"),
        ('"action"', '"acted"', "行数或列不对"),
        ('"version":1', '"version":2', "请先升级程序"),
        ("zhengwu-records", "other", "不是记录备份"),
        ('"seq":3', '"seq":"3"', "记录链已断"),
        ('"format"', '"forma"', "不是完整的记录备份"),
    ],
)
def test_a_forged_backup_is_refused(
    five: Store, tmp_path: Path, old: str, new: str, says: str
) -> None:
    backup(five, tmp_path / "b")
    lines = (tmp_path / "b").read_text(encoding="utf-8").splitlines()[:-1]
    changed = [line.replace(old, new) for line in lines]
    assert changed != lines
    sealed(tmp_path / "forged", changed)
    with open_records(tmp_path / "new") as other:
        with pytest.raises(errors.BackupError, match=says):
            restore(other, tmp_path / "forged")
        assert read(other) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n", b"{}", b"[]\n[]\n", b"\xff\xfe\n\x00",
                                     b'{"sha256":1}\n', b"null\nnull\n"])  # fmt: skip
def test_other_files_are_no_backups(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(errors.BackupError, match="备份"):
        load(tmp_path / "b")


def test_places_that_cannot_be_written_or_read(five: Store, tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "none" / "b"):
        with pytest.raises(errors.BackupError, match="备份写不到"):
            backup(five, file)
    with pytest.raises(errors.BackupError, match="没有这个文件"):
        load(tmp_path / "none")
    with pytest.raises(errors.BackupError, match="打不开"):
        load(tmp_path)


def test_only_an_earlier_backup_of_the_same_store_is_replaced(five: Store, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backup(five, file)
    append(five, LI, review("c6"))
    assert backup(five, file) == 6
    with open_records(tmp_path / "new") as other, pytest.raises(errors.BackupError, match="已存在"):
        backup(other, file)
    assert len(load(file).rows) == 6
    (tmp_path / "论文.docx").write_bytes(b"PK")
    with pytest.raises(errors.BackupError, match="请换一个文件名"):
        backup(five, tmp_path / "论文.docx")
    assert (tmp_path / "论文.docx").read_bytes() == b"PK"


def test_a_backup_elsewhere_shows_an_older_copy_and_a_rewritten_chain(
    five: Store, tmp_path: Path
) -> None:
    five.close()
    shutil.copytree(tmp_path, tmp_path / "old", ignore=shutil.ignore_patterns("old"))
    append(five, LI, review("c6"))
    backup(five, tmp_path / "six")
    assert compare(five, tmp_path / "six") == []
    with open_records(tmp_path / "old") as old:
        assert verify(old) == []
        assert compare(old, tmp_path / "six")[0].seq == 6
    with open_records(tmp_path / "rewritten") as other:
        for number in range(6):
            append(other, LI, review(f"x{number}"))
        assert verify(other) == []
        assert "改写" in str(compare(other, tmp_path / "six")[0])
