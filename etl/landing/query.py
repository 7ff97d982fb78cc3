"""The one query that types an export: raw strings in, landed columns and row verdicts out."""

from __future__ import annotations

from dataclasses import dataclass

from etl.contract import Contract, Field
from etl.landing import judging
from etl.landing import typing as sql
from etl.landing.mapping import Choices, Mapping

REASONS = {
    "missing": "缺少{label}",
    "scientific": "{label}被写成科学计数法，原编号已丢失：请在来源中将该列设为文本后重新导出",
    "unreadable": "{label}无法识别为日期时间",
    "unknown": "{label}不在约定的取值中；若是数字代码，请在映射文件中说明每个代码的含义",
}


MASK = "mask_comment"
"""The engine's name for `nlp.mask.mask_text`."""


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
    keeps_comments: bool = True


def typed_select(contract: Contract, mapping: Mapping, choices: Choices, land: Landing) -> str:
    """SQL over `raw` that yields one row for every row of the file below the header."""
    cells = ", ".join(f"{sql.trimmed(f'c{i}', land.has_blanks)} as r{i}" for i in range(land.width))
    typed = ", ".join(_columns(contract, mapping, choices, land))
    early = [f"{f} as v{i}" for i, f in sorted(_early(contract, mapping).items())]
    skip = judging.skip_reason(contract, mapping, land.width)
    notes = judging.typing_notes(contract, mapping)
    rest = judging.raw_json(contract, mapping, land.width, land.salt)
    refusals = _refusals(contract, mapping)
    refusal = _case([f"when {one.failed} then {i}" for i, one in enumerate(refusals)])
    return (
        f"with cells as (select {cells} from raw), "
        # What is used more than once is worked out once, a step earlier.
        f"judged as (select *, {', '.join([f'{skip} as skip_reason', *early])} from cells), "
        f"typed as (select *, {typed}, {rest} as raw_json from judged), "
        f"told as (select *, {notes} as typing_notes, case when skip_reason is null then {refusal} "
        "end as refusal from typed) "
        f"{_verdict(contract, mapping, land, refusals)}"
    )


def _raw(mapping: Mapping, field: Field) -> str:
    return f"r{mapping.columns[field.name]}" if field.name in mapping.columns else "null::varchar"


def _early(contract: Contract, mapping: Mapping) -> dict[int, str]:
    """Times and numbers as read, by column; what they mean is decided in the next step."""
    read = {
        "timestamp": sql.timestamp,
        "limit": sql.limit_value,
        "number": sql.number,
        "integer": sql.number,
    }
    return {
        mapping.columns[f.name]: read[f.type](f"r{mapping.columns[f.name]}")
        for f in contract.fields
        if f.type in read and f.name in mapping.columns
    }


def _columns(contract: Contract, mapping: Mapping, choices: Choices, land: Landing) -> list[str]:
    made = []
    for field in contract.fields:
        if field.name not in mapping.columns:
            made += [f"null::{kind} as {name}" for name, kind in field.columns]
        elif field.type == "limit":
            raw, unit_at = _raw(mapping, field), mapping.unit_columns.get(field.name)
            beside = None if unit_at is None else f"r{unit_at}"
            unit = sql.limit_unit(raw, beside, mapping.units.get(field.name))
            value = sql.finite(f"v{mapping.columns[field.name]}")
            if beside:
                value = f"coalesce({value}, case when {beside} = '即办' then 0.0 end)"
            made += [f"{value} as {field.name}", f"{unit} as {field.name}_unit"]
        else:
            made.append(f"{_typed(field, mapping, choices, land)} as {field.name}")
    return made


def _typed(field: Field, mapping: Mapping, choices: Choices, land: Landing) -> str:
    raw = _raw(mapping, field)
    if field.pii == 2:
        return judging.hashed(raw, land.salt)
    if field.name == "source_system":
        return f"coalesce({sql.text(raw)}, {sql.quote(land.source)})"
    if field.type == "id":
        return sql.identifier(raw)
    if field.type == "enum":
        return sql.enumeration(field, raw, choices.values.get(field.name, {}))
    worked_out = {"timestamp": sql.unless_sentinel, "number": sql.finite, "integer": sql.integer}
    if field.type in worked_out:
        return worked_out[field.type](f"v{mapping.columns[field.name]}")
    plain = {"text": sql.text, "boolean": sql.boolean}
    return plain[field.type](raw) if field.type in plain else raw


@dataclass(frozen=True)
class Refusal:
    """One way in which a row is sent back: the condition and what the list of rejects says."""

    failed: str
    column: str
    value: str
    reason: str


def _refusals(contract: Contract, mapping: Mapping) -> list[Refusal]:
    found = []
    for field in (f for f in contract.fields if f.reject):
        raw = _raw(mapping, field)
        gone = f"{field.name} is null"
        missing = _is_missing(field, raw)
        if field.unless in mapping.columns:
            gone = f"{gone} and not ({missing} and {field.unless} is not null)"
            missing = f"{missing} and {field.unless} is null"
        for rule in field.reject:
            failed = {
                "missing": missing,
                "scientific": f"{field.name} is null and {sql.is_scientific(raw)}",
                "unreadable": gone,
                "unknown": f"{field.name} is null",
            }[rule]
            reason = sql.quote(REASONS[rule].format(label=field.label))
            found.append(Refusal(failed, sql.quote(field.label), raw, reason))
    return found


def _is_missing(field: Field, raw: str) -> str:
    if field.type == "content":
        return f"{raw} is null"
    nothing = f"{sql.text(raw)} is null"
    if field.type != "id":
        return nothing
    return f"({nothing} or ({field.name} is null and not {sql.is_scientific(raw)}))"


def _row_key(contract: Contract, mapping: Mapping, names: list[str], salt: str) -> str:
    """What tells a row from others of its table: its number, else all of it; none for cases."""
    identity = [name for name in contract.identity if name in mapping.columns]
    content = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    # Without a number the whole row is the identity; salted, because it is published.
    whole = f"md5(concat_ws(chr(31), {sql.quote(salt)}, {content}, coalesce(raw_json, '')))"
    if contract.table == "cases":
        return "null::varchar"
    return f"coalesce({identity[0]}, {whole})" if identity else whole


def _verdict(contract: Contract, mapping: Mapping, land: Landing, refusals: list[Refusal]) -> str:
    """The landed row; what a row sent back needs to say is worked out for such rows alone."""
    every = [name for field in contract.fields for name, _ in field.columns]
    key = _row_key(contract, mapping, every, land.salt)
    # A column that the export does not have is not kept as millions of nulls.
    there = [f for f in contract.fields if f.name in mapping.columns or f.name == "source_system"]
    names = [name for field in there for name, _ in field.columns]
    # Salted: a plain hash beside the masked text would give the masked digits away.
    salted = f", md5({sql.quote(land.salt)} || content) as text_hash"
    text_hash = salted if any(n == "content" for n in names) else ""
    shown = {"source_system": f"coalesce(source_system, {sql.quote(land.source)})"}
    if not land.keeps_comments:
        shown["content"] = f"{MASK}(content)"
    listed = ", ".join(f"{shown[name]} as {name}" if name in shown else name for name in names)
    told = {
        part: [getattr(one, part) for one in refusals] for part in ("column", "value", "reason")
    }
    return (
        f"select {land.header_row} as header_row, case when skip_reason is not null then skip_reason "
        f"when refusal is not null then 'rejected' else 'ok' end as row_status, "
        f"{_of_refusal(told['column'])} as reject_column, "
        f"{sql.masked(_of_refusal(told['value']))} as reject_value, "
        f"{_of_refusal(told['reason'])} as reject_reason, "
        f"{listed}, {sql.masked('typing_notes')} as typing_notes, raw_json, {key} as row_key{text_hash}, "
        f"{sql.quote(land.batch)} as batch_id, {land.seq} as batch_seq "
        "from told"
    )


def _of_refusal(values: list[str]) -> str:
    return _case([f"when refusal = {i} then {value}" for i, value in enumerate(values)])


def _case(branches: list[str]) -> str:
    return f"case {' '.join(branches)} end" if branches else "null::varchar"
