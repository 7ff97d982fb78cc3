"""The whole trail as one text file, and back.

The file: a line that describes it, one line a record (canonical JSON), and a last line with the
SHA-256 of everything before it. It holds no database's own format, so that a backup taken from
SQLite restores into PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl.landing.batches import write_atomically
from records import rows
from records.chain import GENESIS, Head, Problem, canonical, check
from records.entries import moment
from records.errors import BackupError, StoreDamagedError
from records.schema import COLUMNS
from records.store import Store

FORMAT = "zhengwu-records"
VERSION = 1


@dataclass(frozen=True)
class Backup:
    """A backup that was read and found whole."""

    made_at: str
    rows: list[dict[str, Any]]

    @property
    def head(self) -> Head:
        """Number and hash of its last record."""
        return Head(len(self.rows), self.rows[-1]["hash"]) if self.rows else Head(0, GENESIS)


@dataclass(frozen=True)
class Restored:
    """`rows` in the backup; `added` of them were not in the store before."""

    rows: int
    added: int


def backup(store: Store, file: Path) -> int:
    """Write every record to `file`; the count. Raises BackupError or StoreDamagedError.

    A file already there is replaced only by a backup that holds all of it.
    """
    if file.is_dir() or not file.parent.is_dir():
        raise BackupError(f"备份写不到“{file}”：请给出一个已有目录里的文件名")
    with store.reading() as connection:
        _refuse_broken(connection, store)
        every = list(rows.every(connection))
    if file.exists():
        _refuse_other_file(file, every)
    header = {"format": FORMAT, "version": VERSION, "made_at": moment(store.clock()),
              "rows": len(every)}  # fmt: skip
    body = "".join(f"{canonical(line)}\n" for line in [header, *every]).encode()
    last = canonical({"sha256": hashlib.sha256(body).hexdigest()}) + "\n"
    try:
        write_atomically(file, body + last.encode(), mode=0o600)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupError(f"备份写不到“{file}”（{reason}）：请核对权限与磁盘空间") from None
    return len(every)


def load(file: Path) -> Backup:
    """Read a backup and check its hash and its chain; raises BackupError."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "打不开"
        raise BackupError(f"备份“{file}”{reason}：请核对文件名与权限") from None
    body, last = _split(raw)
    try:
        seal = json.loads(last)
        lines = [json.loads(line) for line in body.splitlines()]
        header = lines[0]
        is_ours = header["format"] == FORMAT
        sealed, version, count, made_at = (
            seal["sha256"], header["version"], header["rows"], header["made_at"])  # fmt: skip
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BackupError(f"“{file}”不是完整的记录备份：请换一个备份文件") from None
    if not is_ours:
        raise BackupError(f"“{file}”不是记录备份：请换一个备份文件")
    if sealed != hashlib.sha256(body).hexdigest():
        raise BackupError(f"备份“{file}”的校验值不符，内容被改动或损坏：请换一个备份文件")
    if version != VERSION:
        raise BackupError(f"备份“{file}”由更新的版本写成：请先升级程序再恢复")
    made = Backup(str(made_at), lines[1:])
    _refuse_broken_backup(file, made, count)
    return made


def restore(store: Store, file: Path) -> Restored:
    """Put a backup into a store that is empty, identical or an earlier state of the backup.

    Raises BackupError or StoreDamagedError; then nothing has changed.
    """
    kept = load(file)
    with store.writing() as connection:
        _refuse_broken(connection, store)
        mine = rows.standing_head(connection)
        if mine.seq > len(kept.rows):
            raise BackupError(
                f"没有恢复：现有记录 {mine.seq} 条，多于备份“{file}”的 {len(kept.rows)} 条，"
                "恢复会丢失记录；请另选一个空的数据目录"
            )
        if not extends(kept.rows, mine):
            raise BackupError(
                f"没有恢复：现有记录与备份“{file}”不是同一套，恢复会覆盖别的记录；请另选一个空的数据目录"
            )
        for row in kept.rows[mine.seq :]:
            rows.add(connection, row)
    return Restored(len(kept.rows), len(kept.rows) - mine.seq)


def compare(store: Store, file: Path) -> list[Problem]:
    """What a backup kept elsewhere shows: a sound store that does not continue it was rewritten.

    This finds what the chain alone cannot: all hashes recomputed, or an older copy put back.
    """
    kept = load(file)
    with store.reading() as connection:
        every = list(rows.every(connection))
    if extends(every, kept.head):
        return []
    if len(every) < kept.head.seq:
        lost = f"现有 {len(every)} 条，少于备份“{file}”的 {kept.head.seq} 条：被换成了旧的记录库"
        return [Problem(len(every) + 1, lost)]
    first = next(
        mine["seq"] for mine, theirs in zip(every, kept.rows, strict=False)
        if mine["hash"] != theirs["hash"]
    )  # fmt: skip
    return [Problem(first, f"第 {first} 条起与备份“{file}”不同：整条记录链被改写过")]


def extends(every: list[dict[str, Any]], head: Head) -> bool:
    """Whether a sound chain of rows has this head as its own earlier (or present) state."""
    if head.seq == 0:
        return True
    # the chain's hashes make one equal hash prove that everything before is equal too
    return head.seq <= len(every) and every[head.seq - 1]["hash"] == head.hash


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Everything before the last line, and the last line."""
    cut = raw.rstrip(b"\n").rfind(b"\n") + 1
    return raw[:cut], raw[cut:]


def _refuse_broken(connection: sa.Connection, store: Store) -> None:
    for problem in check(rows.every(connection), rows.head(connection)):
        raise StoreDamagedError(f"记录库“{store.where}”的记录链已断（{problem}）：请先查明原因")


def _refuse_broken_backup(file: Path, made: Backup, count: object) -> None:
    whole = all(isinstance(row, dict) and set(row) == set(COLUMNS) for row in made.rows)
    if count != len(made.rows) or not whole:
        raise BackupError(f"备份“{file}”的行数或列不对：请换一个备份文件")
    for problem in check(made.rows, made.head):
        raise BackupError(f"备份“{file}”里的记录链已断（{problem}）：请换一个备份文件")


def _refuse_other_file(file: Path, every: list[dict[str, Any]]) -> None:
    try:
        replaceable = extends(every, load(file).head)
    except BackupError:
        replaceable = False
    if not replaceable:
        raise BackupError(f"“{file}”已存在，且不是本库较早的备份：请换一个文件名")
