"""What people write into a report before it is published: saved at every change, beside the records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from etl.landing.batches import write_atomically
from records.errors import BadEntryError, RecordsError, StaleSubjectError

FOLDER = "month-drafts"
LONGEST = 5000


@dataclass(frozen=True)
class Draft:
    """The sections by key, who saved them last and how often they were saved."""

    free: dict[str, str]
    by: str = ""
    count: int = 0


def read(data: Path, key: str) -> Draft:
    """The draft of a month's report; an empty one where nobody has written anything."""
    path = _path(data, key)
    if not path.is_file():
        return Draft({})
    return Draft(**json.loads(path.read_text("utf-8")))


def save(data: Path, key: str, free: dict[str, str], by: str, seen: int) -> Draft:
    """Keep the sections. StaleSubjectError where somebody else has saved since `seen`."""
    if any(len(text) > LONGEST for text in free.values()):
        raise BadEntryError(f"文字太长：每一段最多 {LONGEST:,} 个字")
    made = Draft(free, by, seen + 1)
    path = _path(data, key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            now = read(data, key)
            if now.count != seen:
                raise StaleSubjectError(f"{now.by}刚改过这份草稿：下面是最新的，请看过再改")
            write_atomically(path, json.dumps(asdict(made), ensure_ascii=False))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RecordsError(f"草稿存不下（{reason}）：请核对磁盘空间和权限") from None
    return made


def _path(data: Path, key: str) -> Path:
    return data / FOLDER / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"
