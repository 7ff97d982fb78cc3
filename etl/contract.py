"""Contracts: what each landed table holds, under which Chinese headers, and what rejects a row."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from etl.errors import UserError

FieldType = Literal[
    "id", "text", "content", "timestamp", "integer", "number", "boolean", "limit", "enum"
]
Reject = Literal["missing", "scientific", "unreadable", "unknown"]
FOLDER = Path(__file__).parent / "contracts"
UNITS = ("工作日", "自然日", "小时", "月", "年", "即办", "无期限")
UNIT_WORDS = {
    "工作日": "工作日",
    "个工作日": "工作日",
    "天": "自然日",
    "日": "工作日",
    "自然日": "自然日",
    "个自然日": "自然日",
    "日历日": "自然日",
    "小时": "小时",
    "个小时": "小时",
    "时": "小时",
    "月": "月",
    "个月": "月",
    "年": "年",
    "即办": "即办",
    "无期限": "无期限",
}


@dataclass(frozen=True)
class Field:
    """One column of a landed table.

    `pii`: 0 none, 1 personal, 2 sensitive (kept only as a salted hash). `reject` names what
    makes a row unusable, a missing value only where the field named by `unless` has none either;
    everything else that is odd is kept and becomes a finding.
    """

    name: str
    label: str
    type: FieldType
    aliases: tuple[str, ...]
    ambiguous: tuple[str, ...] = ()
    unit_aliases: tuple[str, ...] = ()
    reject: tuple[Reject, ...] = ()
    unless: str = ""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bare_digits: Literal["", "ask"] = ""
    version: bool = False
    pii: int = 0

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Landed columns with their DuckDB types; a limit has a number and a unit."""
        if self.type == "limit":
            return [(self.name, "DOUBLE"), (f"{self.name}_unit", "VARCHAR")]
        types = {
            "timestamp": "TIMESTAMP",
            "integer": "BIGINT",
            "number": "DOUBLE",
            "boolean": "BOOLEAN",
        }
        return [(self.name, types.get(self.type, "VARCHAR"))]


@dataclass(frozen=True)
class Contract:
    """A table that can be landed."""

    table: str
    label: str
    identity: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the contract has none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def required(self) -> list[Field]:
        """Fields without which no row can be kept."""
        return [f for f in self.fields if "missing" in f.reject]

    @property
    def version_field(self) -> Field | None:
        """The field whose latest value wins between versions of one row."""
        return next((f for f in self.fields if f.version), None)


@cache
def header_key(text: str) -> str:
    """A header as it is compared: half width, no blanks or brackets, lower case."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s()\[\]【】〔〕*:：_\-]", "", plain).lower()


@cache
def header_unit(text: str) -> tuple[str, str | None]:
    """A header split into its name and the unit in its brackets: 法定时限（工作日）→ 工作日."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(.+?)[(\[【〔](?:单位)?[:\s]*(.+?)[)\]】〕]", plain)
    if found and found[2].strip() in UNIT_WORDS:
        return found[1], UNIT_WORDS[found[2].strip()]
    return plain, None


def bare_header(text: str) -> str:
    """A header without the remark in its brackets: 受理时间（必填）→ 受理时间."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[(\[【〔][^)\]】〕]*[)\]】〕]\s*\*?\s*$", "", plain).strip()


def _field(raw: dict[str, Any]) -> Field:
    values = {k: tuple(v) for k, v in raw.pop("values", {}).items()}
    lists: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Field(values=values, **lists)


def tables() -> list[str]:
    """The tables that can be landed."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load(table: str) -> Contract:
    """The contract of a table; UserError for a name that has none."""
    path = FOLDER / f"{table}.toml"
    if not path.is_file():
        raise UserError(f"没有名为“{table}”的表；可导入的表有：{'、'.join(tables())}")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    fields = tuple(_field(dict(one)) for one in raw["field"])
    return Contract(raw["table"], raw["label"], tuple(raw["identity"]), fields)
