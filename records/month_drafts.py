"""What people write into a report before it is published: saved section by section, nothing lost.

Every text that another one replaced, or that could not be saved, is kept beside the draft.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock

from etl.landing.batches import write_atomically
from records.entries import moment
from records.errors import BadEntryError, RecordsError, StaleSubjectError

FOLDER = "month-drafts"
LONGEST, MOST = 5000, 20
"""Signs of one section; texts that are kept beside the draft."""


@dataclass(frozen=True)
class Kept:
    """A text that is not in the draft any more, or never came in: whose, and when (UTC)."""

    section: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class Draft:
    """The sections by key, who saved them last and how often they were saved; `past` the newest first."""

    free: dict[str, str]
    by: str = ""
    count: int = 0
    past: tuple[Kept, ...] = ()


def read(data: Path, key: str) -> Draft:
    """The draft of a month's report; an empty one where nobody has written anything."""
    path = _path(data, key)
    if not path.is_file():
        return Draft({})
    told = json.loads(path.read_text("utf-8"))
    return Draft(**{**told, "past": tuple(Kept(**one) for one in told.get("past", []))})


def save(data: Path, key: str, new: Kept, was: str) -> Draft:
    """Put a section's text into the draft; the other sections are left alone.

    `was` is the text that its author saw. StaleSubjectError where somebody else has changed it since, and
    BadEntryError for a text that is too long; the first is kept beside the draft.
    """
    if len(new.text) > LONGEST:
        raise BadEntryError(f"文字太长：每一段最多 {LONGEST:,} 个字")
    path = _path(data, key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            now = read(data, key)
            there = now.free.get(new.section, "")
            if there not in (was, new.text):
                _write(path, replace(now, past=(new, *now.past)[:MOST]))
                raise StaleSubjectError(
                    f"{now.by}刚改过这一段：下面是最新的；您写的没有丢，在“以前写的”里，可以复制"
                )
            # Writing on loses nothing; what is cut or replaced is kept.
            lost = [] if new.text.startswith(there) else [Kept(new.section, there, now.by, new.at)]
            made = Draft(
                {**now.free, new.section: new.text}, new.by, now.count + 1, (*lost, *now.past)[:MOST]
            )  # fmt: skip
            _write(path, made)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RecordsError(f"草稿存不下（{reason}）：请核对磁盘空间和权限") from None
    return made


def written(section: str, text: str, by: str) -> Kept:
    """A text as somebody has just written it."""
    return Kept(section, text, by, moment(dt.datetime.now(dt.UTC)))


def _write(path: Path, draft: Draft) -> None:
    write_atomically(path, json.dumps(asdict(draft), ensure_ascii=False))


def _path(data: Path, key: str) -> Path:
    return data / FOLDER / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"
