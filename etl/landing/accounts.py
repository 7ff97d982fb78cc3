"""Accounts of one landed file: which rows are nothing new, and the list of those sent back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from etl.contract import Contract
from etl.landing.containers import sql_path


def landed_rows(files: str) -> str:
    """SQL for the rows of landed files with their number in the export, `row_no` from 1."""
    return (
        f"select *, header_row + 1 + file_row_number as row_no from read_parquet([{files}], "
        "union_by_name=true, file_row_number=true)"
    )


def count_duplicates(
    con: duckdb.DuckDBPyConnection, contract: Contract, parquet: Path, earlier: Iterable[Path]
) -> int:
    """Rows that bring nothing new: the content of the version that stands at that point.

    Where the source gives an update time, any version landed before is nothing new. As in
    `stg_cases`, the item belongs to a case's key where one number serves several items.
    Only keys that occur twice are compared, so a clean first landing pays one grouping.
    """
    names = [name for field in contract.fields for name, _ in field.columns]
    owner = "source_system" if "source_system" in names else "''"
    key = "case_no" if contract.table == "cases" else "row_key"
    rows = "select *, {} as owner, {} as k from ({}) where row_status = 'ok'"
    new = rows.format(owner, key, landed_rows(sql_path(parquet)))
    files = ", ".join(sql_path(path) for path in earlier)
    again, versions = f"select owner, k from ({new})", new
    if files:
        old = rows.format(owner, key, landed_rows(files))
        again += f" union all select distinct owner, k from ({old})"
        versions = f"{old} union all by name {new}"
    content = ", ".join(f"{name} := v.{name}" for name in [*names, "raw_json"])
    version = contract.version_field
    dated = f"v.{version.name} is not null" if version else "false"
    part, joint = ("coalesce(v.item_code, '')", "v.joint_no") if key == "case_no" else ("''", "''")
    found = con.execute(
        f"with again as (select owner, k from ({again}) group by all having count(*) > 1), "
        f"hashed as (select v.owner, v.k, v.batch_seq, v.row_no, {dated} as is_dated, "
        f"{part} as part, {joint} is not null as is_joint, hash(struct_pack({content})) as h "
        f"from ({versions}) v semi join again a on v.owner = a.owner and v.k = a.k), "
        "shared as (select distinct owner, k from hashed "
        "group by owner, k, batch_seq having count(distinct part) > 1), "
        "keyed as (select x.* replace (case when x.is_joint or s.k is not null then x.part "
        "else '' end as part) from hashed x left join shared s on x.owner = s.owner and x.k = s.k), "
        "compared as (select batch_seq, h, is_dated, lag(h) over (partition by owner, k, part "
        "order by batch_seq, row_no) as before, row_number() over (partition by owner, k, part, h "
        "order by batch_seq, row_no) as times from keyed) "
        "select count(*) from compared where (h = before or (is_dated and times > 1)) "
        f"and batch_seq = (select max(batch_seq) from {sql_path(parquet)})"
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
        "case when regexp_matches(reject_value, '^[=+@＝＋＠－\\t\\r\\n-]') "
        "then chr(39) || reject_value else reject_value end as 值, reject_reason as 原因 "
        f"from ({landed_rows(sql_path(parquet))}) where row_status = 'rejected' order by row_no"
    ).df()
    partial = path.with_suffix(".tmp")
    body.to_csv(partial, index=False, encoding="utf-8-sig")
    partial.replace(path)
    return path
