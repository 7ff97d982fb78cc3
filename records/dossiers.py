"""Files that records vouch for: attachments of nominations and archives of selections, found by their hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from records import attachments, candidates, honours, trail
from records.chain import Problem
from records.entries import Record
from records.store import Store

FOLDER = "archives"


def archive_path(data: Path, name: str) -> Path:
    """Where an archive lies."""
    return data / FOLDER / name


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


def _files(records: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    record: Record
    for record in records:
        for told in record.after["files"]:
            yield record.seq, told
