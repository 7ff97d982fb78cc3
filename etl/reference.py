"""Small reference tables that an office may edit in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from etl.errors import UserError


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV as a spreadsheet saves it: UTF-8, or the Chinese Windows encoding."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return csv.DictReader(text.splitlines())
    raise UserError(f"“{path.name}”的文字编码无法识别：请另存为 CSV UTF-8")


def pause_kinds(path: Path) -> list[tuple[str, str, int]]:
    """Kinds of pauses: what exports write, the canonical kind, and 1 where it is statutory."""
    kinds = []
    for number, row in enumerate(rows_of(path), start=2):
        raw, kind, statutory = (
            (row.get(name) or "").strip() for name in ("raw_kind", "pause_kind", "is_statutory")
        )
        if not (raw or kind or statutory):
            continue
        if not raw or not kind or statutory not in ("0", "1"):
            raise UserError(
                f"“{path.name}”第{number}行不完整：需要 raw_kind、pause_kind，is_statutory 只能是 0 或 1"
            )
        kinds.append((raw, kind, int(statutory)))
    return kinds
