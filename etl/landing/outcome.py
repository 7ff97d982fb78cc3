"""What landing a file would do: the same query as landing, its rows counted and shown."""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from etl.contract import Contract, Field
from etl.landing import judging
from etl.landing import typing as sql
from etl.landing.accounts import landed_rows
from etl.landing.choices import Choices
from etl.landing.containers import sql_path
from etl.landing.header import rows_above
from etl.landing.mapping import Mapping
from etl.landing.passes import write_typed
from etl.landing.query import Landing, typed_select
from etl.landing.readers import Source
from etl.landing.rows import skipped
from etl.landing.watching import connect
from nlp.mask import mask_text

SHOWN = 10
REJECTS_SHOWN = 20
LARGE_BYTES = 200_000_000
LOOKED_AT_ROWS = 200_000
HIDDEN = "（不保存原文）"


def outcome(
    source: Source, contract: Contract, mapping: Mapping, choices: Choices, work: Path
) -> dict[str, Any]:
    """Counts, rejects, findings, codes without words, and the first rows before and after typing.

    Files above LARGE_BYTES are judged by their first rows, told in `looked_at_rows`. `work` is a
    folder for temporary files.
    """
    large = source.size > LARGE_BYTES
    parquet = work / "rows.parquet"
    con = connect(work)
    salt = secrets.token_hex(16)

    def select(width: int) -> str:
        land_as = Landing("", 0, "", salt, width, mapping.header_row, has_blanks=source.has_blanks)
        typed = typed_select(contract, mapping, choices, land_as)
        return f"select * from ({typed}) limit {LOOKED_AT_ROWS}" if large else typed

    try:
        found = _nothing(source, contract, mapping)
        counts = None
        if not mapping.problem:
            header = mapping.header_row
            counts = write_typed(con, source, header, select, parquet, is_whole=not large)
        if counts is not None:
            landed = landed_rows(sql_path(parquet))
            found = _told(con, source, contract, mapping, landed, counts)
            found["digits"] = _digits(con, source, contract, mapping, choices)
        found["looked_at_rows"] = LOOKED_AT_ROWS if large else None
        return found
    finally:
        con.close()


def _nothing(source: Source, contract: Contract, mapping: Mapping) -> dict[str, Any]:
    """Of a file that cannot land as it is: the rows below its header as they stand."""
    below = source.preview[mapping.header_row :][:SHOWN]
    before = [_shown_raw(contract, mapping, row) for row in below]
    above = rows_above(source.preview, mapping.header_row)
    return {
        "digits": [], "before": before, "after": [], "rows_in": 0, "skipped": above,
        "rejected": 0, "rejects": [], "findings": [],
    }  # fmt: skip


def _shown_raw(contract: Contract, mapping: Mapping, row: list[str]) -> list[str]:
    return [
        HIDDEN if cell and judging.is_hashed(contract, mapping, i) else mask_text(cell or "")
        for i, cell in enumerate(row)
    ]


def _told(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    mapping: Mapping,
    landed: str,
    counts: Counter[str],
) -> dict[str, Any]:
    rejects = con.execute(
        f"select row_no, reject_column, reject_value, reject_reason from ({landed}) "
        f"where row_status = 'rejected' order by row_no limit {REJECTS_SHOWN}"
    ).fetchall()
    before, after = _first_rows(con, source, contract, mapping, landed)
    return {
        "before": before,
        "after": after,
        "rows_in": counts["ok"] + counts["rejected"],
        "skipped": skipped(counts, rows_above(source.preview, mapping.header_row)),
        "rejected": counts["rejected"],
        "rejects": [
            dict(zip(("row_no", "column", "value", "reason"), one, strict=True)) for one in rejects
        ],
        "findings": _findings(con, landed),
    }


def _first_rows(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    mapping: Mapping,
    landed: str,
) -> tuple[list[list[str]], list[dict[str, str]]]:
    """The first data rows as they stand in the file and as they would land."""
    fields = [f for f in contract.fields if f.name in mapping.columns]
    listed = ", ".join(_shown(field) for field in fields) or "null"
    rows = con.execute(
        f"select row_no, {listed} from ({landed}) where row_status in ('ok', 'rejected') "
        f"and row_no <= {len(source.preview)} order by row_no limit {SHOWN}"
    ).fetchall()
    before = [_shown_raw(contract, mapping, source.preview[number - 1]) for number, *_ in rows]
    labels = [field.label for field in fields]
    return before, [
        {label: value or "" for label, value in zip(labels, typed, strict=True)}
        for _, *typed in rows
    ]


def _shown(field: Field) -> str:
    """SQL: a landed value as text for people."""
    name = field.name
    if field.pii == 2:
        return f"case when {name} is not null then {sql.quote(HIDDEN)} end"
    if field.type == "boolean":
        return f"case when {name} then '是' when not {name} then '否' end"
    if field.type in ("number", "limit"):
        # The format drops the .0 of whole numbers and nothing else.
        number = f"regexp_replace(cast({name} as varchar), '[.]0$', '')"
        if field.type == "number":
            return number
        unit = f"coalesce({name}_unit, '')"
        return f"case when {unit} in ('即办', '无期限') then {unit} else {number} || {unit} end"
    return f"cast({name} as varchar)"


def _findings(con: duckdb.DuckDBPyConnection, landed: str) -> list[dict[str, Any]]:
    """Cells that could not be typed by column, and rows sent back by reason, with an example."""
    notes = (
        "select split_part(note, '=', 1) || '无法识别，留空' as name, substr(note, "
        "length(split_part(note, '=', 1)) + 2) as example, row_no "
        f"from (select unnest(string_split(typing_notes, '；')) as note, row_no from ({landed}) "
        "where row_status = 'ok' and typing_notes is not null)"
    )
    sent_back = (
        "select '退回：' || reject_reason as name, coalesce(reject_value, '') as example, row_no "
        f"from ({landed}) where row_status = 'rejected'"
    )
    rows = con.execute(
        f"select name, count(distinct row_no), arg_min(example, row_no) from ({notes} union all "
        f"{sent_back}) group by name order by 2 desc, 1"
    ).fetchall()
    return [dict(zip(("name", "rows", "example"), row, strict=True)) for row in rows]


def _digits(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    mapping: Mapping,
    choices: Choices,
) -> list[dict[str, Any]]:
    """Coded columns whose bare digits nobody has given words yet, with the digits found."""
    asked = [f for f in contract.fields if f.bare_digits and f.name in mapping.columns]
    found = []
    for field in asked:
        cell = sql.trimmed(f"c{mapping.columns[field.name]}", source.has_blanks)
        values = con.execute(
            f"select distinct v from (select {cell} as v from raw limit {LOOKED_AT_ROWS}) "
            "where regexp_full_match(v, '[0-9]+') order by length(v), v"
        ).fetchall()
        known = {raw for raws in field.values.values() for raw in raws}
        known |= set(choices.values.get(field.name, {}))
        left = [value for (value,) in values if value not in known]
        if left:
            words = list(field.values)
            found.append(
                {"field": field.name, "label": field.label, "values": left, "words": words}
            )
    return found
