"""Small reference tables that an office may edit in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.errors import UserError
from etl.settings import ROOT

FILES = ("calendar_overrides.csv", "pause_kinds.csv", "card_limits.csv")


def version(paths: Iterable[Path]) -> str:
    """A short hash of the tables: two builds with the same one counted by the same tables."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:10]


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


MOST_WORKDAYS = 60


@dataclass(frozen=True)
class CardLimits:
    """Thresholds of the internal cards, in working days.

    `warn`: 预警 with so many or fewer left; `red`: 红牌 with more than so many past the promise.
    """

    warn: int = 1
    red: int = 3


def card_limits(path: Path) -> CardLimits:
    """The office's thresholds; UserError names the bad line."""
    names, found = {"预警": "warn", "红牌": "red"}, {}
    for number, row in enumerate(rows_of(path), start=2):
        name, written = ((row.get(one) or "").strip() for one in ("name", "workdays"))
        if not (name or written):
            continue
        is_number = written.isascii() and written.isdigit() and int(written) <= MOST_WORKDAYS
        if name not in names or not is_number:
            raise UserError(
                f"“{path.name}”第{number}行无法识别：name 只能是 预警 或 红牌，"
                f"workdays 是 0 到 {MOST_WORKDAYS} 的整数"
            )
        found[names[name]] = int(written)
    return CardLimits(**found)


def item_words(path: Path) -> dict[str, list[str]]:
    """What people call things, with the catalogue's words for each."""
    found: dict[str, list[str]] = {}
    for row in rows_of(path) if path.is_file() else ():
        said, formal = ((row.get(name) or "").strip() for name in ("said", "formal"))
        if said and formal:
            found.setdefault(said, []).append(formal)
    return found


def keeps_comments(path: Path) -> bool:
    """True where comment texts stay whole in the landing; False where only masked texts stay."""
    meaning = {"保存": True, "不保存": False}
    kept = True
    for number, row in enumerate(rows_of(path), start=2):
        name, written = ((row.get(one) or "").strip() for one in ("name", "kept"))
        if not (name or written):
            continue
        if name != "留言原文" or written not in meaning:
            raise UserError(
                f"“{path.name}”第{number}行无法识别：name 只能是 留言原文，kept 只能是 保存 或 不保存"
            )
        kept = meaning[written]
    return kept


@dataclass(frozen=True)
class LoopLimit:
    """So many days of a unit (工作日 or 自然日) for a step of a complaint's loop."""

    days: int
    unit: str


OUR_LOOP_LIMITS = ROOT / "data" / "reference" / "loop_limits.csv"
LOOP_STEPS = ("回访", "整改", "复杂整改", "确认", "复核")
UNITS = ("工作日", "自然日")


def loop_limits(path: Path) -> dict[str, LoopLimit]:
    """The limits of every step in LOOP_STEPS; UserError names the bad line.

    A step that the table lacks has the limit that the product comes with.
    """
    found = {}
    for number, row in enumerate(rows_of(path), start=2):
        step, written, unit = ((row.get(one) or "").strip() for one in ("step", "days", "unit"))
        if not (step or written or unit):
            continue
        is_number = written.isascii() and written.isdigit() and 0 < int(written) <= MOST_WORKDAYS
        if step not in LOOP_STEPS or unit not in UNITS or not is_number:
            raise UserError(
                f"“{path.name}”第{number}行无法识别：step 只能是 {'、'.join(LOOP_STEPS)}，"
                f"days 是 1 到 {MOST_WORKDAYS} 的整数，unit 是 工作日 或 自然日"
            )
        found[step] = LoopLimit(int(written), unit)
    missing = [step for step in LOOP_STEPS if step not in found]
    if missing and path != OUR_LOOP_LIMITS:
        # A step that came with a later release: an office's own table lacks it.
        found = {**loop_limits(OUR_LOOP_LIMITS), **found}
    return {step: found[step] for step in LOOP_STEPS}
