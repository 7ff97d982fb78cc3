"""`make bench`: speed as ratios within one run, because machines are noisy.

1. Land and build of the cases table alone (one UTF-8 CSV) against DuckDB's own
   `create table … as from read_csv` of the same file, both as whole processes.
2. The script run of every page under changing filters on the whole demonstration city, in
   milliseconds at the median and the 95th percentile; every filter is new, so nothing is cached.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.demo import write_cases
from etl.settings import ROOT, Settings

LIMIT_RATIO, LIMIT_MS = 12, 300
BASELINE = "import duckdb; duckdb.connect().execute(\"create table cases as from read_csv('{}')\")"
PAGES = {
    "总览": "pages/overview/summary.py",
    "承诺与法定时限": "pages/timeliness/limits.py",
    "窗口排名": "pages/windows/ranking.py",
    "群众留言": "pages/voice/guestbook.py",
    "三比得分": "pages/honours/scores.py",
    "办件明细": "pages/timeliness/cases.py",
}


def seconds_of(*call: str) -> float:
    """Wall time of a whole process; it must succeed."""
    started = time.perf_counter()
    subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def land_and_build(work: Path, cases: int, rounds: int) -> dict[str, float]:
    """Medians of the baseline, of landing and of building, and their ratio."""
    file = work / "cases.csv"
    write_cases(file, cases, 20261031, encoding="utf-8", messy=False)
    base, land, build = [], [], []
    for number in range(rounds):
        data = str(work / f"data-{number}")
        base.append(seconds_of(sys.executable, "-c", BASELINE.format(file)))
        land.append(
            seconds_of(sys.executable, "-m", "etl", "land", str(file), "--table", "cases",
                       "--data", data)
        )  # fmt: skip
        build.append(seconds_of(sys.executable, "-m", "etl", "build", "--data", data))
    ratios = [(one + two) / zero for one, two, zero in zip(land, build, base, strict=True)]
    return {
        "cases": cases,
        "megabytes": file.stat().st_size / 1e6,
        "duckdb_seconds": statistics.median(base),
        "land_seconds": statistics.median(land),
        "build_seconds": statistics.median(build),
        "ratio": statistics.median(ratios),
        "limit": LIMIT_RATIO,
    }


def page_runs(data: Path, runs: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each page's script run, p50 and p95, each run under other filters."""
    os.environ["ZW_DATA"] = str(data)
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415  slow to load

    rng = random.Random(7)  # noqa: S311  no secret, the same filters every time
    found = {}
    for title, file in PAGES.items():
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        test.run()
        test.switch_page(str(ROOT / file)).run()
        taken = []
        for _ in range(runs):
            test.selectbox(key="period").select(rng.choice(test.selectbox(key="period").options))
            test.selectbox(key="dept").select(rng.choice(test.selectbox(key="dept").options))
            started = time.perf_counter()
            test.run()
            taken.append((time.perf_counter() - started) * 1000)
            if test.exception:
                raise RuntimeError(f"{title}: {test.exception}")
        cuts = statistics.quantiles(taken, n=20, method="inclusive")
        found[title] = {"p50": statistics.median(taken), "p95": cuts[-1], "limit": LIMIT_MS}
    return found


def main() -> int:
    """Run both and print a table; the JSON object is the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--data", type=Path, help="a demonstration city already built")
    args = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        landed = land_and_build(work, args.cases, args.rounds)
        print(
            f"{args.cases:,} 件（{landed['megabytes']:.0f} MB）：DuckDB 读入 "
            f"{landed['duckdb_seconds']:.2f} 秒，导入 {landed['land_seconds']:.2f} 秒，"
            f"生成 {landed['build_seconds']:.2f} 秒，为 {landed['ratio']:.1f} 倍（上限 {LIMIT_RATIO}）"
        )
        data = args.data or work / "city"
        if Settings(data).published() is None:
            seconds_of(sys.executable, "-m", "etl", "demo", "--data", str(data),
                       "--cases", str(args.cases))  # fmt: skip
        pages = page_runs(data, args.runs)
        for title, one in pages.items():
            print(
                f"{title}：中位 {one['p50']:.0f} 毫秒，P95 {one['p95']:.0f} 毫秒（上限 {LIMIT_MS}）"
            )
    print(json.dumps({"land_and_build": landed, "pages": pages}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
