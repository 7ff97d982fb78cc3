"""What is data and what is paper around it, what is kept with a note, and what is never kept."""

from __future__ import annotations

from etl.contract import Contract, header_key
from etl.landing import rows
from etl.landing import typing as sql
from etl.landing.mapping import Mapping

PERSONAL_HEADERS = (
    "身份证", "证件号", "手机", "电话", "联系方式", "地址", "住址", "住所", "户籍", "银行账", "银行卡",
    "开户", "账号", "帐号", "卡号", "车牌", "邮箱", "电子邮件", "email", "微信", "qq",
    "address", "phone", "mobile", "idcard", "idno", "telno", "contacttel",
)  # fmt: skip
# An address of a page or of an office is nobody's home.
PUBLIC_HEADERS = (
    "网址",
    "原文",
    "链接",
    "网站",
    "ip地址",
    "办理地址",
    "办公地址",
    "窗口地址",
    "大厅地址",
)
PERSONAL_VALUE = (
    r"[1-9][0-9]{16}[0-9Xx]|(\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{14}"
    r"|[A-Za-z0-9._%+]+@[A-Za-z0-9.]+[.][A-Za-z]{2,}|[\x{4e00}-\x{9fff}][A-Z][·.]?[A-Z0-9]{5,6}"
)


def skip_reason(contract: Contract, mapping: Mapping, width: int) -> str:
    """Why a row below the header is no data, by `rows.reason`; null for data."""
    return rows.reason(mapping.shape(contract), width)


def typing_notes(contract: Contract, mapping: Mapping) -> str:
    """Optional cells that could not be typed, as 标签=原值; null when there are none."""
    told = {}
    for field in contract.fields:
        if field.name not in mapping.columns or field.pii == 2 or field.reject:
            continue
        raw = f"r{mapping.columns[field.name]}"
        failed = f"{field.name} is null and {raw} is not null and {sql.text(raw)} is not null"
        if field.type == "limit":
            failed += f" and {field.name}_unit not in ('无期限', '即办')"
        elif field.type == "enum" and not field.bare_digits:
            continue
        elif field.type == "id":
            failed += f" and {sql.is_scientific(raw)}"
        elif field.type == "timestamp":
            none = sql.is_sentinel(raw, f"v{mapping.columns[field.name]}")
            failed += f" and {none} is not true"
        elif field.type not in ("integer", "number", "boolean", "enum"):
            continue
        told[failed] = f"{sql.quote(field.label + '=')} || {raw}"
    if not told:
        return "null::varchar"
    # Words are put together for the few rows that have any.
    listed = ", ".join(f"case when {failed} then {words} end" for failed, words in told.items())
    any_failed = " or ".join(f"({failed})" for failed in told)
    return f"case when {any_failed} then concat_ws('；', {listed}) end"


def hashed(cell: str, salt: str) -> str:
    """A salted hash; numbers that differ by blanks, hyphens, width or case hash alike."""
    plain = f"upper(replace(replace({sql.half_width(sql.text(cell))}, ' ', ''), '-', ''))"
    return f"sha256({sql.quote(salt)} || {plain})"


def is_private(contract: Contract, header: str) -> bool:
    """Whether a column holds what is kept as a hash only: identity, contact, address, account."""
    plain = header_key(header)
    if plain in {header_key(a) for f in contract.fields if f.pii == 2 for a in f.aliases}:
        return True
    return not any(w in plain for w in PUBLIC_HEADERS) and any(w in plain for w in PERSONAL_HEADERS)


def is_hashed(contract: Contract, mapping: Mapping, index: int) -> bool:
    """Whether the column at this place lands as a hash only."""
    names = [name for name, at in mapping.columns.items() if at == index]
    if names:
        return contract.field(names[0]).pii == 2
    spelled = mapping.spellings[index] if index < len(mapping.spellings) else ()
    return any(is_private(contract, one) for one in spelled)


def raw_json(contract: Contract, mapping: Mapping, width: int, salt: str) -> str:
    """Filled cells of columns the contract does not know, as JSON by header; else null.

    Personal numbers and addresses are hashed here too, by their header or their looks. Empty
    cells are left out, so that empty columns beside a table do not change a row's identity.
    """
    named = dict(sorted(mapping.unknown.items()))
    taken = {*named.values(), *mapping.columns.values(), *mapping.unit_columns.values()}
    named |= {f"第{i + 1}列": i for i in range(width) if i not in taken}
    parts = []
    for name, index in named.items():
        cell = f"r{index}"
        kept = (
            f"case when regexp_full_match(replace(replace({sql.half_width(cell)}, ' ', ''), '-', ''), "
            f"{sql.quote(PERSONAL_VALUE)}) then {hashed(cell, salt)} else {sql.masked_within(cell)} end"
        )
        if is_hashed(contract, mapping, index):
            kept = hashed(cell, salt)
        key = sql.quote(name)
        parts.append(
            f"case when {cell} is not null then to_json({key}) || ':' || to_json({kept}) end"
        )
    if not parts:
        return "null::varchar"
    return f"'{{' || nullif(concat_ws(',', {', '.join(parts)}), '') || '}}'"
