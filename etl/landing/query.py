"""The one query that types an export: raw strings in, landed columns and row verdicts out."""

from __future__ import annotations

from dataclasses import dataclass

from etl.contract import Contract, Field
from etl.landing import typing as sql
from etl.landing.mapping import Choices, Mapping

TOTALS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "本页合计",
    "累计",
    "合 计",
    "总 计",
    "小 计",
    "合计：",
    "总计：",
)
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
REASONS = {
    "missing": "缺少{label}",
    "scientific": "{label}被写成科学计数法，原编号已丢失：请在来源中将该列设为文本后重新导出",
    "unreadable": "{label}无法识别为日期时间",
    "unknown": "{label}不在约定的取值中；若是数字代码，请在映射文件中说明每个代码的含义",
}


@dataclass(frozen=True)
class Landing:
    """What the query needs to know of one export besides its mapping."""

    batch: str
    seq: int
    source: str
    salt: str
    width: int
    header_row: int
    has_blanks: bool = True


def typed_select(contract: Contract, mapping: Mapping, choices: Choices, land: Landing) -> str:
    """SQL over `raw` that yields one row for every row of the file below the header."""
    cells = ", ".join(f"{sql.trimmed(f'c{i}', land.has_blanks)} as r{i}" for i in range(land.width))
    typed = ", ".join(_columns(contract, mapping, choices, land))
    return (
        f"with cells as (select {cells} from raw), "
        f"judged as (select *, {_skip_reason(land.width)} as skip_reason from cells), "
        f"typed as (select skip_reason, {typed}, {_notes(contract, mapping)} as "
        f"typing_notes, {_raw_json(mapping, land.width)} as raw_json, "
        f"{_reject_inputs(contract, mapping)} from judged) "
        f"{_verdict(contract, mapping, land)}"
    )


def _raw(mapping: Mapping, field: Field) -> str:
    return f"r{mapping.columns[field.name]}" if field.name in mapping.columns else "null::varchar"


def _columns(contract: Contract, mapping: Mapping, choices: Choices, land: Landing) -> list[str]:
    made = []
    for field in contract.fields:
        if field.name not in mapping.columns:
            made += [f"null::{kind} as {name}" for name, kind in field.columns]
        elif field.type == "limit":
            raw, unit_at = _raw(mapping, field), mapping.unit_columns.get(field.name)
            unit = sql.limit_unit(
                raw, None if unit_at is None else f"r{unit_at}", mapping.units.get(field.name)
            )
            made += [f"{sql.limit_value(raw)} as {field.name}", f"{unit} as {field.name}_unit"]
        else:
            made.append(f"{_typed(field, mapping, choices, land)} as {field.name}")
    return made


def _typed(field: Field, mapping: Mapping, choices: Choices, land: Landing) -> str:
    raw = _raw(mapping, field)
    if field.pii == 2:
        return f"sha256({sql.quote(land.salt)} || {sql.text(raw)})"
    if field.name == "source_system":
        return f"coalesce({sql.text(raw)}, {sql.quote(land.source)})"
    if field.type == "id":
        return f"case when {sql.is_scientific(raw)} then null else {sql.identifier(raw)} end"
    if field.type == "enum":
        return sql.enumeration(field, raw, choices.values.get(field.name, {}))
    if field.type == "timestamp":
        return sql.unless_sentinel(f"({sql.timestamp(raw)})")
    plain = {"text": sql.text, "number": sql.number, "integer": sql.integer, "boolean": sql.boolean}
    return plain[field.type](raw) if field.type in plain else raw


def _skip_reason(width: int) -> str:
    """Why a row below the header is no data: blank, total, note or section; null for data."""
    cells = [f"r{i}" for i in range(width)]
    filled = " + ".join(f"cast({cell} is not null as int)" for cell in cells)
    first = f"coalesce({', '.join(cells)})" if width > 1 else cells[0]
    total = f"{first} in ({', '.join(map(sql.quote, TOTALS))})"
    note = " or ".join(f"starts_with({first}, {sql.quote(word)})" for word in NOTES)
    lone = f"when {filled} = 1 and ({note}) then 'note' " if width > 1 else ""
    section = (
        f"when r0 is not null and {filled} = 1 and regexp_matches(r0, '[\u4e00-\u9fff]') "
        "then 'section' "
        if width > 2
        else ""
    )
    return (
        f"case when {total} then 'total' when {first} is null then 'blank' "
        + (
            f"when r0 is not null and r{min(1, width - 1)} is not null then null "
            if width > 1
            else ""
        )
        + f"{lone}{section}else null end"
    )


def _notes(contract: Contract, mapping: Mapping) -> str:
    """Optional cells that could not be typed, as 标签=原值; null when there are none."""
    parts = []
    for field in contract.fields:
        if field.name not in mapping.columns or field.pii == 2 or field.reject:
            continue
        raw = _raw(mapping, field)
        typed = f"{field.name}_unit" if field.type == "limit" else field.name
        if field.type in ("timestamp", "integer", "number", "boolean") or (
            field.type == "enum" and field.bare_digits
        ):
            failed = f"{raw} is not null and {typed} is null and {sql.text(raw)} is not null"
        elif field.type == "limit":
            failed = f"{field.name} is null and {field.name}_unit not in ('无期限', '即办')"
            failed = f"{raw} is not null and {sql.text(raw)} is not null and {failed}"
        elif field.type == "id":
            failed = f"{raw} is not null and {typed} is null and {sql.is_scientific(raw)}"
        else:
            continue
        parts.append(f"case when {failed} then {sql.quote(field.label + '=')} || {raw} end")
    return f"nullif(concat_ws('；', {', '.join(parts)}), '')" if parts else "null::varchar"


def _raw_json(mapping: Mapping, width: int) -> str:
    """Columns the contract does not know, kept as JSON by header."""
    pairs = [f"{sql.quote(name)}, r{index}" for name, index in sorted(mapping.unknown.items())]
    beyond = range(len(mapping.headers), width)
    unnamed = [i for i, name in enumerate(mapping.headers) if not name]
    pairs += [f"{sql.quote(f'第{i + 1}列')}, r{i}" for i in [*unnamed, *beyond]]
    if not pairs:
        return "null::varchar"
    return f"cast(json_object({', '.join(pairs)}) as varchar)"


def _reject_inputs(contract: Contract, mapping: Mapping) -> str:
    raws = [f"{_raw(mapping, f)} as raw_{f.name}" for f in contract.fields if f.reject]
    return ", ".join([*raws, "null as no_more"])


def _verdict(contract: Contract, mapping: Mapping, land: Landing) -> str:
    columns, values, reasons = "", "", ""
    for field in (f for f in contract.fields if f.reject):
        raw = f"raw_{field.name}"
        for rule in field.reject:
            failed = {
                "missing": f"{sql.text(raw) if field.type != 'content' else raw} is null",
                "scientific": f"{field.name} is null and {sql.is_scientific(raw)}",
                "unreadable": f"{field.name} is null",
                "unknown": f"{field.name} is null",
            }[rule]
            columns += f"when {failed} then {sql.quote(field.label)} "
            values += f"when {failed} then {raw} "
            reasons += f"when {failed} then {sql.quote(REASONS[rule].format(label=field.label))} "
    names = [name for field in contract.fields for name, _ in field.columns]
    identity = [name for name in contract.identity if name in mapping.columns]
    content = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    # Without a number the whole row is the identity.
    whole = f"md5(concat_ws(chr(31), {content}, coalesce(raw_json, '')))"
    key = (
        "null::varchar"
        if contract.table == "cases"
        else (
            f"case when {contract.identity[0]} is not null then {contract.identity[0]} "
            f"else {whole} end"
            if identity
            else whole
        )
    )
    text_hash = ", md5(content) as text_hash" if any(n == "content" for n in names) else ""
    listed = ", ".join(
        f"coalesce(source_system, {sql.quote(land.source)}) as source_system"
        if name == "source_system"
        else name
        for name in names
    )
    return (
        f"select {land.header_row} as header_row, case when skip_reason is not null then skip_reason "
        f"when reject_reason is not null then 'rejected' else 'ok' end as row_status, "
        f"case when skip_reason is null then reject_column end as reject_column, "
        f"case when skip_reason is null then reject_value end as reject_value, "
        f"case when skip_reason is null then reject_reason end as reject_reason, "
        f"{listed}, typing_notes, raw_json, {key} as row_key{text_hash}, "
        f"{sql.quote(land.batch)} as batch_id, {land.seq} as batch_seq "
        f"from (select *, {_case(columns)} as reject_column, {_case(values)} as reject_value, "
        f"{_case(reasons)} as reject_reason from typed)"
    )


def _case(branches: str) -> str:
    return f"case {branches}end" if branches else "null::varchar"
