"""Speed of the working-day clock: its models on a million landed cases against pm4py, and to ten million.

Ours: from the landed cases and pauses to `used_workdays` of every case, by the calendar with make-up
days, pauses deducted, both due dates and all verdicts beside it. pm4py's: its own business-hours
durations of the same acceptance and finish, which know neither holidays nor pauses. pm4py is in no
environment of the product: it is AGPL and brings its own needs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl import engines
from etl.landing import batches
from etl.landing.containers import sql_path
from etl.models import leading_to
from etl.settings import ROOT, Settings
from tools.landing_bench import etl, write_plain

AS_OF = dt.date(2026, 10, 31)
METRIC = "fct_case"
LIMITS = {"faster": 20.0, "linear": 12.0}
RUNS = 3


def clock_seconds(data: Path) -> float:
    """Seconds from the landed rows of a folder to the working days of every case, in a new file."""
    settings = Settings(data)
    with TemporaryDirectory(dir=data) as work:
        con = engines.connect(Path(work) / "clock.duckdb", Path(work) / "spill")
        engines.create_landed(con, settings, batches.standing(settings))
        started = time.perf_counter()
        engines.create_reference(con, settings, AS_OF)
        for model in leading_to(METRIC):
            engines.run(con, model)
        con.execute(
            "create table metric as select case_no, used_workdays, paused_workdays, "
            f"is_within_promise, is_within_statutory from {METRIC}"
        )
        seconds = time.perf_counter() - started
        con.close()
    return seconds


def land_with_pauses(work: Path, cases: int) -> Path:
    """A folder with so many plain cases landed, and a pause for every twentieth of them."""
    data, plain = work / f"clock-{cases}", write_plain(work, cases)
    pauses = work / f"pauses-{cases}.csv"
    with duckdb.connect() as con:
        con.execute(
            "copy (select 办件编号, case when place % 40 = 0 then '检测' else '补正' end as 特别程序种类, "
            "cast(cast(受理时间 as timestamp) as date) + 1 as 特别程序开始时间, "
            "cast(cast(受理时间 as timestamp) as date) + 4 as 特别程序结束时间 "
            f"from (select *, row_number() over () as place from read_csv({sql_path(plain)}, "
            f"all_varchar=true)) where place % 20 = 0) to '{pauses}' (header)"
        ).fetchall()
    etl("land", data, str(plain), "--table", "cases")
    etl("land", data, str(pauses), "--table", "pauses")
    return data


def write_events(work: Path, cases: int) -> Path:
    """Acceptance and finish of every finished case, for pm4py."""
    out = work / f"events-{cases}.parquet"
    with duckdb.connect() as con:
        con.execute(
            "copy (select 办件编号 as case_no, cast(受理时间 as timestamp) as accepted_at, "
            "cast(办结时间 as timestamp) as finished_at from "
            f"read_csv({sql_path(write_plain(work, cases))}, all_varchar=true) where 办结时间 <> '' "
            f"and 办结时间 >= 受理时间) to '{out}' (format parquet)"
        ).fetchall()
    return out


def pm4py_seconds(python: Path, events: Path) -> float | None:
    """Seconds of pm4py's own call, without its import and the reading; None where it is not installed."""
    if not python.is_file():
        return None
    done = subprocess.run(
        [str(python), str(ROOT / "tools" / "pm4py_times.py"), str(events)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(json.loads(done.stdout.strip().splitlines()[-1])["seconds"])


def timed(data: Path) -> float:
    """The best of some runs, each a process of its own."""
    call = [sys.executable, "-m", "tools.clock_bench", "time", str(data)]
    runs = [
        subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(RUNS)
    ]
    return min(float(one) for one in runs)


def measure(work: Path, cases: int, python: Path) -> dict[str, float | None]:
    """All figures of one run: `cases` against pm4py, ten times as many against `cases`."""
    data = land_with_pauses(work, cases)
    ours = timed(data)
    theirs = pm4py_seconds(python, write_events(work, cases))
    more = timed(land_with_pauses(work, cases * 10))
    return {
        "cases": cases,
        "clock_seconds": ours,
        "pm4py_seconds": theirs,
        "faster": None if theirs is None else theirs / ours,
        "ten_times_seconds": more,
        "linear": more / ours,
    }


def tell(found: dict[str, float | None]) -> list[str]:
    """The figures as lines for people, each beside its limit."""
    theirs = found["pm4py_seconds"]
    against = (
        "没有安装 pm4py，未比较"
        if theirs is None
        else f"pm4py 的工时时长 {theirs:.1f} 秒，快 {found['faster']:.0f} 倍（下限 {LIMITS['faster']:g}）"
    )
    return [
        f"{found['cases']:,.0f} 件的工作日时钟（日历、暂停、两个时限）{found['clock_seconds']:.2f} 秒；{against}",
        f"十倍件数 {found['ten_times_seconds']:.2f} 秒，为 {found['linear']:.1f} 倍（上限 {LIMITS['linear']:g}）",
    ]


def main() -> int:
    """`time DATA`: the seconds of one run; `run`: all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("time", "run"))
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--pm4py", type=Path, default=ROOT / ".venv-bench" / "bin" / "python")
    args = parser.parse_args()
    if args.what == "time":
        print(clock_seconds(args.data))
        return 0
    with TemporaryDirectory(prefix="clock-") as name:
        found = measure(Path(name), args.cases, args.pm4py)
    for line in tell(found):
        print(line)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
