"""Which column of an export fills which field of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from etl import contract as contracts
from etl.contract import Contract, Field, bare_header, header_key, header_unit
from etl.errors import UserError
from etl.landing.choices import Choices, read_choices
from etl.landing.header import SEARCH_ROWS, Header, header_at, titles_above
from etl.landing.readers import Source
from etl.landing.rows import Shape

__all__ = ["Choices", "Mapping", "find_mapping", "propose_mapping", "read_choices", "shape_of"]
MINIMUM_MATCHES = 2
How = Literal["映射指定", "记住的", "名称一致", "别名", "去掉括号说明", "含义不唯一", "未对应"]


@dataclass
class Mapping:
    """Columns found: index by field name, header units, and the columns nobody claimed.

    `how` says for every column with a name how it was recognised. `problem` is why no row could
    be kept under this mapping, one line for people; None when it can be used.
    """

    header_row: int
    headers: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unit_columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    ambiguous: list[tuple[str, str]] = field(default_factory=list)
    spellings: tuple[tuple[str, ...], ...] = ()
    header_cells: tuple[tuple[str, ...], ...] = ()
    titles: tuple[str, ...] = ()
    how: dict[int, How] = field(default_factory=dict)
    problem: str | None = None

    def shape(self, contract: Contract) -> Shape:
        """What judging rows needs of this header."""
        found = [f for f in contract.fields if f.name in self.columns]
        spoken = [self.columns[f.name] for f in found if f.type == "content"]
        dated = [self.columns[f.name] for f in found if f.type == "timestamp" and f.reject]
        return shape_of(self.headers, self.header_cells, self.titles, spoken, dated)


def shape_of(
    names: Sequence[str],
    cells: Sequence[Sequence[str]],
    titles: Sequence[str],
    spoken: Sequence[int],
    dated: Sequence[int] = (),
) -> Shape:
    """The shape of a table by its column names, its header's rows and the words above them."""
    named = [i for i, name in enumerate(names) if name]
    rows = tuple(tuple((i, cell) for i, cell in enumerate(row) if cell) for row in cells)
    return Shape(len(named), 0, rows, tuple(titles), tuple(spoken), tuple(dated))


def find_mapping(source: Source, contract: Contract, choices: Choices) -> Mapping:
    """The header and its mapping; UserError when it leaves no row that could be kept."""
    found = propose_mapping(source, contract, choices)
    if found.problem:
        raise UserError(found.problem)
    return found


def propose_mapping(source: Source, contract: Contract, choices: Choices) -> Mapping:
    """The header row among the first lines that names most fields, and what its columns mean.

    What stands in the way of landing is in `problem`. UserError only for a file without rows.
    """
    best: Mapping | None = None
    for header in _headers(source):
        found = _map_header(header, contract, choices)
        # Of a header of two rows the second is its last, also when it names nothing more.
        second = best is not None and header.row == best.header_row + 1 and len(header.rows) > 1
        most = -1 if best is None else len(best.columns)
        as_good = second and len(found.columns) >= max(most, MINIMUM_MATCHES)
        if as_good or len(found.columns) > most:
            best = found
            best.titles = tuple(titles_above(source.preview, header))
    if best is None:
        raise UserError(f"文件“{source.path.name}”是空的：请重新导出后再导入")
    best.problem = _lack(best, source, contract)
    if best.problem is None and not choices.columns:
        best.problem = _other_table(best, source, contract)
    return best


def _headers(source: Source) -> list[Header]:
    merged = source.merged
    rows = range(1, len(source.preview[:SEARCH_ROWS]) + 1)
    return [header_at(source.preview, number, merged) for number in rows]


def _map_header(header: Header, contract: Contract, choices: Choices) -> Mapping:
    mapping = Mapping(
        header.row, list(header.names), spellings=header.spellings, header_cells=header.rows
    )
    cells = [(index, spelled) for index, spelled in enumerate(header.spellings) if spelled]
    # What the office decided goes before what the headers suggest.
    for index, spelled in sorted(cells, key=lambda one: _chosen(one[1], choices) is None):
        mapping.how[index] = _place(mapping, index, spelled, contract, choices)
    return mapping


def _chosen(spelled: tuple[str, ...], choices: Choices) -> str | None:
    """The field an office chose for a column, "" for none of them; None where it did not say."""
    found = (choices.columns.get(header_key(one)) for one in spelled)
    return next((field for field in found if field is not None), None)


def _place(
    m: Mapping, index: int, spelled: tuple[str, ...], contract: Contract, choices: Choices
) -> How:
    chosen = _chosen(spelled, choices)
    if chosen is not None:
        if chosen and _claim(m, index, spelled, [contract.field(chosen)]):
            return choices.origin
        return _leave(m, index, choices.origin if chosen == "" else "未对应")
    for spelling in spelled:
        one = _claim(m, index, (spelling,), _candidates(spelling, contract))
        if one:
            # The first alias is the name on templates.
            return "名称一致" if header_key(spelling) in _own_names(one) else "别名"
    table = _index(contract.table)
    unit, asked = (
        next((known[key] for key in map(header_key, spelled) if key in known), None)
        for known in (table.units, table.ambiguous)
    )
    if unit:
        m.unit_columns[unit] = index
        return "别名"
    if asked:
        m.ambiguous.append((m.headers[index], asked))
        return _leave(m, index, "含义不唯一")
    return _place_bare(m, index, spelled, contract)


def _place_bare(m: Mapping, index: int, spelled: tuple[str, ...], contract: Contract) -> How:
    # A remark in brackets is left out last: …（单位）has been claimed above.
    for spelling in map(bare_header, spelled):
        if _claim(m, index, (spelling,), _candidates(spelling, contract)):
            return "去掉括号说明"
    return _leave(m, index, "未对应")


def _claim(
    m: Mapping, index: int, spelled: tuple[str, ...], candidates: list[Field]
) -> Field | None:
    """The first of the fields that has no column yet; it takes this one."""
    for one in candidates:
        if one.name not in m.columns:
            m.columns[one.name] = index
            unit = next((u for _, u in map(header_unit, spelled) if u), None)
            if unit and one.type == "limit":
                m.units[one.name] = unit
            return one
    return None


def _leave(m: Mapping, index: int, how: How) -> How:
    m.unknown[_unused(m.headers[index], m.unknown)] = index
    return how


@dataclass(frozen=True)
class _Index:
    """A contract's headers by the form in which they are compared."""

    fields: dict[str, list[Field]]
    units: dict[str, str]
    ambiguous: dict[str, str]


@cache
def _index(table: str) -> _Index:
    found = _Index({}, {}, {})
    for one in contracts.load(table).fields:
        for key in dict.fromkeys(map(header_key, one.aliases)):
            found.fields.setdefault(key, []).append(one)
        for key in map(header_key, one.unit_aliases):
            found.units.setdefault(key, one.name)
        for key in map(header_key, one.ambiguous):
            found.ambiguous.setdefault(key, one.name)
    return found


def _candidates(spelling: str, contract: Contract) -> list[Field]:
    """Fields known under this name, as it stands or without its unit."""
    table = _index(contract.table).fields
    keys = dict.fromkeys([header_key(spelling), header_key(header_unit(spelling)[0])])
    return list({one.name: one for key in keys for one in table.get(key, [])}.values())


def _own_names(one: Field) -> set[str]:
    return {header_key(one.label), header_key(one.aliases[0])}


def _unused(header: str, taken: dict[str, int]) -> str:
    name, count = header, 2
    while name in taken:
        name, count = f"{header}_{count}", count + 1
    return name


def _lack(mapping: Mapping, source: Source, contract: Contract) -> str | None:
    """What keeps any row of this file from being kept, in one line; None when nothing does."""
    missing = [f for f in contract.required if f.name not in mapping.columns]
    least = min(MINIMUM_MATCHES, sum(map(bool, mapping.headers)))
    if not missing and len(mapping.columns) >= least:
        return None
    lacking = {f.name for f in missing}
    asked = [header for header, name in mapping.ambiguous if not missing or name in lacking]
    if asked and len(mapping.columns) + len(asked) >= least:
        return (
            f"文件“{source.path.name}”第{mapping.header_row}行的列“{'”“'.join(asked)}”含义不唯一，"
            f"不能猜测：请用 --mapping 指明它对应“{contract.label}”的哪一项"
        )
    names = "、".join(f"“{f.label}”" for f in missing) or "可识别的列"
    return (
        f"文件“{source.path.name}”{_sheets(source)}中没有{names}这一列，不能作为“{contract.label}”导入"
        f"{_likely(source)}：请检查 --table，或用 --mapping 指明列的对应"
    )


def _sheets(source: Source) -> str:
    """Which sheet was read, where there are several to choose from."""
    if len(source.sheets) < 2:
        return ""
    return f"的工作表“{source.sheet}”（共有：{'、'.join(source.sheets)}；可用 --sheet 指定）"


def _other_table(mapping: Mapping, source: Source, contract: Contract) -> str | None:
    """A line where every column found is also one of another table that explains more."""
    header = header_at(source.preview, mapping.header_row, source.merged)
    found = set(mapping.columns.values())
    for other in map(contracts.load, contracts.tables()):
        rival = _map_header(header, other, Choices())
        complete = other.required and all(f.name in rival.columns for f in other.required)
        if complete and found < set(rival.columns.values()):
            return (
                f"文件“{source.path.name}”看起来像“{other.label}”，不是“{contract.label}”："
                f"请改用 --table {other.table}，或用 --mapping 指明列的对应"
            )
    return None


def _likely(source: Source) -> str:
    """A hint: the table whose headers this file names best."""
    scores = {}
    headers = _headers(source)
    for table in contracts.tables():
        other = contracts.load(table)
        maps = [_map_header(header, other, Choices()) for header in headers]
        full = [m for m in maps if all(f.name in m.columns for f in other.required)]
        scores[other.label] = max((len(m.columns) for m in full), default=0)
    label, matches = max(scores.items(), key=lambda pair: pair[1])
    return f"（看起来像“{label}”）" if matches >= MINIMUM_MATCHES + 1 else ""
