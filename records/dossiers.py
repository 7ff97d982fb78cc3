"""Files that records vouch for: attachments of nominations and archives of selections, found by their hash."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from records import attachments, candidates, honours, trail
from records.chain import Problem
from records.entries import Record, Subject
from records.store import Store

FOLDER = "archives"


def archive_path(data: Path, name: str) -> Path:
    """Where an archive lies."""
    return data / FOLDER / name


def put(data: Path, begins: str, write: Callable[[BinaryIO], None]) -> tuple[str, str]:
    """Let `write` fill an archive and give it a name of its own; the name and its SHA-256.

    AttachmentError on a full disk; no half-written archive is left.
    """
    half = data / FOLDER / f".{begins}.{secrets.token_hex(4)}.tmp"
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        with half.open("w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            sha256 = hashlib.file_digest(out, "sha256").hexdigest()
        name = f"{begins}-{sha256[:8]}.zip"
        half.replace(archive_path(data, name))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise attachments.AttachmentError(f"档案存不下（{reason}）：请核对磁盘空间和权限") from None
    finally:
        half.unlink(missing_ok=True)
    return name, sha256


def steps_of(store: Store, key: str, ballot: str) -> list[Record]:
    """Every record of a selection and of the candidates of one ballot, in order."""
    found = trail.read(store, subject=Subject(honours.TABLE, key))
    for one in candidates.in_ballot(store, ballot).values():
        found += trail.read(store, subject=one[0].subject(ballot))
    return sorted(found, key=lambda record: record.seq)


def fault(data: Path, selection: honours.Selection) -> str:
    """What is wrong with a selection's archive, in a line; empty when it is whole."""
    path = archive_path(data, selection.archive)
    return attachments.broken_file(path, selection.archive_sha256, f"档案“{selection.archive}”")


def problems(store: Store, data: Path) -> list[Problem]:
    """Everything wrong with the files that the standing records name."""
    found = attachments.problems(data, _files(trail.latest(store, table=candidates.TABLE).values()))
    for record in honours.standing(store).values():
        one = honours.selection_of(record)
        if one is not None and one.archive and (line := fault(data, one)):
            found.append(Problem(record.seq, line))
    return found


def _files(records: Iterable[Record]) -> Iterator[tuple[int, dict[str, Any]]]:
    for record in records:
        for told in record.after["files"]:
            yield record.seq, told
