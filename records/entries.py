"""What goes into the trail and what comes out, and what of it may be stored."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from records.chain import canonical, typed
from records.errors import BadEntryError, StoreDamagedError
from records.kinds import require
from records.users import User

TEXT_LENGTH = 2000
_JSON = ("evidence", "before", "after")


class Subject(NamedTuple):
    """What a record is about: a table of this product and the key of a row in it, as text."""

    table: str
    key: str


@dataclass(frozen=True)
class Entry:
    """What somebody wants recorded; JSON values for evidence, before and after (None: nothing)."""

    kind: str
    subject: Subject
    action: str
    reason: str = ""
    evidence: Any = None
    before: Any = None
    after: Any = None
    # Number of the latest record on this subject that the person had on screen (0: none); when
    # given and no longer true, nothing is recorded. Not part of what is stored.
    seen: int | None = None


@dataclass(frozen=True)
class Record:
    """One stored record. `at` is UTC, ISO 8601 with milliseconds."""

    seq: int
    at: str
    actor: str
    actor_kind: str
    kind: str
    subject: Subject
    action: str
    reason: str
    evidence: Any
    before: Any
    after: Any
    prev_hash: str
    hash: str


def moment(at: dt.datetime) -> str:
    """A moment with a zone as UTC text, e.g. 2026-10-31T08:05:09.123Z; sorts as time does."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    text = at.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def content(user: User, entry: Entry) -> dict[str, Any]:
    """The columns that the person gives; raises UnknownKindError or BadEntryError."""
    return {
        "actor": user.name,
        "actor_kind": str(user.kind),
        "kind": require(entry.kind),
        "subject_table": _text("对象的表名", entry.subject.table),
        "subject_key": _text("对象的编号", entry.subject.key),
        "action": _text("动作", entry.action),
        "reason": _text("理由", entry.reason, required=False),
        "evidence": _json("依据", entry.evidence),
        "before": _json("原值", entry.before),
        "after": _json("新值", entry.after),
    }


def _text(what: str, text: str, *, required: bool = True) -> str:
    if not isinstance(text, str) or (required and not text.strip()):
        raise BadEntryError(f"{what}没有填写：请补上再保存")
    if len(text) > TEXT_LENGTH:
        raise BadEntryError(f"{what}太长（{len(text)} 个字）：最多 {TEXT_LENGTH} 个字")
    return _storable(what, text)


def _json(what: str, value: Any) -> str | None:
    if value is None:
        return None
    try:
        return _storable(what, canonical(value))
    except (TypeError, ValueError, RecursionError):
        raise BadEntryError(
            f"{what}里有不能保存的内容：只能是文字、数字、是否、列表和对照表"
        ) from None


def _storable(what: str, text: str) -> str:
    """Text that both databases take: PostgreSQL refuses NUL, UTF-8 has no lone surrogates."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise BadEntryError(f"{what}里有无法保存的字符：请重新输入这段文字")
    return text


def record_of(row: dict[str, Any]) -> Record:
    """A row as a record; raises StoreDamagedError for a column that was tampered with."""
    try:
        if not typed(row):
            raise TypeError
        parsed = {name: None if row[name] is None else json.loads(row[name]) for name in _JSON}
    except (TypeError, ValueError, RecursionError):
        raise StoreDamagedError(
            f"第 {row['seq']} 条记录的内容已损坏：请运行 python -m records verify 查看"
        ) from None
    values: dict[str, Any] = {**row, **parsed}
    subject = Subject(values.pop("subject_table"), values.pop("subject_key"))
    return Record(subject=subject, **values)
