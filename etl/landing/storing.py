"""Store one export: its typed rows as Parquet, its rejects and repeats beside it, and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.contract import Contract
from etl.errors import BuildError
from etl.landing import typing as sql
from etl.landing.accounts import count_duplicates, versions_of, write_rejects
from etl.landing.batches import Batch
from etl.landing.header import rows_above
from etl.landing.passes import write_typed
from etl.landing.query import MASK, Landing
from etl.landing.readers import Source
from etl.landing.rows import skipped
from etl.landing.watching import connect
from etl.settings import Settings
from nlp.mask import mask_text

READ_FROM, READ_TO = 0.1, 0.8


@dataclass(frozen=True)
class Kept:
    """What became of the rows of an export. Paths are relative to the data folder."""

    rows_in: int
    rejected: int
    duplicate: int
    skipped: dict[str, int]
    parquet: str
    rejects_path: str | None
    repeats_path: str | None


@contextmanager
def _told_as_fault(name: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise BuildError(
            f"导入“{name}”失败，数据没有变化：请检查磁盘空间后重试（{error}）"
        ) from error


def store(
    settings: Settings,
    source: Source,
    contract: Contract,
    landing: Landing,
    select: Callable[[int], str],
    standing: list[Batch],
    work: Path,
    tell: Callable[[str, float], None],
) -> Kept | None:
    """Put the rows that `select` (given the width) makes of a source into the landing.

    `standing` are the batches before it. None when there is no data row. UserError when the file
    changed meanwhile; BuildError when the engine fails, for want of space for instance. Nothing
    counts before its ledger entry.
    """
    parquet = work / "rows.parquet"

    def reading(share: float) -> None:
        tell("识别与转换", READ_FROM + (READ_TO - READ_FROM) * share)

    with _told_as_fault(source.path.name), closing(connect(work)) as con:
        tell("识别与转换", READ_FROM)
        if not landing.keeps_comments:
            con.create_function(MASK, mask_text, ["VARCHAR"], "VARCHAR")
        counts = write_typed(con, source, landing.header_row, select, parquet, reading)
        source.check_unchanged()
        if counts is None or counts["ok"] + counts["rejected"] == 0:
            return None
        tell("核对重复", READ_TO)
        earlier = [settings.data / one.parquet for one in standing]
        duplicate = count_duplicates(con, versions_of(contract, parquet, earlier), landing.seq)
        repeats = _keep_repeats(con, settings, work, landing) if contract.table == "cases" else None
        rejects = None
        if counts["rejected"]:
            written = write_rejects(con, settings.rejects, parquet, landing.batch)
            rejects = written.relative_to(settings.data).as_posix()
    target = settings.landing / contract.table / f"{landing.batch}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    parquet.replace(target)
    return Kept(
        counts["ok"] + counts["rejected"],
        counts["rejected"],
        duplicate,
        skipped(counts, rows_above(source.preview, landing.header_row)),
        target.relative_to(settings.data).as_posix(),
        rejects,
        repeats,
    )


def _keep_repeats(
    con: duckdb.DuckDBPyConnection, settings: Settings, work: Path, landing: Landing
) -> str:
    """Keep the case numbers met more than once, so that a build compares these alone.

    The path relative to the data folder; empty when there are none.
    """
    if not con.execute("select count(*) from repeats").fetchall()[0][0]:
        return ""
    made = work / "repeats.parquet"
    target = settings.repeats / f"{landing.batch}.parquet"
    con.execute(
        "copy (select owner as source_system, k as case_no from repeats) "
        f"to {sql.quote(str(made))} (format parquet)"
    ).fetchall()
    target.parent.mkdir(parents=True, exist_ok=True)
    made.replace(target)
    return target.relative_to(settings.data).as_posix()
