"""Which column of an export fills which field of the contract."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from etl import contract as contracts
from etl.contract import Contract, Field, bare_header, header_key, header_unit
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
    ambiguous: list[tuple[str, str]] = field(default_factory=list)


def read_choices(path: Path | None, contract: Contract) -> Choices:
    """The mapping file of a source; UserError when it is unreadable or names no such field."""
    if path is None:
        return Choices()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"映射文件“{path}”无法读取（{error}）：请检查 TOML 写法") from None
    columns, values = raw.get("columns", {}), raw.get("values", {})
    tables = [columns, values, *(values.values() if isinstance(values, dict) else [])]
    if not all(isinstance(one, dict) for one in tables):
        raise UserError(f"映射文件“{path.name}”写法不对：应为 [columns] 和 [values.字段] 两类小节")
    known = {one.name: one for one in contract.fields}
    for name in [*columns.values(), *values]:
        if name not in known:
            raise UserError(f"映射文件“{path.name}”中的“{name}”不是“{contract.label}”表的字段")
    for name, words in values.items():
        for word in words.values():
            if word not in known[name].values:
                allowed = "、".join(known[name].values) or "（该字段不用说明取值）"
                raise UserError(
                    f"映射文件“{path.name}”中“{known[name].label}”的“{word}”不在约定的取值中：{allowed}"
                )
    return Choices({header_key(k): v for k, v in columns.items()}, values)


def find_mapping(source: Source, contract: Contract, choices: Choices) -> Mapping:
    """The header row and its mapping: the row of the first lines that names most fields.

    UserError when no row names the columns without which no row could be kept.
    """
    best: Mapping | None = None
    for number, row in enumerate(source.preview[:HEADER_SEARCH_ROWS], start=1):
        found = _map_row(number, row, contract, choices)
        # A header of two rows, machine keys above the Chinese words, ends with its second row.
        second = best is not None and number == best.header_row + 1
        most = -1 if best is None else len(best.columns)
        as_good = second and len(found.columns) >= max(most, MINIMUM_MATCHES)
        if as_good or len(found.columns) > most:
            best = found
    if best is None:
        raise UserError(f"文件“{source.path.name}”是空的：请重新导出后再导入")
    _require(best, source, contract)
    if not choices.columns:
        _refuse_other_table(best, source, contract)
    return best


def _map_row(number: int, row: Row, contract: Contract, choices: Choices) -> Mapping:
    mapping = Mapping(number, [cell.strip() for cell in row])
    cells = [(index, header) for index, header in enumerate(mapping.headers) if header]
    # What the office decided goes before what the headers suggest.
    for index, header in sorted(cells, key=lambda cell: header_key(cell[1]) not in choices.columns):
        _place(mapping, index, header, contract, choices)
    return mapping


def _place(m: Mapping, index: int, header: str, contract: Contract, choices: Choices) -> None:
    name, unit = header_unit(header)
    chosen = choices.columns.get(header_key(header))
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
            m.ambiguous.append((header, one.name))
            m.unknown[_unused(header, m.unknown)] = index
            return
    # A remark in brackets is left out last: …（单位）has been claimed above.
    for one in _candidates(bare_header(header), bare_header(header), contract):
        if one.name not in m.columns:
            m.columns[one.name] = index
            return
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
    least = min(MINIMUM_MATCHES, sum(map(bool, mapping.headers)))
    if not missing and len(mapping.columns) >= least:
        return
    lacking = {f.name for f in missing}
    asked = [header for header, name in mapping.ambiguous if not missing or name in lacking]
    if asked and len(mapping.columns) + len(asked) >= least:
        raise UserError(
            f"文件“{source.path.name}”第{mapping.header_row}行的列“{'”“'.join(asked)}”含义不唯一，"
            f"不能猜测：请用 --mapping 指明它对应“{contract.label}”的哪一项"
        )
    names = "、".join(f"“{f.label}”" for f in missing) or "可识别的列"
    raise UserError(
        f"文件“{source.path.name}”{_sheets(source)}中没有{names}这一列，不能作为“{contract.label}”导入"
        f"{_likely(source)}：请检查 --table，或用 --mapping 指明列的对应"
    )


def _sheets(source: Source) -> str:
    """Which sheet was read, where there are several to choose from."""
    if len(source.sheets) < 2:
        return ""
    return f"的工作表“{source.sheet}”（共有：{'、'.join(source.sheets)}；可用 --sheet 指定）"


def _refuse_other_table(mapping: Mapping, source: Source, contract: Contract) -> None:
    """UserError where every column found is also one of another table that explains more."""
    row, found = source.preview[mapping.header_row - 1], set(mapping.columns.values())
    for other in map(contracts.load, contracts.tables()):
        rival = _map_row(mapping.header_row, row, other, Choices())
        complete = other.required and all(f.name in rival.columns for f in other.required)
        if complete and found < set(rival.columns.values()):
            raise UserError(
                f"文件“{source.path.name}”看起来像“{other.label}”，不是“{contract.label}”："
                f"请改用 --table {other.table}，或用 --mapping 指明列的对应"
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
