"""Build: run the models into a new file, audit it, then move the pointer."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from filelock import FileLock

from etl import __version__, engines
from etl.audit import Failure, audit, count_checks
from etl.calendar import declared_years, known_until
from etl.decisions import Decisions, create_decisions, read_decisions
from etl.errors import BuildError, UserError
from etl.landing import batches
from etl.landing.batches import Batch
from etl.landing.containers import sql_path
from etl.landing.labels import count_older_labels, ensure_labels
from etl.models import all_models, version
from etl.settings import KEPT_BUILDS, Settings
from etl.tables_edit import tables_version
from scoring.rulebook import rulebook_for

Progress = Callable[[str, float], None]
# What a model reads that is made by code and not by a model: masked or found in texts.
NEEDS = {
    "fct_comment_mention": engines.create_mentions,
    "fct_pause": engines.create_texts,
    "fct_inspection": engines.create_texts,
    "fct_innovation": engines.create_texts,
}


@dataclass(frozen=True)
class Built:
    """A published build. `tables` counts the rows of what it publishes; `seconds` wall time.

    `older_labels` counts the texts whose label an earlier model gave.
    """

    build_id: str
    as_of: dt.date
    tables: dict[str, int]
    checks: int
    seconds: float
    path: Path
    older_labels: int = 0

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the `build` command."""
        return {
            "build_id": self.build_id,
            "as_of": self.as_of.isoformat(),
            "tables": self.tables,
            "checks": self.checks,
            "seconds": round(self.seconds, 3),
            "path": str(self.path),
            "older_labels": self.older_labels,
        }


def build(
    settings: Settings, as_of: dt.date | None, progress: Progress, rescore: bool = False
) -> Built:
    """Build from all standing batches and publish.

    `rescore` labels every comment with the present model, else only those that have no label yet.
    UserError when nothing is landed; BuildError when a check fails: the published build stays.
    """
    started = time.perf_counter()
    settings.builds.mkdir(parents=True, exist_ok=True)
    # Landing waits too: a batch taken back half way would pull its file from under the build.
    with FileLock(settings.builds / "build.lock"), batches.landing_lock(settings):
        _sweep(settings)
        standing = batches.standing(settings)
        if not standing:
            raise UserError(
                "还没有导入任何数据：请先用 python -m etl land 导入，或用 python -m etl demo 生成演示数据"
            )
        written = [one for one in standing if one.table in ("comments", "ratings")]
        labelled_by = ensure_labels(settings, written, progress, rescore)
        with TemporaryDirectory(dir=settings.builds, prefix=".building-") as work:
            partial = Path(work) / "build.duckdb"
            con = engines.connect(partial, Path(work) / "spill")
            try:
                engines.create_landed(con, settings, standing)
                day = as_of or engines.latest_event(con, standing)
                if day is None:
                    raise UserError("已导入的数据里没有任何日期，无法确定统计日：请用 --as-of 指定")
                # Read before the tables are: an edit in between only asks for another build.
                tables_now = tables_version(settings)
                decided = read_decisions(settings)
                engines.create_reference(con, settings, day)
                engines.create_labels(con, settings, labelled_by)
                create_decisions(con, decided)
                older = count_older_labels(con, settings) if labelled_by else 0
                tables, checks = _run_models(con, settings, progress)
                made_of = (standing, day, labelled_by, tables_now, decided)
                build_id = _build_id(*made_of)
                _write_meta(con, settings, build_id, *made_of)
            finally:
                con.close()
            path = settings.build_path(build_id)
            partial.replace(path)
        batches.write_atomically(settings.current, build_id + "\n")
        _prune(settings, build_id)
    return Built(build_id, day, tables, checks, time.perf_counter() - started, path, older)


def _run_models(
    con: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress
) -> tuple[dict[str, int], int]:
    models = all_models()
    tables: dict[str, int] = {}
    failures: list[Failure] = []
    made = set()
    for number, model in enumerate(models):
        progress(f"计算 {model.name}", number / len(models))
        make = NEEDS.get(model.name)
        if make is not None and make not in made:
            make(con, settings)
            made.add(make)
        try:
            rows = engines.run(con, model)
            failures += audit(con, model)
        except duckdb.Error as error:
            raise BuildError(
                f"计算 {model.name} 失败，已发布的数据保持不变：请检查磁盘空间后重试（{error}）"
            ) from error
        if model.is_published:
            tables[model.name] = rows
    if failures:
        listed = "；".join(str(one) for one in failures)
        raise BuildError(f"核对未通过，已发布的数据保持不变：{listed}")
    return tables, sum(count_checks(model) for model in models)


def _build_id(
    standing: list[Batch],
    as_of: dt.date,
    labelled_by: str | None,
    tables: str,
    decided: Decisions,
) -> str:
    """Time of the build and a hash over all it was made of."""
    made_of = [one.batch for one in standing]
    made_of += [as_of.isoformat(), str(labelled_by), version(), tables, str(decided.seq)]
    digest = hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:8]
    return f"{dt.datetime.now():%Y%m%dT%H%M%S%f}"[:18] + f"-{digest}"


def _write_meta(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    build_id: str,
    standing: list[Batch],
    as_of: dt.date,
    labelled_by: str | None,
    tables_now: str,
    decided: Decisions,
) -> None:
    """The tables that say what the build is made of: meta_build, meta_batch, meta_reject."""
    is_demo = (settings.demo / "truth.json").is_file()
    years = declared_years(settings.reference("calendar_overrides.csv"))
    rulebook = str(rulebook_for(settings, as_of.year).year)
    con.execute(
        "create table meta_build as select ?::varchar as build_id, ?::date as as_of, "
        "?::timestamp as built_at, ?::varchar as code_version, ?::varchar as rulebook, "
        "?::date as calendar_until, ?::varchar as label_model, ?::boolean as is_demo, "
        "(select warn_workdays from build_parameters) as warn_workdays, "
        "(select red_after_workdays from build_parameters) as red_after_workdays, "
        "?::varchar as tables_version, ?::bigint as decided_seq",
        [
            build_id,
            as_of,
            dt.datetime.now().replace(microsecond=0),
            f"{__version__}+{version()}",
            rulebook,
            dt.date(known_until(years), 12, 31),
            labelled_by,
            is_demo,
            tables_now,
            decided.seq,
        ],
    )
    con.execute(
        "create table meta_batch (batch_id varchar, table_name varchar, source varchar, "
        "file varchar, sha256 varchar, encoding varchar, header_row bigint, rows_in bigint, "
        "loaded bigint, rejected bigint, duplicate bigint, skipped bigint, landed_at timestamp, "
        "landed_by varchar)"
    )
    con.executemany(
        f"insert into meta_batch values ({', '.join('?' * 14)})",
        [
            (
                b.batch,
                b.table,
                b.source,
                b.file,
                b.sha256,
                b.encoding,
                b.header_row,
                b.rows_in,
                b.loaded,
                b.rejected,
                b.duplicate,
                sum(b.skipped.values()),
                b.landed_at,
                b.landed_by,
            )
            for b in standing
        ],
    )
    con.execute(
        'create table meta_reject (batch_id varchar, row_no bigint, "column" varchar, '
        "value varchar, reason varchar)"
    )
    for one in (b for b in standing if b.rejected):
        con.execute(
            "insert into meta_reject select batch_id, header_row + 1 + file_row_number, "
            "reject_column, reject_value, reject_reason "
            f"from read_parquet({sql_path(settings.data / one.parquet)}, file_row_number=true) "
            "where row_status = 'rejected'"
        )


def _sweep(settings: Settings) -> None:
    """Remove what killed builds left: under the lock no other build is at work."""
    for left in settings.builds.glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)


def _prune(settings: Settings, build_id: str) -> None:
    """Keep the last builds; one that a reader still holds open on Windows goes next time."""
    old = sorted(settings.builds.glob("*.duckdb"))[:-KEPT_BUILDS]
    for path in old:
        if path.stem != build_id:
            with contextlib.suppress(PermissionError):
                path.unlink()
