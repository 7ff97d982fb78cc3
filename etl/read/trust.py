"""What the foot of every page says: freshness, rows in, landed and rejected, findings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build


@dataclass(frozen=True)
class Trust:
    """Sums over all standing batches, findings kept, and whether some case's calendar is assumed.

    `cases` are the cases of the build; `provisional` those counted by weekends alone.
    """

    batches: int
    rows_in: int
    loaded: int
    rejected: int
    duplicate: int
    findings: int
    cases: int
    provisional: int


def trust(build: Build) -> Trust:
    """The figures of the foot."""
    batches_, rows_in, loaded, rejected, duplicate = build.rows(
        "select count(*), coalesce(sum(rows_in), 0)::bigint, coalesce(sum(loaded), 0)::bigint, "
        "coalesce(sum(rejected), 0)::bigint, coalesce(sum(duplicate), 0)::bigint from meta_batch"
    )[0]
    cases = build.rows(
        "select count(*), count(*) filter (where is_calendar_provisional) from fct_case"
    )[0]
    findings = build.rows("select count(*) from fct_finding")[0][0]
    return Trust(batches_, rows_in, loaded, rejected, duplicate, findings, cases[0], cases[1])


def batches(build: Build) -> pd.DataFrame:
    """The batches the build is made of."""
    return build.frame(
        "select batch_id, table_name, file, landed_at, landed_by, rows_in, loaded, rejected, "
        "duplicate, skipped from meta_batch order by batch_id"
    )


def rejects(build: Build) -> pd.DataFrame:
    """Every rejected row with file, row, column, value and reason."""
    return build.frame(
        'select b.file, r.row_no, r."column", r.value, r.reason, r.batch_id '
        "from meta_reject r join meta_batch b using (batch_id) order by r.batch_id, r.row_no"
    )


def findings(build: Build) -> pd.DataFrame:
    """Named findings with how many rows each has."""
    return build.frame(
        "select finding, count(*) as rows_found from fct_finding group by 1 order by 2 desc"
    )


def finding_rows(build: Build) -> pd.DataFrame:
    """Every finding with its row in the export."""
    return build.frame(
        "select f.finding, b.file, f.row_no, f.row_name, f.window_code, f.detail "
        "from fct_finding f join meta_batch b using (batch_id) "
        "order by f.finding, f.batch_id, f.row_no"
    )
