"""Land exports: open them all, then read, type, reject, count and enter each into the ledger."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl import contract as contracts
from etl.contract import Contract
from etl.errors import UserError
from etl.landing import batches
from etl.landing.accounts import landed_rows
from etl.landing.batches import Batch
from etl.landing.choices import Choices, read_choices
from etl.landing.databases import open_database
from etl.landing.mapping import Mapping, propose_mapping
from etl.landing.passes import over_rows
from etl.landing.query import Landing, typed_select
from etl.landing.readers import PREVIEW_ROWS, Source, open_all
from etl.landing.remembered import recall, remember
from etl.landing.storing import Kept, store
from etl.landing.watching import connect
from etl.settings import DEFAULT_SOURCE, Settings

__all__ = ["Request", "land", "land_all", "landed_rows"]
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What the person asked to land: a file, or the answer of a database to a query.

    `query` is set for a database only; `path` then holds nothing. Without a `mapping` the one
    remembered for this source and table holds; `remember` keeps the one given.
    """

    path: Path
    table: str
    source: str = DEFAULT_SOURCE
    mapping: Path | None = None
    sheet: str | None = None
    by: str = "未署名"
    remember: bool = False
    url: str = ""
    query: str = ""


@dataclass(frozen=True)
class Opened:
    """One sheet or file that fits its table, ready to land. `file` names it for people."""

    request: Request
    contract: Contract
    choices: Choices
    source: Source
    mapping: Mapping
    file: str


def land(settings: Settings, request: Request, progress: Progress) -> dict[str, Any]:
    """Land one export and return the report of its first sheet or file, as `land_all`."""
    return land_all(settings, [request], lambda _, step, share: progress(step, share))[0]


def land_all(
    settings: Settings,
    requests: Sequence[Request],
    progress: Callable[[str, str, float], None],
) -> list[dict[str, Any]]:
    """Land exports and return the report of each, the JSON objects of the `land` command.

    Of a workbook or archive every sheet and file that fits the table lands, unless one is named.
    All are opened before the first is landed, so that one that cannot be used changes nothing:
    then UserError. `progress` is told the export, the step and the share of it done.
    """
    with batches.work_folder(settings) as work:
        opened: list[Opened] = []
        for request in requests:
            progress(_title(request), "读取文件", 0.05)
            opened += _open(settings, request, work)
        reports = []
        for one in opened:
            reports.append(_land_one(settings, one, work, progress))
            if one.request.remember:
                remember(
                    settings, one.request.source, one.request.table, one.choices, one.request.by
                )
    return reports


def _title(request: Request) -> str:
    return request.path.name if not request.query else "数据库"


def _open(settings: Settings, request: Request, work: Path) -> list[Opened]:
    """Every part of an export that fits its table; UserError of the first part where none does."""
    contract = contracts.load(request.table)
    kept = None if request.mapping else recall(settings, request.source, request.table)
    choices = read_choices(request.mapping or kept, contract, "记住的" if kept else "映射指定")
    fitting, problems = [], []
    for source in _sources(request, TemporaryDirectory(dir=work)):
        mapping = propose_mapping(source, contract, choices)
        problem = mapping.problem or _without_rows(source, contract, mapping, choices, work)
        if problem:
            problems.append(problem)
        else:
            name = source.path.name
            file = f"{request.path.name}/{name}" if source.container == "zip" else name
            fitting.append(Opened(request, contract, choices, source, mapping, file))
    if not fitting:
        raise UserError(problems[0])
    return fitting


def _sources(request: Request, holder: TemporaryDirectory[str]) -> Iterator[Source]:
    if request.query:
        yield open_database(request.url, request.query, holder)
    else:
        yield from open_all(request.path, holder, request.sheet)


def _without_rows(
    source: Source, contract: Contract, mapping: Mapping, choices: Choices, work: Path
) -> str | None:
    """Why a file with a header and no rows cannot land; None for one with rows.

    A long file with a row of two cells near its top is not looked at twice.
    """
    below = source.preview[mapping.header_row :]
    if len(source.preview) == PREVIEW_ROWS and any(sum(map(bool, row)) > 1 for row in below):
        return None
    con = connect(work)

    def look(width: int) -> bool:
        land_as = Landing("", 0, "", "", width, mapping.header_row)
        select = typed_select(contract, mapping, choices, land_as)
        data = f"select 1 from ({select}) where row_status in ('ok', 'rejected') limit 1"
        return bool(con.execute(data).fetchall())

    return None if over_rows(con, source, mapping.header_row, look) else no_rows(source)


def no_rows(source: Source) -> str:
    """What is said of an export that has a header and nothing to land."""
    return f"文件“{source.path.name}”只有表头、没有数据行：请检查导出条件后重新导出"


def _land_one(
    settings: Settings, one: Opened, work: Path, progress: Callable[[str, str, float], None]
) -> dict[str, Any]:
    def tell(step: str, share: float) -> None:
        progress(one.file, step, share)

    with batches.landing_lock(settings):
        batches.sweep(settings)
        known = (one.source.sha256, one.request.source, one.source.sheet, one.choices.digest)
        earlier = batches.holding(settings, one.contract.table, known)
        if earlier is not None:
            return _report(settings, earlier, already_landed=True)
        seq = max((batch.seq for batch in batches.all_batches(settings)), default=0) + 1
        batch_id = f"{seq:05d}-{one.contract.table}-{one.source.sha256[:8]}"
        as_landing = Landing(
            batch_id,
            seq,
            one.request.source,
            _salt(settings),
            one.source.width,
            one.mapping.header_row,
            one.source.has_blanks,
        )

        def select(width: int) -> str:
            return typed_select(
                one.contract, one.mapping, one.choices, replace(as_landing, width=width)
            )

        kept = store(settings, one.source, one.contract, as_landing, select, work, tell)
        if kept is None:
            raise UserError(no_rows(one.source))
        tell("登记批次", 0.95)
        batch = _entry(one, as_landing, kept)
        batches.save(settings, batch)
    return _report(settings, batch, already_landed=False)


def _salt(settings: Settings) -> str:
    """The key of hashed identifiers: made once, kept beside the data and not in it."""
    path = settings.data / "identifiers.key"
    if not path.exists():
        batches.write_atomically(path, secrets.token_hex(16), mode=0o600)
    return path.read_text(encoding="utf-8")


def _entry(one: Opened, as_landing: Landing, kept: Kept) -> Batch:
    """The ledger entry of a stored export."""
    source, mapping = one.source, one.mapping
    return Batch(
        batch=as_landing.batch,
        seq=as_landing.seq,
        table=one.contract.table,
        source=one.request.source,
        file=one.file,
        sha256=source.sha256,
        encoding=source.encoding,
        sheet=source.sheet,
        header_row=mapping.header_row,
        choices_hash=one.choices.digest,
        rows_in=kept.rows_in,
        loaded=kept.rows_in - kept.rejected - kept.duplicate,
        rejected=kept.rejected,
        duplicate=kept.duplicate,
        skipped=kept.skipped,
        rejects_path=kept.rejects_path,
        parquet=kept.parquet,
        repeats_path=kept.repeats_path,
        landed_at=dt.datetime.now().isoformat(timespec="seconds"),
        landed_by=one.request.by,
        columns={mapping.headers[i]: name for name, i in mapping.columns.items()},
        unknown_columns=list(mapping.unknown),
    )


def _report(settings: Settings, batch: Batch, already_landed: bool) -> dict[str, Any]:
    return {
        "file": batch.file,
        "batch": batch.batch,
        "sha256": batch.sha256,
        "table": batch.table,
        "encoding": batch.encoding,
        "sheet": batch.sheet,
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
