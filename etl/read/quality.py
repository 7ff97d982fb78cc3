"""How far the published data can be trusted: findings, accounts, freshness, calendar.

A finding is an oddity of one row that was kept; one row may have several. Counts of findings are
rows, shares are of the rows of the same table in the build.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from etl.read.build import Build
from etl.read.figures import Share
from nlp.mask import mask_text

ROWS_LIMIT = 100_000
# The published table of a landed one and the month of its rows.
FACTS = {
    "cases": ("fct_case", "accepted_month"),
    "ratings": ("fct_rating", "rated_month"),
    "comments": ("fct_comment", "commented_month"),
}
# What tells how fresh a table is: the latest of these dates up to as-of.
EVENTS = {
    "cases": ("fct_case", ("applied_on", "accepted_on", "finished_on")),
    "comments": ("fct_comment", ("commented_on",)),
    "ratings": ("fct_rating", ("rated_on",)),
    "joint_cases": ("fct_joint_case", ("dispatched_on", "finished_on")),
    "inspections": ("fct_inspection", ("inspected_on",)),
    "innovations": ("fct_innovation", ("happened_on",)),
}
# The share of rows lost or doubtful up to which figures stand as they are, and up to which they
# may be used with care: a change of 1 百分点 is what a reader takes for a change.
SOUND_UP_TO, FAIR_UP_TO = 0.01, 0.05


def findings(build: Build) -> pd.DataFrame:
    """Every named finding: finding, landed_table, found (rows), of_rows (rows of its table)."""
    found = build.frame(
        "select finding, landed_table, count(*) as found from fct_finding group by all "
        "order by found desc, finding"
    )
    sizes = rows_by_table(build)
    found["of_rows"] = found["landed_table"].map(lambda name: sizes.get(name, 0)).astype("int64")
    return found


@dataclass(frozen=True)
class Standing:
    """The build in one look: rows sent back of rows read, cases in doubt, accounts that tally."""

    rejected: Share
    doubtful: Share
    unbalanced: int

    @property
    def grade(self) -> Literal["可信", "基本可信", "先核对再用", "账目不平"]:
        """How far the figures can be trusted, by the worse of the two shares."""
        worst = max(self.rejected.value or 0.0, self.doubtful.value or 0.0)
        if self.unbalanced:
            return "账目不平"
        if worst <= SOUND_UP_TO:
            return "可信"
        return "基本可信" if worst <= FAIR_UP_TO else "先核对再用"


def standing(build: Build, weighty: list[str]) -> Standing:
    """How trustworthy the build is; `weighty` names the findings that touch a figure."""
    rejected, read, unbalanced = build.rows(
        "select coalesce(sum(rejected), 0)::bigint, coalesce(sum(rows_in), 0)::bigint, "
        "count(*) filter (where rows_in <> loaded + rejected + duplicate) from meta_batch"
    )[0]
    return Standing(Share(rejected, read), cases_with(build, weighty), unbalanced)


def rows_by_table(build: Build) -> dict[str, int]:
    """Rows of each landed table that stand in the build.

    Of a table that is not published row by row, the rows read and not sent back: repeated ones
    are in it, so that a share of them is never too high.
    """
    kept = dict(
        build.rows(
            "select table_name, sum(rows_in - rejected)::bigint from meta_batch group by all"
        )
    )
    for table, (fact, _) in FACTS.items():
        if table in kept:
            kept[table] = build.rows(f"select count(*) from {fact}")[0][0]
    return {name: int(rows) for name, rows in kept.items()}


def cases_with(build: Build, names: list[str]) -> Share:
    """Cases with at least one of the findings named, of all cases of the build."""
    if not names:
        return Share(0, build.rows("select count(*) from fct_case")[0][0])
    marks = ", ".join("?" * len(names))
    part, whole = build.rows(
        "select count(*) filter (where f.batch_id is not null), count(*) from fct_case c "
        "left join (select distinct batch_id, row_no from fct_finding "
        f"where landed_table = 'cases' and finding in ({marks})) f using (batch_id, row_no)",
        list(names),
    )[0]
    return Share(part, whole)


def by_month(build: Build, finding: str, table: str) -> pd.DataFrame:
    """A finding by the month of its rows: month, found, of_rows; rows without a month are apart.

    Cases stand in the month of their acceptance. Empty for a table that has no months.
    """
    if table not in FACTS:
        return pd.DataFrame({"month": [], "found": [], "of_rows": []})
    fact, month = FACTS[table]
    return build.frame(
        f"select {month} as month, count(*) filter (where f.batch_id is not null) as found, "
        f"count(*) as of_rows from {fact} left join (select distinct batch_id, row_no "
        "from fct_finding where finding = ? and landed_table = ?) f using (batch_id, row_no) "
        f"where {month} between date '2000-01-01' and (select as_of from meta_build) "
        "group by 1 order by 1",
        [finding, table],
    )


def by_batch(build: Build, finding: str, table: str) -> pd.DataFrame:
    """A finding by batch: batch_id, source, file, landed_at, found, of_rows (rows kept)."""
    return build.frame(
        "select b.batch_id, b.source, b.file, b.landed_at, count(f.batch_id) as found, "
        "any_value(b.rows_in - b.rejected) as of_rows from meta_batch b "
        "left join fct_finding f on f.batch_id = b.batch_id and f.finding = ? "
        "where b.table_name = ? group by all order by found desc, b.batch_id",
        [finding, table],
    )


def by_window(build: Build, finding: str, table: str) -> pd.DataFrame:
    """A finding by window, most first: window_code, window_name, dept_name, found."""
    return build.frame(
        "select f.window_code, w.window_name, w.dept_name, count(*) as found from fct_finding f "
        "left join dim_window w on w.window_code = f.window_code "
        "where f.finding = ? and f.landed_table = ? and f.window_code is not null "
        "group by all order by found desc, f.window_code",
        [finding, table],
    )


def finding_rows(build: Build, finding: str, table: str) -> pd.DataFrame:
    """The rows behind a finding with their place in the export; contents are masked."""
    rows = build.frame(
        "select b.file, f.row_no, f.row_name, f.window_code, f.detail, f.batch_id "
        "from fct_finding f join meta_batch b using (batch_id) "
        "where f.finding = ? and f.landed_table = ? "
        f"order by f.batch_id, f.row_no limit {ROWS_LIMIT}",
        [finding, table],
    )
    rows["detail"] = rows["detail"].map(mask_text, na_action="ignore")
    return rows


def accounts(build: Build) -> pd.DataFrame:
    """The account of every standing batch: read, loaded, sent back, repeated, skipped.

    `is_balanced` says whether rows_in = loaded + rejected + duplicate.
    """
    return build.frame(
        "select batch_id, table_name, source, file, encoding, header_row, rows_in, loaded, "
        "rejected, duplicate, skipped, landed_at, landed_by, "
        "rows_in = loaded + rejected + duplicate as is_balanced from meta_batch order by batch_id"
    )


def reject_reasons(build: Build) -> pd.DataFrame:
    """Why rows were sent back: table_name, reason, rejected (rows), most first."""
    return build.frame(
        "select b.table_name, r.reason, count(*) as rejected from meta_reject r "
        "join meta_batch b using (batch_id) group by all order by rejected desc, r.reason"
    )


@dataclass(frozen=True)
class Freshness:
    """The latest event of a table, no later than as-of, and when it was last landed.

    `latest_on` is None for a catalogue, which has no events.
    """

    table: str
    latest_on: dt.date | None
    landed_at: dt.datetime

    def age_days(self, today: dt.date) -> int:
        """Whole days since the latest event, or since the last landing of a catalogue."""
        return (today - (self.latest_on or self.landed_at.date())).days


def freshness(build: Build) -> list[Freshness]:
    """How fresh every landed table is, in the order of the contracts' names."""
    landed = build.rows(
        "select table_name, max(landed_at) from meta_batch group by 1 order by table_name"
    )
    return [Freshness(table, _latest(build, table), at) for table, at in landed]


def _latest(build: Build, table: str) -> dt.date | None:
    if table not in EVENTS:
        return None
    fact, columns = EVENTS[table]
    dates = " union all ".join(f"select {column} as on_day from {fact}" for column in columns)
    found: dt.date | None = build.rows(
        f"select max(on_day) from ({dates}) where on_day <= (select as_of from meta_build)"
    )[0][0]
    return found


def calendar_years(build: Build) -> pd.DataFrame:
    """Years that open or finished cases touch: year, is_provisional, holidays, cases.

    A provisional year is counted by weekends, because its holidays are not published; `cases`
    are those accepted in the year and `assumed` those whose clock rests on such days.
    """
    return build.frame(
        "with years as (select year(date) as year, bool_or(is_provisional) as is_provisional, "
        "count(*) filter (where holiday_name is not null) as holidays from dim_date group by 1), "
        "counted as (select year(accepted_on) as year, count(*) as cases, "
        "count(*) filter (where is_calendar_provisional) as assumed from fct_case group by 1) "
        "select year, is_provisional, holidays, cases, assumed "
        "from counted join years using (year) order by year"
    )
