"""What is data and what is paper around it, what is kept with a note, and what is never kept."""

from __future__ import annotations

from etl.contract import Contract, header_key
from etl.landing import typing as sql
from etl.landing.mapping import Mapping

TOTALS = ("合计", "总计", "小计", "共计", "本页合计", "累计", "合 计", "总 计", "小 计")
TOTAL_LINE = "^(本页)?[合总小共累] *计[:： （(0-9共].*|^(本页)?[合总小共累] *计$"
NOTES = (
    "注",
    "备注",
    "说明",
    "数据来源",
    "来源：",
    "来源:",
    "资料来源",
    "填表人",
    "制表",
    "审核",
    "附注",
    "单位：",
)
NOTE_LINE = (
    "^(注|备注|说明|附注|数据来源|资料来源|来源|单位|填[表报](人|单位|日期)?|制表(人|单位|日期)?"
    "|审核(人)?|打印(时间|日期)|导出(时间|日期|人)|统计(时间|口径)) *[0-9一二三四五]? *[:：]"
)
PERSONAL_HEADERS = ("身份证", "证件号", "手机", "电话", "联系方式")
PERSONAL_VALUE = r"[1-9][0-9]{16}[0-9Xx]|(\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{14}"


def skip_reason(contract: Contract, mapping: Mapping, width: int) -> str:
    """Why a row below the header is no data: blank, title (the header again), total, note or
    section; null for data. A row whose first two cells are filled takes the cheap branch.
    """
    cells = [f"r{i}" for i in range(width)]
    first = f"coalesce({', '.join(cells)})" if width > 1 else cells[0]
    spoken = [f.name for f in contract.fields if f.type == "content" and f.name in mapping.columns]
    # In a column of people's own words a note needs its colon, and nothing there is a heading.
    total = f"{first} in ({', '.join(map(sql.quote, TOTALS))}) or {first} in ('合计：', '总计：')"
    branches = [
        f"when {total} then 'total'",
        f"when {first} is null then 'blank'",
        f"when {_header_again(mapping)} then 'title'",
    ]
    if width == 1:
        return f"case {' '.join(branches)} end"
    filled = " + ".join(f"cast({cell} is not null as int)" for cell in cells)
    weak = " or ".join(f"starts_with({first}, {sql.quote(word)})" for word in NOTES)
    words_only = " or ".join(f"r{mapping.columns[name]} is not null" for name in spoken) or "false"
    branches += [
        "when r0 is not null and r1 is not null then null",
        f"when {words_only} then case when {filled} = 1 and "
        f"regexp_matches({first}, {sql.quote(NOTE_LINE)}) then 'note' end",
        f"when regexp_matches({first}, {sql.quote(TOTAL_LINE)}) then 'total'",
        f"when regexp_matches({first}, {sql.quote(NOTE_LINE)}) or ({filled} = 1 and ({weak})) "
        "then 'note'",
    ]
    if width > 2:
        branches.append(
            f"when r0 is not null and {filled} = 1 and regexp_matches(r0, '[\u4e00-\u9fff]') "
            "then 'section'"
        )
    return f"case {' '.join(branches)} end"


def _header_again(mapping: Mapping) -> str:
    """Whether a row repeats the header, as exports joined page by page do."""
    indexes = sorted(mapping.columns.values())[:2]
    return " and ".join(f"r{i} = {sql.quote(mapping.headers[i])}" for i in indexes)


def typing_notes(contract: Contract, mapping: Mapping) -> str:
    """Optional cells that could not be typed, as 标签=原值; null when there are none."""
    parts = []
    for field in contract.fields:
        if field.name not in mapping.columns or field.pii == 2 or field.reject:
            continue
        raw = f"r{mapping.columns[field.name]}"
        failed = f"{raw} is not null and {field.name} is null and {sql.text(raw)} is not null"
        if field.type == "limit":
            failed += f" and {field.name}_unit not in ('无期限', '即办')"
        elif field.type == "enum" and not field.bare_digits:
            continue
        elif field.type == "id":
            failed += f" and {sql.is_scientific(raw)}"
        elif field.type not in ("timestamp", "integer", "number", "boolean", "enum"):
            continue
        told = f"{sql.quote(field.label + '=')} || {raw}"
        if field.type == "timestamp":
            none = sql.is_sentinel(f"v{mapping.columns[field.name]}")
            told = f"case when {none} then null else {told} end"
        parts.append(f"case when {failed} then {told} end")
    return f"nullif(concat_ws('；', {', '.join(parts)}), '')" if parts else "null::varchar"


def hashed(cell: str, salt: str) -> str:
    """A salted hash; numbers that differ by blanks, hyphens, width or case hash alike."""
    plain = f"upper(replace(replace({sql.half_width(sql.text(cell))}, ' ', ''), '-', ''))"
    return f"sha256({sql.quote(salt)} || {plain})"


def raw_json(contract: Contract, mapping: Mapping, width: int, salt: str) -> str:
    """Filled cells of columns the contract does not know, as JSON by header; else null.

    ID and telephone numbers are hashed here too, by their header or their looks. Empty cells
    are left out, so that empty columns beside a table do not change a row's identity.
    """
    named = dict(sorted(mapping.unknown.items()))
    taken = {*named.values(), *mapping.columns.values(), *mapping.unit_columns.values()}
    named |= {f"第{i + 1}列": i for i in range(width) if i not in taken}
    private = {header_key(a) for f in contract.fields if f.pii == 2 for a in f.aliases}
    parts = []
    for name, index in named.items():
        cell = f"r{index}"
        kept = (
            f"case when regexp_full_match(replace(replace({sql.half_width(cell)}, ' ', ''), '-', ''), "
            f"{sql.quote(PERSONAL_VALUE)}) then {hashed(cell, salt)} else {cell} end"
        )
        if header_key(name) in private or any(word in name for word in PERSONAL_HEADERS):
            kept = hashed(cell, salt)
        key = sql.quote(name)
        parts.append(
            f"case when {cell} is not null then to_json({key}) || ':' || to_json({kept}) end"
        )
    if not parts:
        return "null::varchar"
    return f"'{{' || nullif(concat_ws(',', {', '.join(parts)}), '') || '}}'"
