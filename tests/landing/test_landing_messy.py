"""Messy files of our own: each case in `messy/` is one trap, the file that holds it, and what is expected.

A case is a TOML file. `[file]` is what is written (see `messy_files`), `[inspect]`, `[land]`,
`[build]` and `[rows_out]` say what must be found; `[[step]]` holds several files one after
another. In expected rows "" stands for null, `raw` for the JSON of unknown columns and `note`
for words among the typing notes. Wherever a file lands, every row of it must be counted once.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from landing_cases import rejects, tree
from messy_files import Spec, file_rows, write_file

from etl import __main__ as command_line
from etl.contract import load
from etl.landing.land import landed_rows
from etl.read import open_build
from etl.settings import Settings

FOLDER = Path(__file__).parent / "messy"
CASES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.toml"))
}
LEAST_CASES = 45
COUNTS = ("rows_in", "loaded", "rejected", "duplicate")


@dataclass
class Office:
    """One data folder and the command line, called in this process."""

    folder: Path
    data: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def call(self, *words: str | Path) -> tuple[int, dict[str, Any] | None, str]:
        """One command: exit status, the JSON of its last line, what it said to people."""
        given = [*map(str, words), "--data", str(self.data), "--json"]
        self.monkeypatch.setattr(sys, "argv", ["etl", *given])
        self.capsys.readouterr()
        try:
            status = command_line.main()
        except SystemExit as left:
            status = int(str(left.code))
        out, said = self.capsys.readouterr()
        lines = out.strip().splitlines()
        return status, json.loads(lines[-1]) if lines else None, said


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    folder = tmp_path / "来件"
    folder.mkdir()
    return Office(folder, tmp_path / "数据", monkeypatch, capsys)


def having(part: str) -> list[str]:
    """Names of the cases that expect something of this part."""
    return [
        name
        for name, case in CASES.items()
        if part in case or any(part in step for step in case.get("step", []))
    ]


def test_there_are_cases_enough_and_each_names_its_trap() -> None:
    assert len(CASES) >= LEAST_CASES
    traps = [case["trap"] for case in CASES.values()]
    assert len(set(traps)) == len(traps)
    assert all({"file", "step"} & set(case) for case in CASES.values())


@pytest.mark.parametrize("name", having("inspect"))
def test_inspect(office: Office, name: str) -> None:
    case, wanted = CASES[name], dict(CASES[name]["inspect"])
    path = write_file(office.folder, case["file"])
    sheet = wanted.pop("ask_sheet", None)
    status, found, said = office.call("inspect", path, *(("--sheet", sheet) if sheet else ()))
    assert status == 0, said
    assert found is not None
    assert {key: plain(found[key]) for key in wanted} == wanted
    assert not office.data.exists()
    if not {"sheets", "members"} & set(case["file"]):
        counted = found["data_rows"] + sum(found["skipped"].values())
        assert_rows_of_the_file(counted, case["file"], headers=1)


@pytest.mark.parametrize("name", having("rows_out"))
def test_inspect_writes_the_rows(office: Office, name: str) -> None:
    case, wanted = CASES[name], CASES[name]["rows_out"]
    path, out = write_file(office.folder, case["file"]), office.folder / "行.csv"
    status, _, said = office.call("inspect", path, "--rows", out)
    assert status == 0, said
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, *cells = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == wanted.get("header", header)
    assert cells == wanted["cells"]


@pytest.mark.parametrize("name", having("land"))
def test_land(office: Office, name: str) -> None:
    case = CASES[name]
    for step in case.get("step", [case]):
        land_step(office, step)
    if "build" in case:
        assert_built(office, case["build"])


@pytest.mark.parametrize("name", [n for n, case in CASES.items() if case.get("any_order")])
def test_landing_in_any_order_builds_the_same(office: Office, name: str) -> None:
    case = CASES[name]
    for order in itertools.permutations(case["step"]):
        office.data = office.folder / f"数据{len(list(office.folder.iterdir()))}"
        for step in order:
            land_step(office, step)
        assert_built(office, case["build"])


def land_step(office: Office, step: dict[str, Any]) -> None:
    wanted = step["land"]
    if not step.get("same"):
        path = write_file(office.folder, step["file"])
    else:
        path = next(office.folder.iterdir())
    before = tree(office.data)
    status, report, said = office.call("land", path, *options(office, wanted))
    assert status == wanted.get("status", 0), said
    if status:
        assert report is None
        assert_one_chinese_line(said, wanted["says"])
        assert tree(office.data) == before
        return
    assert report is not None
    reports = report["files"]
    assert_counts(reports, wanted)
    if wanted.get("unchanged"):
        assert tree(office.data) == before
    if "file" in step:
        counted = sum(one["rows_in"] + sum(one["skipped"].values()) for one in reports)
        assert_rows_of_the_file(counted, step["file"], wanted.get("headers", 1))
    if "rows" in wanted:
        assert_rows(office, reports, wanted["rows"])
    if "rejects" in wanted:
        assert_rejects(reports, wanted["rejects"])
    assert_nowhere(office, wanted.get("nowhere", []))


def options(office: Office, wanted: dict[str, Any]) -> list[str]:
    """The options of the command that a case asks for."""
    given = ["--table", wanted.get("table", "cases")]
    for name in ("source", "sheet"):
        if name in wanted:
            given += [f"--{name}", wanted[name]]
    if "mapping" in wanted:
        path = office.folder / "映射.toml"
        path.write_text(wanted["mapping"], encoding="utf-8")
        given += ["--mapping", str(path)]
    return given


def plain(value: Any) -> Any:
    """TOML has no null: "" stands for it."""
    return "" if value is None else value


def assert_counts(reports: list[dict[str, Any]], wanted: dict[str, Any]) -> None:
    for one in reports:
        assert one["rows_in"] == one["loaded"] + one["rejected"] + one["duplicate"]
    sums = {key: sum(one[key] for one in reports) for key in COUNTS}
    asked = {key: wanted[key] for key in COUNTS if key in wanted}
    assert {key: sums[key] for key in asked} == asked, f"{sums}, {reports[0]['skipped']}"
    for key in ("skipped", "header_row", "encoding", "already_landed"):
        if key in wanted:
            assert plain(reports[0][key]) == wanted[key], key


def assert_rows_of_the_file(counted: int, spec: Spec, headers: int) -> None:
    """Data, skipped rows and headers are every row of the file, none twice.

    The upper row of a header of two rows may stand with the titles or with the header.
    """
    rows = spec.get("count") or file_rows(spec)
    most = headers + spec.get("header_rows", 1) - 1
    assert counted + headers <= rows <= counted + most, f"{counted} 行加表头，文件有 {rows} 行"


def assert_rows(
    office: Office, reports: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> None:
    found = [row for one in reports for row in landed_as_dicts(office, one)]
    assert len(found) == len(wanted)
    columns = {name for field in load(reports[0]["table"]).fields for name, _ in field.columns}
    for row, expected in zip(found, wanted, strict=True):
        for key, value in expected.items():
            if key == "raw":
                assert json.loads(row["raw_json"] or "{}") == value
            elif key == "note":
                assert value in (row["typing_notes"] or "")
            else:
                # A column of the contract that no row fills may be left out of the file.
                assert key in row or key in columns, key
                assert plain(row.get(key)) == value, f"{key}，第 {row['row_no']} 行"


def landed_as_dicts(office: Office, report: dict[str, Any]) -> list[dict[str, Any]]:
    """Kept rows of one batch in the order of the file."""
    folder = Settings(office.data).landing / report["table"]
    rows = landed_rows(f"'{folder / report['batch']}.parquet'")
    with duckdb.connect() as con:
        done = con.execute(f"select * from ({rows}) where row_status = 'ok' order by row_no")
        names = [one[0] for one in done.description]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def assert_rejects(reports: list[dict[str, Any]], wanted: list[dict[str, str]]) -> None:
    found = [
        dict(zip(("row", "column", "value", "says"), row, strict=True))
        for one in reports
        for row in (rejects(one) if one["rejects_path"] else [])
    ]
    assert len(found) == len(wanted), found
    for row, expected in zip(found, wanted, strict=True):
        assert expected.get("says", "") in row["says"]
        asked = {key: value for key, value in expected.items() if key != "says"}
        assert {key: row[key] for key in asked} == asked


def assert_nowhere(office: Office, words: list[str]) -> None:
    """These words stand in no file of the data folder, and in no compressed column either."""
    stored = b"".join(p.read_bytes() for p in office.data.rglob("*") if p.is_file())
    for path in office.data.rglob("*.parquet"):
        with duckdb.connect() as con:
            stored += repr(con.execute("from read_parquet(?)", [str(path)]).fetchall()).encode()
    for word in words:
        assert word.encode() not in stored


def assert_one_chinese_line(said: str, words: list[str]) -> None:
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) == 1, said
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)
    for word in words:
        assert word in said


def assert_built(office: Office, wanted: dict[str, Any]) -> None:
    """The published cases, by number, item and source."""
    status, _, said = office.call("build")
    assert status == 0, said
    build = open_build(Settings(office.data))
    try:
        names = list(wanted["rows"][0])
        found = build.rows(
            f"select {', '.join(names)} from fct_case order by case_no, item_code, source_system"
        )
    finally:
        build.close()
    assert [dict(zip(names, map(plain, row), strict=True)) for row in found] == wanted["rows"]
