"""The models up to the case, run in memory on cases put straight into the landed tables."""

import datetime as dt

import duckdb
import pandas as pd
from day_counter import COLUMNS, MORE, Case, Limit

from etl import contract as contracts
from etl import engines
from etl.models import leading_to
from etl.settings import Settings

SETTINGS = Settings()
KINDS = {True: "检测", False: "补正"}


def judge(cases: list[Case], as_of: dt.date) -> list[dict[str, object]]:
    """What the models say of each case, in the order given."""
    with duckdb.connect() as con:
        for table in contracts.tables():
            columns = engines._landed_columns(contracts.load(table))
            listed = ", ".join(f"{name} {kind}" for name, kind in columns)
            con.execute(f"create temp table landed_{table} ({listed})")
        con.execute("create temp table landed_repeats (source_system varchar, case_no varchar)")
        _fill(con, cases)
        engines.create_reference(con, SETTINGS, as_of)
        for model in leading_to("fct_case"):
            engines.run(con, model)
        names = (*COLUMNS, *MORE)
        found = con.execute(f"select {', '.join(names)} from fct_case order by case_no").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def _fill(con: duckdb.DuckDBPyConnection, cases: list[Case]) -> None:
    rows = pd.DataFrame(
        [
            {
                "source_system": "s", "case_no": f"C{place:05d}", "case_type": case.case_type,
                "accepted_at": _moment(case.accepted, 16), "finished_at": _moment(case.finished, 17),
                "promise_limit": _value(case.promise), "promise_limit_unit": _unit(case.promise),
                "legal_limit": _value(case.statute), "legal_limit_unit": _unit(case.statute),
                "promise_due_at": _moment(case.promise.given, 0),
                "legal_due_at": _moment(case.statute.given, 0),
                "batch_id": "1", "batch_seq": 1, "row_no": place,
            }
            for place, case in enumerate(cases)
        ]
    )  # fmt: skip
    con.execute(
        f"insert into landed_cases by name select {_typed('landed_cases', rows, con)} from rows"
    )
    pauses = pd.DataFrame(
        [
            {
                "source_system": "s", "case_no": f"C{place:05d}", "pause_kind": KINDS[one.is_statutory],
                "started_at": _moment(one.start, 10), "ended_at": _moment(one.end, 9),
                "row_key": f"{place}-{number}", "batch_id": "2", "batch_seq": 2,
                "row_no": place * 100 + number,
            }
            for place, case in enumerate(cases)
            for number, one in enumerate(case.pauses)
        ]
    )  # fmt: skip
    if len(pauses):
        con.execute(
            f"insert into landed_pauses by name select {_typed('landed_pauses', pauses, con)} from pauses"
        )


def _typed(table: str, frame: pd.DataFrame, con: duckdb.DuckDBPyConnection) -> str:
    """Every column cast to the table's type: one without a value has none of its own."""
    types = {row[0]: row[1] for row in con.execute(f"describe {table}").fetchall()}
    return ", ".join(f"cast({name} as {types[name]}) as {name}" for name in frame.columns)


def _moment(day: dt.date | None, hour: int) -> str | None:
    return None if day is None else f"{day} {hour:02d}:00:00"


def _value(limit: Limit) -> float | None:
    """即办 lands as 0."""
    return 0 if limit.unit == "即办" else limit.value


def _unit(limit: Limit) -> str | None:
    return limit.unit if limit.value is not None or limit.unit in ("即办", "无期限") else None
