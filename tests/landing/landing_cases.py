"""Small exports and what landed of them, for the tests of the landing step."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from etl import contract as contracts
from etl.landing.land import Request, land, landed_rows
from etl.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CASE_HEADER = "办件编号,受理时间,办结时间,事项名称"


def quiet(step: str, share: float) -> None:
    """Progress that nobody watches."""


def put(folder: Path, text: str, name: str = "办件.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def book(path: Path, rows: Iterable[list[Any]], sheet: str = "Sheet1") -> Path:
    """A workbook with these cells; dates as real dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def put_and_land(settings: Settings, text: str, table: str = "cases", **request: Any) -> Any:
    """Land a text as an export; the report."""
    folder = settings.data.parent
    return land(settings, Request(put(folder, text), table, **request), quiet)


def landed(settings: Settings, report: dict[str, Any], columns: str = "*") -> list[tuple[Any, ...]]:
    """Kept rows of one batch, in the order of the file."""
    return rows_where(settings, report, columns, "row_status = 'ok'")


def rows_where(
    settings: Settings, report: dict[str, Any], columns: str, condition: str
) -> list[tuple[Any, ...]]:
    path = settings.landing / report["table"] / f"{report['batch']}.parquet"
    rows = landed_rows(f"'{path}'", contracts.load(report["table"]))
    with duckdb.connect() as con:
        return con.execute(
            f"select {columns} from ({rows}) where {condition} order by row_no"
        ).fetchall()


def rejects(report: dict[str, Any]) -> list[list[str]]:
    """Rows of the rejects file below its header, as Excel reads them."""
    text = Path(report["rejects_path"]).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert read[0] == ["行号", "列", "值", "原因"]
    return read[1:]


def accounted(report: dict[str, Any]) -> int:
    """Every row of the file: data, skipped and the header; asserts the sum of the data rows."""
    assert report["rows_in"] == report["loaded"] + report["rejected"] + report["duplicate"]
    return int(report["rows_in"] + sum(report["skipped"].values()) + 1)


def tree(folder: Path) -> dict[str, bytes]:
    """Every path under a folder with its content; folders too."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"<folder>"
        for path in sorted(folder.rglob("*"))
    }


def command(*words: str | Path) -> tuple[int, dict[str, Any] | None, str]:
    """Run `python -m etl …`: exit status, JSON of the last line, standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    lines = done.stdout.strip().splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else None, done.stderr
