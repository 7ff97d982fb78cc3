"""Speed and memory of landing and building, as ratios within one run.

The cases table alone, ten million rows of 80 bytes: land and build against DuckDB's own
`create table … as from read_csv` of the same file, once into a database file, as a build is one,
and once into memory; the same in GB18030; half the rows; and a workbook against calamine's read.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.demo import write_cases
from etl.landing.containers import sql_path
from etl.settings import ROOT

SEED_CASES = 700_000
LIMITS = {"to_file": 6.0, "gb18030": 1.5, "twice": 2.2, "workbook": 3.0, "gigabytes": 6.0}
BASELINE = (
    "import duckdb, sys; con = duckdb.connect(sys.argv[2]); "
    "con.execute(f\"create table cases as from read_csv('{sys.argv[1]}')\"); con.close()"
)
CALAMINE = (
    "import sys; from python_calamine import CalamineWorkbook as Book; "
    "Book.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)


@dataclass(frozen=True)
class Taken:
    """Wall seconds of a process and the most memory it held, in gigabytes."""

    seconds: float
    gigabytes: float


def run(*call: str) -> Taken:
    """Run a whole process to its end; it must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{call[1:4]}: {status}")
    return Taken(time.perf_counter() - started, used.ru_maxrss / 1e6)


def write_plain(work: Path, cases: int) -> Path:
    """A UTF-8 CSV of 80 bytes a case, with the limits and times of the demonstration city."""
    seed, out = work / "seed.csv", work / f"cases-{cases}.csv"
    if not seed.exists():
        write_cases(seed, SEED_CASES, 20261031, encoding="utf-8", messy=False)
    with duckdb.connect() as con:
        con.execute(
            "copy (select 'XT' || lpad(cast(row_number() over () as varchar), 12, '0') as 办件编号, "
            "事项编码, 窗口编号, 受理时间, 办结时间, replace(承诺时限, '个工作日', '') as 承诺时限, "
            "replace(法定时限, '个工作日', '') as 法定时限 "
            f"from read_csv({sql_path(seed)}, all_varchar=true), "
            f"range({-(-cases // SEED_CASES)}) limit {cases}) to '{out}' (header)"
        ).fetchall()
    return out


def write_gb18030(plain: Path) -> Path:
    """The same file in GB18030."""
    out = plain.with_name(f"gb-{plain.name}")
    with plain.open(encoding="utf-8") as source, out.open("w", encoding="gb18030") as sink:
        while text := source.read(1 << 22):
            sink.write(text)
    return out


def write_workbook(source: Path) -> Path:
    """A CSV as a workbook of one sheet."""
    import xlsxwriter  # noqa: PLC0415

    out = source.with_suffix(".xlsx")
    with (
        source.open(encoding="utf-8", newline="") as stream,
        xlsxwriter.Workbook(out, {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet("办件")
        for number, row in enumerate(csv.reader(stream)):
            sheet.write_row(number, 0, row)
    return out


def etl(command: str, data: Path, *more: str) -> Taken:
    """One command of the pipeline as a process of its own."""
    return run(sys.executable, "-m", "etl", command, *more, "--data", str(data))


def land_and_build(file: Path, data: Path) -> tuple[Taken, Taken]:
    """Landing the file into a new folder, and the build."""
    return etl("land", data, str(file), "--table", "cases"), etl("build", data)


def measure(work: Path, cases: int) -> dict[str, float]:
    """All figures of one run; see the module for what they are."""
    plain = write_plain(work, cases)
    megabytes = plain.stat().st_size / 1e6
    base = [sys.executable, "-c", BASELINE, str(plain)]
    to_file, in_memory = run(*base, str(work / "base.duckdb")), run(*base, ":memory:")
    land, build = land_and_build(plain, work / "plain")
    gb_land, gb_build = land_and_build(write_gb18030(plain), work / "gb")
    half_land, half_build = land_and_build(write_plain(work, cases // 2), work / "half")
    workbook = write_workbook(work / "seed.csv")
    calamine = run(sys.executable, "-c", CALAMINE, str(workbook))
    sheet = etl("land", work / "sheet", str(workbook), "--table", "cases")
    whole = land.seconds + build.seconds
    return {
        "cases": cases,
        "megabytes": megabytes,
        "workbook_megabytes": workbook.stat().st_size / 1e6,
        "duckdb_file_seconds": to_file.seconds,
        "duckdb_memory_seconds": in_memory.seconds,
        "land_seconds": land.seconds,
        "build_seconds": build.seconds,
        "to_file": whole / to_file.seconds,
        "in_memory": whole / in_memory.seconds,
        "gb18030": (gb_land.seconds + gb_build.seconds) / whole,
        "twice": whole / (half_land.seconds + half_build.seconds),
        "workbook": sheet.seconds / calamine.seconds,
        "gigabytes": max(land.gigabytes, build.gigabytes, gb_land.gigabytes),
    }


def tell(found: dict[str, float]) -> list[str]:
    """The figures as lines for people, each beside its limit."""
    return [
        f"{found['cases']:,.0f} 件（{found['megabytes']:.0f} MB）：导入 {found['land_seconds']:.1f} 秒，"
        f"生成 {found['build_seconds']:.1f} 秒，合计为 DuckDB 读入数据库文件的 {found['to_file']:.1f} 倍"
        f"（上限 {LIMITS['to_file']:g}），为只读入内存的 {found['in_memory']:.1f} 倍",
        f"GB18030 为 UTF-8 的 {found['gb18030']:.2f} 倍（上限 {LIMITS['gb18030']:g}）；行数加倍用时 "
        f"{found['twice']:.2f} 倍（上限 {LIMITS['twice']:g}）",
        f"{found['workbook_megabytes']:.0f} MB 的 XLSX 导入为 calamine 自身读取的 "
        f"{found['workbook']:.1f} 倍（上限 {LIMITS['workbook']:g}）；内存峰值 "
        f"{found['gigabytes']:.1f} GB（上限 {LIMITS['gigabytes']:g}）",
    ]
