"""Land one export: read, type, reject, count, and enter it into the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import duckdb

from etl import contract as contracts
from etl.contract import Contract
from etl.errors import UserError
from etl.landing import batches
from etl.landing import typing as sql
from etl.landing.accounts import count_duplicates, landed_rows, write_rejects
from etl.landing.batches import Batch
from etl.landing.containers import sql_path
from etl.landing.mapping import Choices, Mapping, find_mapping, read_choices
from etl.landing.query import Landing, typed_select
from etl.landing.readers import PREVIEW_ROWS, Source, load_raw, open_source, ways
from etl.settings import DEFAULT_SOURCE, Settings

__all__ = ["Request", "land", "landed_rows"]
T = TypeVar("T")
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
    with batches.work_folder(settings) as work:
        progress("读取文件", 0.05)
        holder = TemporaryDirectory(dir=work)
        source = open_source(request.path, holder, request.sheet)
        mapping = find_mapping(source, contract, choices)
        _require_rows(source, contract, mapping, choices)
        with batches.landing_lock(settings):
            earlier = _already_landed(settings, request, source, choices)
            if earlier is not None:
                return _report(settings, earlier, already_landed=True)
            batch = _write(settings, request, contract, source, mapping, choices, work, progress)
    return _report(settings, batch, already_landed=False)


def _choices_hash(choices: Choices) -> str:
    text = json.dumps([choices.columns, choices.values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


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
    con, salt, header = _connect(work), _salt(settings), mapping.header_row
    progress("识别与转换", 0.15)

    def copy(width: int) -> None:
        land_as = Landing(batch_id, seq, request.source, salt, width, header, source.has_blanks)
        select = typed_select(contract, mapping, choices, land_as)
        con.execute(f"copy ({select}) to {sql.quote(str(parquet))} (format parquet)").fetchall()

    _each_way(con, source, header, copy)
    progress("核对重复", 0.7)
    counts = dict(
        con.execute(f"select row_status, count(*) from {sql_path(parquet)} group by all").fetchall()
    )
    rejected = counts.get("rejected", 0)
    if counts.get("ok", 0) + rejected == 0:
        raise _no_rows(source)
    standing = batches.standing(settings, contract.table)
    earlier = [settings.data / one.parquet for one in standing]
    duplicate = count_duplicates(con, contract, parquet, earlier)
    rejects = write_rejects(con, settings.rejects, parquet, batch_id) if rejected else None
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
        rejects_path=rejects.relative_to(settings.data).as_posix() if rejects else None,
        parquet=target.relative_to(settings.data).as_posix(),
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


def _each_way(
    con: duckdb.DuckDBPyConnection, source: Source, header_row: int, run: Callable[[int], T]
) -> T:
    """Run over the raw rows of `source`; where a reader refuses a row, the next one reads."""
    for way in ways(source, header_row):
        width = load_raw(con, source, header_row, way)
        if width == 0:
            raise _no_rows(source)
        try:
            return run(width)
        except duckdb.Error as error:
            # DuckDB raises a refused row under more than one class; its words are the same.
            if way == "exact" or "CSV Error" not in str(error):
                raise
    raise AssertionError("the exact way takes any row")


def _no_rows(source: Source) -> UserError:
    return UserError(f"文件“{source.path.name}”只有表头、没有数据行：请检查导出条件后重新导出")


def _require_rows(source: Source, contract: Contract, mapping: Mapping, choices: Choices) -> None:
    """UserError for a header without rows, before anything is written.

    A long file with a row of two cells near its top is not looked at twice.
    """
    below = source.preview[mapping.header_row :]
    if len(source.preview) == PREVIEW_ROWS and any(sum(map(bool, row)) > 1 for row in below):
        return
    con = duckdb.connect()

    def look(width: int) -> bool:
        land_as = Landing("", 0, "", "", width, mapping.header_row)
        select = typed_select(contract, mapping, choices, land_as)
        data = f"select 1 from ({select}) where row_status in ('ok', 'rejected') limit 1"
        return bool(con.execute(data).fetchall())

    if not _each_way(con, source, mapping.header_row, look):
        raise _no_rows(source)


def _salt(settings: Settings) -> str:
    """The key of hashed identifiers: made once, kept beside the data and not in it."""
    path = settings.data / "identifiers.key"
    if not path.exists():
        batches.write_atomically(path, secrets.token_hex(16), mode=0o600)
    return path.read_text(encoding="utf-8")


def _skipped(source: Source, mapping: Mapping, counts: dict[str, int]) -> dict[str, int]:
    above = source.preview[: mapping.header_row - 1]
    skipped = {reason: counts.get(reason, 0) for reason in SKIPPED}
    for row in above:
        skipped["title" if any(cell.strip() for cell in row) else "blank"] += 1
    return {reason: count for reason, count in skipped.items() if count}


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
