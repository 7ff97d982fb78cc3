"""Land one export: read, type, reject, count, and enter it into the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from etl import contract as contracts
from etl.contract import Contract
from etl.errors import UserError
from etl.landing import batches
from etl.landing.batches import Batch
from etl.landing.mapping import Choices, Mapping, find_mapping, read_choices
from etl.landing.query import Landing, typed_select
from etl.landing.readers import Source, load_raw, open_source, ways
from etl.settings import DEFAULT_SOURCE, Settings

SKIPPED = ("blank", "title", "section", "total", "note")
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What the person asked to land."""

    path: Path
    table: str
    source: str = DEFAULT_SOURCE
    mapping: Path | None = None
    sheet: str | None = None
    by: str = "未署名"


def land(settings: Settings, request: Request, progress: Progress) -> dict[str, Any]:
    """Land one export and return its report, the JSON object of the `land` command.

    UserError when the file cannot be used; then nothing has changed.
    """
    contract = contracts.load(request.table)
    choices = read_choices(request.mapping, contract)
    settings.landing.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.landing, prefix=".landing-") as name:
        work = Path(name)
        progress("读取文件", 0.05)
        holder = TemporaryDirectory(dir=work)
        source = open_source(request.path, holder, request.sheet)
        with batches.landing_lock(settings):
            earlier = _already_landed(settings, request, source, choices)
            if earlier is not None:
                return _report(settings, earlier, already_landed=True)
            mapping = find_mapping(source, contract, choices)
            batch = _write(settings, request, contract, source, mapping, choices, work, progress)
    return _report(settings, batch, already_landed=False)


def _choices_hash(choices: Choices) -> str:
    text = json.dumps([choices.columns, choices.values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def landed_rows(files: str) -> str:
    """SQL for the rows of landed files with their number in the export, `row_no` from 1."""
    return (
        f"select *, header_row + 1 + file_row_number as row_no from read_parquet([{files}], "
        "union_by_name=true, file_row_number=true)"
    )


def _already_landed(
    settings: Settings, request: Request, source: Source, choices: Choices
) -> Batch | None:
    wanted = (source.sha256, request.source, source.sheet, _choices_hash(choices))
    for one in batches.standing(settings, request.table):
        if (one.sha256, one.source, one.sheet, one.choices_hash) == wanted:
            return one
    return None


def _write(
    settings: Settings,
    request: Request,
    contract: Contract,
    source: Source,
    mapping: Mapping,
    choices: Choices,
    work: Path,
    progress: Progress,
) -> Batch:
    seq = max((one.seq for one in batches.all_batches(settings)), default=0) + 1
    batch_id = f"{seq:05d}-{contract.table}-{source.sha256[:8]}"
    parquet = work / "rows.parquet"
    con = _connect(work)
    progress("识别与转换", 0.15)
    _copy(
        con,
        contract,
        mapping,
        choices,
        source,
        parquet,
        (batch_id, seq, request.source, _salt(settings)),
    )
    progress("核对重复", 0.7)
    counts = dict(
        con.execute(f"select row_status, count(*) from '{parquet}' group by all").fetchall()
    )
    rejected = counts.get("rejected", 0)
    if counts.get("ok", 0) + rejected == 0:
        raise UserError(f"文件“{request.path.name}”只有表头、没有数据行：请检查导出条件后重新导出")
    duplicate = _count_duplicates(con, settings, contract, parquet)
    rejects = _write_rejects(con, settings, parquet, batch_id) if rejected else None
    progress("登记批次", 0.9)
    target = settings.landing / contract.table / f"{batch_id}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    parquet.replace(target)
    batch = Batch(
        batch=batch_id,
        seq=seq,
        table=contract.table,
        source=request.source,
        file=request.path.name,
        sha256=source.sha256,
        encoding=source.encoding,
        sheet=source.sheet,
        header_row=mapping.header_row,
        choices_hash=_choices_hash(choices),
        rows_in=counts.get("ok", 0) + rejected,
        loaded=counts.get("ok", 0) - duplicate,
        rejected=rejected,
        duplicate=duplicate,
        skipped=_skipped(source, mapping, counts),
        rejects_path=str(rejects.relative_to(settings.data)) if rejects else None,
        parquet=str(target.relative_to(settings.data)),
        landed_at=dt.datetime.now().isoformat(timespec="seconds"),
        landed_by=request.by,
        columns={mapping.headers[i]: name for name, i in mapping.columns.items()},
        unknown_columns=list(mapping.unknown),
    )
    batches.save(settings, batch)
    return batch


def _connect(work: Path) -> duckdb.DuckDBPyConnection:
    # The spill folder is the batch's own, so that two landings never share one.
    return duckdb.connect(config={"temp_directory": str(work / "spill")})


def _copy(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapping: Mapping,
    choices: Choices,
    source: Source,
    parquet: Path,
    stamp: tuple[str, int, str, str],
) -> None:
    """Type every row into one Parquet file; rows the parallel reader refuses go one by one."""
    for way in ways(source, mapping.header_row):
        width = load_raw(con, source, mapping.header_row, way)
        if width == 0:
            raise UserError(
                f"文件“{source.path.name}”只有表头、没有数据行：请检查导出条件后重新导出"
            )
        batch, seq, name, salt = stamp
        land_as = Landing(batch, seq, name, salt, width, mapping.header_row, source.has_blanks)
        select = typed_select(contract, mapping, choices, land_as)
        try:
            con.execute(f"copy ({select}) to '{parquet}' (format parquet)").fetchall()
            return
        except duckdb.InvalidInputException:
            if way == "exact":
                raise


def _salt(settings: Settings) -> str:
    """The key of hashed identifiers: made once, kept beside the data and not in it."""
    path = settings.data / "identifiers.key"
    if not path.exists():
        batches.write_atomically(path, secrets.token_hex(16))
        os.chmod(path, 0o600)  # noqa: PTH101
    return path.read_text(encoding="utf-8")


def _skipped(source: Source, mapping: Mapping, counts: dict[str, int]) -> dict[str, int]:
    above = source.preview[: mapping.header_row - 1]
    skipped = {reason: counts.get(reason, 0) for reason in SKIPPED}
    for row in above:
        skipped["title" if any(cell.strip() for cell in row) else "blank"] += 1
    return {reason: count for reason, count in skipped.items() if count}


def _count_duplicates(
    con: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, parquet: Path
) -> int:
    """Rows that bring nothing new: the same content as the version that stands at that point.

    Only keys that occur twice are compared, so a clean first landing pays one grouping.
    """
    names = [name for field in contract.fields for name, _ in field.columns]
    owner = "source_system" if "source_system" in names else "''"
    key = "case_no" if contract.table == "cases" else "row_key"
    earlier = [
        str(settings.data / one.parquet) for one in batches.standing(settings, contract.table)
    ]
    rows = "select *, {} as owner, {} as k from ({}) where row_status = 'ok'"
    new = rows.format(owner, key, landed_rows(f"'{parquet}'"))
    old = rows.format(owner, key, landed_rows(", ".join(f"'{path}'" for path in earlier)))
    again = f"select owner, k from ({new})"
    versions = new
    if earlier:
        again += f" union all select distinct owner, k from ({old})"
        versions = f"{old} union all by name {new}"
    content = ", ".join(f"{name} := v.{name}" for name in [*names, "raw_json"])
    found = con.execute(
        f"with again as (select owner, k from ({again}) group by all having count(*) > 1), "
        f"hashed as (select v.owner, v.k, v.batch_seq, v.row_no, hash(struct_pack({content})) as h "
        f"from ({versions}) v semi join again a on v.owner = a.owner and v.k = a.k), "
        "compared as (select batch_seq, h, lag(h) over (partition by owner, k "
        "order by batch_seq, row_no) as before from hashed) "
        "select count(*) from compared where h = before and batch_seq = "
        f"(select max(batch_seq) from '{parquet}')"
    ).fetchall()
    return int(found[0][0])


def _write_rejects(
    con: duckdb.DuckDBPyConnection, settings: Settings, parquet: Path, batch_id: str
) -> Path:
    """The rejected rows as CSV for Excel; cells that could start a formula are neutralised."""
    settings.rejects.mkdir(parents=True, exist_ok=True)
    path = settings.rejects / f"{batch_id}.csv"
    rows = landed_rows(f"'{parquet}'")
    body = con.execute(
        "select row_no as 行号, reject_column as 列, "
        "case when regexp_matches(reject_value, '^[=+@\\t\\r-]') then chr(39) || reject_value "
        f"else reject_value end as 值, reject_reason as 原因 from ({rows}) "
        "where row_status = 'rejected' order by row_no"
    ).df()
    partial = path.with_suffix(".tmp")
    body.to_csv(partial, index=False, encoding="utf-8-sig")
    partial.replace(path)
    return path


def _report(settings: Settings, batch: Batch, already_landed: bool) -> dict[str, Any]:
    return {
        "file": batch.file,
        "batch": batch.batch,
        "sha256": batch.sha256,
        "table": batch.table,
        "encoding": batch.encoding,
        "header_row": batch.header_row,
        "rows_in": batch.rows_in,
        "loaded": 0 if already_landed else batch.loaded,
        "rejected": batch.rejected,
        "duplicate": batch.rows_in - batch.rejected if already_landed else batch.duplicate,
        "skipped": batch.skipped,
        "already_landed": already_landed,
        "rejects_path": str(settings.data / batch.rejects_path) if batch.rejects_path else None,
        "unknown_columns": batch.unknown_columns,
    }
