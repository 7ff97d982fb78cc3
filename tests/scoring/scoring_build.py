"""A tiny published build, written through a real DuckDB with the project's own cube models."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.models import version
from etl.read import Build
from etl.settings import ROOT, Settings

MARTS = ROOT / "etl" / "models" / "marts"
TABLES = {
    "dim_window": "window_code varchar, window_name varchar, dept_name varchar, "
    "peer_group varchar, is_from_cases boolean",
    "dim_item": "item_code varchar, window_code varchar, case_type varchar, "
    "statutory_workdays double, promise_workdays double, min_visits bigint, "
    "is_settled_in boolean, is_authorised boolean, is_from_cases boolean",
    "fct_case": "window_code varchar, dept_name varchar, item_code varchar, case_type varchar, "
    "channel varchar, finish_class varchar, status varchar, result varchar, joint_no varchar, "
    "supplement_count bigint, accepted_month date, finished_month date, is_counted boolean, "
    "has_date_conflict boolean, applicant_type varchar, is_within_promise boolean, "
    "is_within_statutory boolean, is_within_promise_only_by_pause boolean, "
    "is_within_promise_lawful boolean, used_workdays bigint, "
    "shortest_promise_workdays bigint, statutory_workdays bigint",
    "fct_rating": "window_code varchar, dept_name varchar, channel varchar, grade bigint, "
    "is_active boolean, is_valid boolean, is_suspect boolean, rated_month date, "
    "item_code varchar, applicant_type varchar",
    "fct_comment": "window_code varchar, dept_name varchar, channel varchar, label varchar, "
    "needs_review boolean, is_counted boolean, is_suspect boolean, label_source varchar, "
    "item_code varchar, applicant_type varchar, commented_month date",
    "fct_inspection": "window_code varchar, dept_name varchar, category varchar, is_counted boolean, "
    "inspected_on date, inspected_month date",
    "fct_innovation": "window_code varchar, dept_name varchar, points double, is_counted boolean, "
    "happened_month date",
}
JULY = dt.date(2026, 7, 1)
DEFAULTS = {
    "dim_window": {"peer_group": "审批类", "is_from_cases": False, "dept_name": "甲局"},
    "dim_item": {"case_type": "承诺件", "is_from_cases": False},
    "fct_case": {
        "dept_name": "甲局", "case_type": "承诺件", "channel": "窗口办理", "finish_class": "提前",
        "status": "办结", "accepted_month": JULY, "finished_month": JULY, "is_counted": True,
        "has_date_conflict": False, "used_workdays": 1,
    },
    "fct_rating": {"dept_name": "甲局", "grade": 5, "is_active": True, "is_valid": True,
                   "is_suspect": False, "rated_month": JULY},
    "fct_comment": {"dept_name": "甲局", "label": "praise", "needs_review": False,
                    "is_counted": True, "is_suspect": False, "label_source": "model",
                    "commented_month": JULY},
    "fct_inspection": {"dept_name": "甲局", "category": "在岗", "is_counted": True,
                       "inspected_on": JULY, "inspected_month": JULY},
    "fct_innovation": {"dept_name": "甲局", "points": 1.0, "is_counted": True,
                       "happened_month": JULY},
}  # fmt: skip


@dataclass
class TinyBuild:
    """Rows collected by table, then published as the current build of a data folder."""

    data: Path
    as_of: dt.date = dt.date(2026, 10, 31)
    rows: dict[str, list[dict]] = field(default_factory=lambda: {name: [] for name in TABLES})
    sql: list[str] = field(default_factory=list)

    def add(self, table: str, times: int = 1, **values) -> "TinyBuild":
        """So many equal rows of a table; what is not given is the ordinary case."""
        self.rows[table] += [DEFAULTS[table] | values] * times
        return self

    def window(self, code: str, **values) -> "TinyBuild":
        return self.add("dim_window", window_code=code, window_name=f"{code}窗口", **values)

    def cases(self, code: str, times: int, **values) -> "TinyBuild":
        return self.add("fct_case", times, window_code=code, **values)

    def ratings(self, code: str, times: int, **values) -> "TinyBuild":
        return self.add("fct_rating", times, window_code=code, **values)

    def publish(self) -> Settings:
        """Write the file and move the pointer."""
        settings = Settings(self.data)
        settings.builds.mkdir(parents=True, exist_ok=True)
        path = settings.build_path("tiny")
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as con:
            for name, columns in TABLES.items():
                con.execute(f"create table {name} ({columns})")
                self._fill(con, name)
            for statement in self.sql:
                con.execute(statement)
            for mart in (
                "mart_case_cube",
                "mart_case_month",
                "mart_rating_cube",
                "mart_comment_cube",
            ):
                model = (MARTS / f"{mart}.sql").read_text(encoding="utf-8")
                con.execute(f"create table {mart} as {model}")
            con.execute(
                "create table meta_build as select 'tiny' as build_id, ?::date as as_of, "
                "timestamp '2026-11-01 08:00:00' as built_at, 'test+' || ? as code_version, "
                "'2026' as rulebook, date '2026-12-31' as calendar_until, "
                "null::varchar as label_model, false as is_demo, 1 as warn_workdays, "
                "3 as red_after_workdays, 'test' as tables_version, 0::bigint as decided_seq", [self.as_of, version()])  # fmt: skip
        settings.current.write_text("tiny\n", encoding="utf-8")
        return settings

    def open(self) -> Build:
        return Build("tiny", self.publish().build_path("tiny"))

    def _fill(self, con, name: str) -> None:
        names = [part.split()[0] for part in TABLES[name].split(", ")]
        equal = Counter(tuple(row.get(column) for column in names) for row in self.rows[name])
        for values, times in equal.items():
            marks = ", ".join("?" * len(names))
            con.execute(f"insert into {name} select {marks} from range({times})", list(values))
