"""Which column of an export fills which field of the contract."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from etl import contract as contracts
from etl.contract import Contract, Field, header_key, header_unit
from etl.errors import UserError
from etl.landing.readers import Row, Source

MINIMUM_MATCHES = 2
HEADER_SEARCH_ROWS = 60


@dataclass(frozen=True)
class Choices:
    """What an office decided about one source: headers to fields, raw values to words.

    Read from a TOML file: `[columns]` "原表头" = "field" and `[values.grade]` "1" = "非常满意".
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Mapping:
    """Columns found: index by field name, header units, and the columns nobody claimed."""

    header_row: int
    headers: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unit_columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)


def read_choices(path: Path | None, contract: Contract) -> Choices:
    """The mapping file of a source; UserError when it is unreadable or names no such field."""
    if path is None:
        return Choices()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"映射文件“{path}”无法读取（{error}）：请检查 TOML 写法") from None
    choices = Choices(raw.get("columns", {}), raw.get("values", {}))
    known = {one.name for one in contract.fields}
    for name in [*choices.columns.values(), *choices.values]:
        if name not in known:
            raise UserError(f"映射文件“{path.name}”中的“{name}”不是“{contract.label}”表的字段")
    return choices


def find_mapping(source: Source, contract: Contract, choices: Choices) -> Mapping:
    """The header row and its mapping: the row of the first lines that names most fields.

    UserError when no row names the columns without which no row could be kept.
    """
    best: Mapping | None = None
    for number, row in enumerate(source.preview[:HEADER_SEARCH_ROWS], start=1):
        found = _map_row(number, row, contract, choices)
        if best is None or len(found.columns) > len(best.columns):
            best = found
    if best is None:
        raise UserError(f"文件“{source.path.name}”是空的：请重新导出后再导入")
    _require(best, source, contract)
    return best


def _map_row(number: int, row: Row, contract: Contract, choices: Choices) -> Mapping:
    mapping = Mapping(number, [cell.strip() for cell in row])
    for index, header in enumerate(mapping.headers):
        if header:
            _place(mapping, index, header, contract, choices)
    return mapping


def _place(m: Mapping, index: int, header: str, contract: Contract, choices: Choices) -> None:
    name, unit = header_unit(header)
    chosen = choices.columns.get(header)
    candidates = [contract.field(chosen)] if chosen else _candidates(header, name, contract)
    for one in candidates:
        if one.name not in m.columns:
            m.columns[one.name] = index
            if unit and one.type == "limit":
                m.units[one.name] = unit
            return
    for one in contract.fields:
        if header_key(header) in map(header_key, one.unit_aliases):
            m.unit_columns[one.name] = index
            return
        if header_key(header) in map(header_key, one.ambiguous):
            m.ambiguous.append(header)
    m.unknown[_unused(header, m.unknown)] = index


def _candidates(header: str, name: str, contract: Contract) -> list[Field]:
    keys = {header_key(header), header_key(name)}
    return [f for f in contract.fields if keys & set(map(header_key, f.aliases))]


def _unused(header: str, taken: dict[str, int]) -> str:
    name, count = header, 2
    while name in taken:
        name, count = f"{header}_{count}", count + 1
    return name


def _require(mapping: Mapping, source: Source, contract: Contract) -> None:
    missing = [f for f in contract.required if f.name not in mapping.columns]
    if not missing and len(mapping.columns) >= min(MINIMUM_MATCHES, len(contract.fields)):
        return
    if mapping.ambiguous and len(mapping.columns) >= MINIMUM_MATCHES:
        asked = "、".join(f"“{one}”" for one in mapping.ambiguous)
        raise UserError(
            f"文件“{source.path.name}”第{mapping.header_row}行的列{asked}含义不唯一，不能猜测："
            f"请用 --mapping 指明它对应“{contract.label}”的哪一项"
        )
    names = "、".join(f"“{f.label}”" for f in missing) or "可识别的列"
    raise UserError(
        f"文件“{source.path.name}”中没有{names}这一列，不能作为“{contract.label}”导入"
        f"{_likely(source)}：请检查 --table，或用 --mapping 指明列的对应"
    )


def _likely(source: Source) -> str:
    """A hint: the table whose headers this file names best."""
    scores = {}
    for table in contracts.tables():
        other = contracts.load(table)
        maps = [
            _map_row(i, row, other, Choices())
            for i, row in enumerate(source.preview[:HEADER_SEARCH_ROWS], start=1)
        ]
        full = [m for m in maps if all(f.name in m.columns for f in other.required)]
        scores[other.label] = max((len(m.columns) for m in full), default=0)
    label, matches = max(scores.items(), key=lambda pair: pair[1])
    return f"（看起来像“{label}”）" if matches >= MINIMUM_MATCHES + 1 else ""
