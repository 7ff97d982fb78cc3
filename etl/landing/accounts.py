"""Accounts of one landed file: which rows are nothing new, and the list of those sent back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.contract import Contract
from etl.landing import typing as sql
from etl.landing.containers import sql_path


def landed_rows(files: str, contract: Contract | None = None) -> str:
    """SQL for the rows of landed files with their number in the export, `row_no` from 1.

    With a contract every column of it is there; one that no file has is null.
    """
    rows = (
        f"select *, header_row + 1 + file_row_number as row_no from read_parquet([{files}], "
        "union_by_name=true, file_row_number=true)"
    )
    if contract is None:
        return rows
    columns = [pair for field in contract.fields for pair in field.columns]
    if any(name == "content" for name, _ in columns):
        columns.append(("text_hash", "varchar"))  # an export of ratings may hold no words
    nothing = ", ".join(f"null::{kind} as {name}" for name, kind in columns)
    return f"{rows} union all by name select {nothing} where false"


@dataclass(frozen=True)
class Versions:
    """The kept rows of a new file and of those landed before it, by the key they are told by."""

    names: list[str]
    new: str
    old: str | None
    is_cases: bool
    version: str | None


def versions_of(contract: Contract, parquet: Path, earlier: Iterable[Path]) -> Versions:
    """What a duplicate is looked for in: `owner` and `k` name a row's key."""
    names = [name for field in contract.fields for name, _ in field.columns]
    owner = "source_system" if "source_system" in names else "''"
    key = "case_no" if contract.table == "cases" else "row_key"
    rows = f"select *, {owner} as owner, {key} as k from ({{}}) where row_status = 'ok'"
    files = ", ".join(sql_path(path) for path in earlier)
    old = rows.format(landed_rows(files, contract)) if files else None
    newest = contract.version_field
    return Versions(
        names,
        rows.format(landed_rows(sql_path(parquet), contract)),
        old,
        contract.table == "cases",
        newest.name if newest else None,
    )


def find_repeats(con: duckdb.DuckDBPyConnection, versions: Versions) -> int:
    """Make `repeats(owner, k)`: keys of the new file that may have been met before; their count.

    Keys are told apart by a hash first, so that millions of them cost one grouping of numbers;
    two keys with one hash are both in the table, which only costs a comparison.
    """
    hashes = f"select hash(owner, k) as h from ({versions.new})"
    if versions.old:
        hashes += f" union all select hash(owner, k) from ({versions.old})"
    con.execute(
        "create or replace temp table repeats as with twice as "
        f"(select h from ({hashes}) group by h having count(*) > 1) "
        f"select distinct owner, k from ({versions.new}) n semi join twice t on hash(n.owner, n.k) = t.h"
    ).fetchall()
    return int(con.execute("select count(*) from repeats").fetchall()[0][0])


def count_duplicates(con: duckdb.DuckDBPyConnection, versions: Versions, batch_seq: int) -> int:
    """Rows that bring nothing new: the content of the version that stands at that point.

    Where the source gives an update time, any version landed before is nothing new. As in
    `stg_cases`, the item belongs to a case's key where one number serves several items.
    """
    if not find_repeats(con, versions):
        return 0
    every = (
        versions.new if versions.old is None else f"{versions.old} union all by name {versions.new}"
    )
    content = ", ".join(f"{name} := v.{name}" for name in [*versions.names, "raw_json"])
    dated = f"v.{versions.version} is not null" if versions.version else "false"
    part, joint = ("''", "''")
    if versions.is_cases:
        part, joint = "coalesce(v.item_code, '')", "v.joint_no"
    found = con.execute(
        "with hashed as (select v.owner, v.k, v.batch_seq, v.row_no, "
        f"{dated} as is_dated, {part} as part, {joint} is not null as is_joint, "
        f"hash(struct_pack({content})) as h "
        f"from ({every}) v semi join repeats a on v.owner = a.owner and v.k = a.k), "
        "shared as (select distinct owner, k from hashed "
        "group by owner, k, batch_seq having count(distinct part) > 1), "
        "keyed as (select x.* replace (case when x.is_joint or s.k is not null then x.part "
        "else '' end as part) from hashed x left join shared s on x.owner = s.owner and x.k = s.k), "
        "compared as (select batch_seq, h, is_dated, lag(h) over (partition by owner, k, part "
        "order by batch_seq, row_no) as before, row_number() over (partition by owner, k, part, h "
        "order by batch_seq, row_no) as times from keyed) "
        "select count(*) from compared where (h = before or (is_dated and times > 1)) "
        f"and batch_seq = {batch_seq}"
    ).fetchall()
    return int(found[0][0])


def write_rejects(
    con: duckdb.DuckDBPyConnection, folder: Path, parquet: Path, batch_id: str
) -> Path:
    """The rejected rows as CSV for Excel; cells that could start a formula are neutralised."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{batch_id}.csv"
    body = con.execute(
        "select row_no as 行号, reject_column as 列, "
        f"{sql.neutral('reject_value')} as 值, reject_reason as 原因 "
        f"from ({landed_rows(sql_path(parquet))}) where row_status = 'rejected' order by row_no"
    ).df()
    partial = path.with_suffix(".tmp")
    body.to_csv(partial, index=False, encoding="utf-8-sig")
    partial.replace(path)
    return path
