"""The hash chain as pure functions over rows: what is hashed, and what a broken chain looks like.

What a chain with a head finds: a changed byte in any column, rows removed, inserted or put in
another order, and an end cut off. What it cannot find by itself: a person with write access to
the database who recomputes every hash and the head, or who puts back an older, sound copy of
the whole database; and a statement that was untrue when it was recorded. The first two are found
by comparing with a backup or a noted head kept elsewhere (`python -m records verify --against`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from records.schema import COLUMNS

GENESIS = "0" * 64
HASHED = tuple(name for name in COLUMNS if name != "hash")
_MAY_BE_NULL = {"evidence", "before", "after"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """Number (0 when there is none) and hash of the last record."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Problem:
    """One finding: the number of the record it concerns (None: the whole database), and words."""

    seq: int | None
    what: str

    def __str__(self) -> str:
        return self.what


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, Chinese as it is, no NaN.

    Raises TypeError or ValueError for what JSON cannot hold.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(row: Row) -> str:
    """SHA-256 in hex over the canonical JSON of every column but the hash itself."""
    text = canonical({name: row[name] for name in HASHED})
    # a tampered text may be no UTF-8; its odd bytes come as surrogates and must hash differently
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def check(rows: Iterable[Row], head: Head | None) -> Iterator[Problem]:
    """Everything wrong with rows in order of `seq`, up to the head; nothing when sound."""
    last = Head(0, GENESIS)
    for row in rows:
        seq = row["seq"]
        if not isinstance(seq, int) or seq <= last.seq:
            yield Problem(None, f"有一条记录的编号“{seq}”不合法：可能是插入的")
            continue
        if seq > last.seq + 1:
            yield _missing(last.seq + 1, seq - 1)
        elif row["prev_hash"] != last.hash:
            yield Problem(seq, f"第 {seq} 条记录与上一条不衔接：可能被插入、删除、调换或改动")
        if not typed(row) or digest(row) != row["hash"]:
            yield Problem(seq, f"第 {seq} 条记录的内容与校验值不符：保存后被改动过")
        last = Head(seq, row["hash"])
    yield from _check_head(last, head)


def _check_head(last: Head, head: Head | None) -> Iterator[Problem]:
    if head is None or not isinstance(head.seq, int):
        yield Problem(None, "记录链的链头缺失或不唯一：无法判断末尾是否被截断")
    elif head.seq > last.seq:
        yield _missing(last.seq + 1, head.seq)
    elif head.seq < last.seq:
        yield Problem(head.seq + 1, f"第 {head.seq + 1} 条起的记录不在链上：可能是插入的")
    elif head.hash != last.hash:
        yield Problem(last.seq or None, f"末条（第 {last.seq} 条）记录与链头不符：被改动或替换过")


def _missing(first: int, last: int) -> Problem:
    which = f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条"
    return Problem(first, f"{which}记录缺失：被删除或截断")


def typed(row: Row) -> bool:
    """Whether each column holds text (or null where allowed), as it was written."""
    return all(
        isinstance(row[name], str) or (row[name] is None and name in _MAY_BE_NULL)
        for name in COLUMNS
        if name != "seq"
    )
