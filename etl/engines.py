"""The DuckDB engine: a build file, the landed tables and reference tables that models read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from etl import contract as contracts
from etl.calendar import Day, calendar, declared_years, read_overrides
from etl.contract import Contract
from etl.landing import labels
from etl.landing.batches import Batch
from etl.landing.containers import sql_path
from etl.landing.land import landed_rows
from etl.models import Model
from etl.reference import card_limits, pause_kinds
from etl.settings import Settings
from nlp.mask import mask_people, mask_text

EVENTS = {
    "cases": ("applied_at", "accepted_at", "finished_at"),
    "comments": ("commented_at",),
    "ratings": ("rated_at",),
    "joint_cases": ("dispatched_at", "finished_at"),
    "pauses": ("started_at",),
}


WRITTEN = (
    ("pauses", "pause_reason", 0),
    ("pauses", "approver", 1),
    ("inspections", "finding", 0),
    ("innovations", "title", 0),
)
"""Landed columns in people's own words, and whether they are names."""


def connect(path: Path, spill: Path) -> duckdb.DuckDBPyConnection:
    """Open a new build file. Order inside tables carries no meaning, so it is not kept."""
    con = duckdb.connect(str(path), config={"temp_directory": str(spill)})
    con.execute("set preserve_insertion_order = false")
    return con


def create_landed(
    con: duckdb.DuckDBPyConnection, settings: Settings, standing: list[Batch]
) -> None:
    """A view `landed_<table>` for every contract: kept rows of the standing batches, typed."""
    for table in contracts.tables():
        contract = contracts.load(table)
        files = [settings.data / one.parquet for one in standing if one.table == table]
        columns = _landed_columns(contract)
        if files:
            listed = ", ".join(map(sql_path, files))
            names = ", ".join(name for name, _ in columns)
            body = f"select {names} from ({landed_rows(listed, contract)}) where row_status = 'ok'"
        else:
            empty = ", ".join(f"null::{kind} as {name}" for name, kind in columns)
            body = f"select {empty} where false"
        con.execute(f"create temp view landed_{table} as {body}")
    _create_repeats(con, settings, [one for one in standing if one.table == "cases"])


def _create_repeats(
    con: duckdb.DuckDBPyConnection, settings: Settings, standing: list[Batch]
) -> None:
    """`landed_repeats`: case numbers that stand in several rows; landing has noted them."""
    noted = [sql_path(settings.data / one.repeats_path) for one in standing if one.repeats_path]
    body = "select null::varchar as source_system, null::varchar as case_no where false"
    if any(one.repeats_path is None for one in standing):
        body = (
            "select source_system, case_no from landed_cases "
            "group by source_system, case_no having count(*) > 1"
        )
    elif noted:
        body = f"select distinct source_system, case_no from read_parquet([{', '.join(noted)}])"
    con.execute(f"create temp table landed_repeats as {body}")


def _landed_columns(contract: Contract) -> list[tuple[str, str]]:
    columns = [pair for field in contract.fields for pair in field.columns]
    extra = [
        ("typing_notes", "VARCHAR"),
        ("raw_json", "VARCHAR"),
        ("row_key", "VARCHAR"),
        ("batch_id", "VARCHAR"),
        ("batch_seq", "BIGINT"),
        ("row_no", "BIGINT"),
    ]
    if any(name == "content" for name, _ in columns):
        extra.append(("text_hash", "VARCHAR"))
    return columns + extra


def latest_event(con: duckdb.DuckDBPyConnection, standing: list[Batch]) -> dt.date | None:
    """The latest date of any landed event; a date after its landing has not happened."""
    landed = {one.batch: one.landed_at[:10] for one in standing}
    if not landed:
        return None
    values = ", ".join(f"('{batch}', date '{day}')" for batch, day in landed.items())
    parts = [
        f"select max(cast({column} as date)) as event_on from landed_{table} l "
        f"join (values {values}) b(batch_id, landed_on) on b.batch_id = l.batch_id "
        f"where cast({column} as date) <= landed_on"
        for table, columns in EVENTS.items()
        for column in columns
    ]
    found = con.execute(f"select max(event_on) from ({' union all '.join(parts)})").fetchall()
    latest: dt.date | None = found[0][0]
    return latest


def create_reference(con: duckdb.DuckDBPyConnection, settings: Settings, as_of: dt.date) -> None:
    """The calendar, the kinds of pauses and the build's parameters."""
    own = settings.reference("calendar_overrides.csv")
    _create_calendar(con, calendar(as_of, read_overrides(own), declared_years(own)))
    cards = card_limits(settings.reference("card_limits.csv"))
    con.execute(
        f"create temp table build_parameters as select date '{as_of}' as as_of, "
        f"{cards.warn} as warn_workdays, {cards.red} as red_after_workdays"
    )
    con.execute(
        "create temp table ref_pause_kinds (raw_kind varchar, pause_kind varchar, "
        "is_statutory integer)"
    )
    kinds = pause_kinds(settings.reference("pause_kinds.csv"))
    con.executemany("insert into ref_pause_kinds values (?, ?, ?)", kinds)


def _create_calendar(con: duckdb.DuckDBPyConnection, days: list[Day]) -> None:
    import pyarrow as pa  # noqa: PLC0415

    table = pa.table(
        {
            "date": pa.array([d.date for d in days], pa.date32()),
            "day_no": [d.day_no for d in days],
            "is_workday": [d.is_workday for d in days],
            "is_provisional": [d.is_provisional for d in days],
            "holiday_name": pa.array([d.holiday_name for d in days], pa.string()),
        }
    )
    con.register("calendar_days", table)
    con.execute("create temp table ref_calendar as select * from calendar_days")
    con.unregister("calendar_days")


def create_labels(con: duckdb.DuckDBPyConnection, settings: Settings, version: str | None) -> None:
    """`label_comments`, `label_rules` and `label_words`: of `version`, else of the last before.

    Versions of earlier releases have no words.
    """
    con.execute(f"create temp table label_comments ({labels.COLUMNS})")
    con.execute(f"create temp table label_rules ({labels.RULE_COLUMNS})")
    con.execute(f"create temp table label_words ({labels.WORD_COLUMNS})")
    con.execute(f"create temp table label_mentions ({labels.MENTION_COLUMNS})")
    for one in labels.versions(settings) if version else ():
        comments = _listed(labels.label_files(settings, one, "comments"))
        if not comments:
            continue
        con.execute(
            "create or replace temp table label_new as "
            f"select distinct l.* from read_parquet([{comments}]) l "
            "anti join label_comments k on k.text_hash = l.text_hash "
            "semi join (select text_hash from landed_comments union all "
            "select text_hash from landed_ratings) c on c.text_hash = l.text_hash"
        )
        con.execute("insert into label_comments select * from label_new")
        for kind in ("rules", "words"):
            if files := labels.label_files(settings, one, kind):
                con.execute(
                    f"insert into label_{kind} select distinct r.* from read_parquet([{_listed(files)}]) r "
                    "semi join label_new n on n.text_hash = r.text_hash"
                )
        con.execute("drop table label_new")


def _listed(files: list[Path]) -> str:
    return ", ".join(map(sql_path, files))


MENTIONS_AT_ONCE = 50_000
"""Texts in which mentions are looked for at a time: a million are never held."""


def create_mentions(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """`label_mentions`: windows, departments and people of the roster named in landed comments."""
    from nlp.mentions import Roster  # noqa: PLC0415

    windows = con.execute("select window_code, window_name from stg_windows order by 1").fetchall()
    departments = con.execute(
        "select dept_name, list(window_code order by window_code) from stg_windows "
        "where dept_name is not null group by 1 order by 1"
    ).fetchall()
    staff = con.execute(
        "select staff_no, staff_name, window_code from stg_staff "
        "where staff_name is not null and window_code is not null order by 1"
    ).fetchall()
    if not windows:
        return
    roster = Roster(
        tuple(windows), tuple((name, tuple(codes)) for name, codes in departments), tuple(staff)
    )
    con.execute(
        "create temp table mention_texts as "
        "select c.text_hash, any_value(c.content) as content, any_value(l.label) as label, "
        "any_value(l.needs_review) as unsure from landed_comments c "
        "join label_comments l on l.text_hash = c.text_hash group by 1"
    )
    total = con.execute("select count(*) from mention_texts").fetchall()[0][0]
    for start in range(0, total, MENTIONS_AT_ONCE):
        texts = con.execute(
            "select * from mention_texts order by text_hash "
            f"limit {MENTIONS_AT_ONCE} offset {start}"
        ).fetchall()
        rows = labels.find_mentions(settings, texts, roster)
        con.register("mention_rows", labels.arrow_table(labels.MENTION_COLUMNS, rows))
        con.execute("insert into label_mentions select * from mention_rows")
        con.unregister("mention_rows")
    con.execute("drop table mention_texts")


def create_texts(con: duckdb.DuckDBPyConnection, _: Settings) -> None:
    """`label_texts`: what people wrote in free words and names they gave, each text masked once."""
    import pyarrow as pa  # noqa: PLC0415

    rows: dict[tuple[str, int], str] = {}
    for table, column, is_name in WRITTEN:
        mask = mask_people if is_name else mask_text
        found = con.execute(
            f"select distinct {column} from landed_{table} where {column} is not null"
        ).fetchall()
        rows |= {(raw, is_name): mask(raw) for (raw,) in found}
    texts = pa.table(
        {
            "raw_text": pa.array([raw for raw, _ in rows], pa.string()),
            "is_name": pa.array([is_name for _, is_name in rows], pa.int32()),
            "masked_text": pa.array(list(rows.values()), pa.string()),
        }
    )
    con.register("written_texts", texts)
    con.execute("create temp table label_texts as select * from written_texts")
    con.unregister("written_texts")


def run(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Make one model's table or view; its rows if it is published. Only marts stay in the build."""
    kind = "view" if model.is_view else "table"
    scope = "" if model.is_published else "temp "
    con.execute(f"create {scope}{kind} {model.name} as {model.sql}")
    if not model.is_published:
        return 0
    return int(con.execute(f"select count(*) from {model.name}").fetchall()[0][0])
