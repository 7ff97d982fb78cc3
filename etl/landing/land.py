"""Land exports: open them all, then read, type, reject, count and enter each into the ledger."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
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
from etl.landing.choices import Choices
from etl.landing.databases import open_database
from etl.landing.mapping import Mapping, propose_mapping
from etl.landing.passes import over_rows
from etl.landing.query import Landing, typed_select
from etl.landing.readers import PREVIEW_ROWS, Source, open_all
from etl.landing.remembered import choices_for, remember
from etl.landing.storing import Kept, store
from etl.landing.watching import connect
from etl.reference import keeps_comments
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


@dataclass(frozen=True)
class Landed:
    """The reports of what landed, and the sheets and files of it that do not fit their table."""

    reports: list[dict[str, Any]]
    left: list[dict[str, str]]


def land(settings: Settings, request: Request, progress: Progress) -> dict[str, Any]:
    """Land one export and return the report of its first sheet or file, as `land_all`."""
    return land_all(settings, [request], lambda _, step, share: progress(step, share)).reports[0]


def land_all(
    settings: Settings,
    requests: Sequence[Request],
    progress: Callable[[str, str, float], None],
) -> Landed:
    """Land exports; `reports` are the JSON objects of the `land` command.

    Of a workbook or archive every sheet and file that fits the table lands, unless one is named;
    what does not is in `left` with the reason. All are opened and stored before the first is
    entered into the ledger, so that one that cannot be used changes nothing: then UserError.
    `progress` is told the export, the step and the share of it done.
    """
    with batches.work_folder(settings) as work:
        opened: list[Opened] = []
        left: list[dict[str, str]] = []
        for request in requests:
            progress(_title(request), "读取文件", 0.05)
            fitting, others = _open(settings, request, work)
            opened, left = opened + fitting, left + others
        with batches.landing_lock(settings):
            batches.sweep(settings)
            reports, pending = [], list[Batch]()
            for one in opened:
                batch, is_new = _store(settings, one, pending, work, progress)
                pending += [batch] if is_new else []
                reports.append(_report(settings, batch, already_landed=not is_new))
            for batch in pending:
                batches.save(settings, batch)
        for one in opened:
            asked = one.request
            if asked.remember:
                remember(settings, asked.source, asked.table, one.choices, asked.by)
    return Landed(reports, left)


def _title(request: Request) -> str:
    return request.path.name if not request.query else "数据库"


def _open(
    settings: Settings, request: Request, work: Path
) -> tuple[list[Opened], list[dict[str, str]]]:
    """Every part of an export that fits its table, and the others with the reason.

    UserError of the first part where none fits.
    """
    contract = contracts.load(request.table)
    choices = choices_for(settings, request.source, contract, request.mapping)
    fitting, others = [], []
    for source in _sources(request, TemporaryDirectory(dir=work)):
        mapping = propose_mapping(source, contract, choices)
        problem = mapping.problem or _without_rows(source, contract, mapping, choices, work)
        name = source.path.name
        file = f"{request.path.name}/{name}" if source.container == "zip" else name
        if problem:
            others.append({"file": file, "sheet": source.sheet or "", "reason": problem})
        else:
            fitting.append(Opened(request, contract, choices, source, mapping, file))
    if not fitting:
        raise UserError(others[0]["reason"])
    return fitting, others


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
    with closing(connect(work)) as con:

        def look(width: int) -> bool:
            land_as = Landing("", 0, "", "", width, mapping.header_row)
            select = typed_select(contract, mapping, choices, land_as)
            data = f"select 1 from ({select}) where row_status in ('ok', 'rejected') limit 1"
            return bool(con.execute(data).fetchall())

        return None if over_rows(con, source, mapping.header_row, look) else no_rows(source)


def no_rows(source: Source) -> str:
    """What is said of an export that has a header and nothing to land."""
    return f"文件“{source.path.name}”只有表头、没有数据行：请检查导出条件后重新导出"


def _store(
    settings: Settings,
    one: Opened,
    pending: list[Batch],
    work: Path,
    progress: Callable[[str, str, float], None],
) -> tuple[Batch, bool]:
    """Store one export beside those `pending`; its entry, and whether it is a new one."""
    known = (one.source.sha256, one.request.source, one.source.sheet, one.choices.digest)
    standing = batches.standing(settings, one.contract.table)
    standing += [batch for batch in pending if batch.table == one.contract.table]
    earlier = batches.holding(standing, known)
    if earlier is not None:
        return earlier, False
    every = [*batches.all_batches(settings), *pending]
    seq = max((batch.seq for batch in every), default=0) + 1
    as_landing = Landing(
        f"{seq:05d}-{one.contract.table}-{one.source.sha256[:8]}",
        seq,
        one.request.source,
        _salt(settings),
        one.source.width,
        one.mapping.header_row,
        one.source.has_blanks,
        keeps_comments(settings.reference("privacy.csv")),
    )

    def select(width: int) -> str:
        landing = replace(as_landing, width=width)
        return typed_select(one.contract, one.mapping, one.choices, landing)

    def tell(step: str, share: float) -> None:
        progress(one.file, step, share)

    kept = store(settings, one.source, one.contract, as_landing, select, standing, work, tell)
    if kept is None:
        raise UserError(no_rows(one.source))
    tell("登记批次", 0.95)
    return _entry(one, as_landing, kept), True


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
