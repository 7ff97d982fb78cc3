"""The commands as a person calls them: one clear Chinese line, the right exit status, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from data_folders import data_folder, run_etl

from etl.settings import Settings

ROWS = "办件编号,受理时间\nA1,2025-03-03 09:00\n"


def put(folder: Path, text: str = ROWS) -> str:
    path = folder / "办件.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "call",
    [
        (),
        ("land",),
        ("nonsense",),
        ("build", "--engine", "pandas"),
        ("build", "--engine", "spark"),
        ("build", "--as-of", "2025-13-40"),
        ("build", "--as-of", "9998-01-01"),
        ("build",),
        ("where",),
        ("inspect", "x.csv"),
        ("forget", "--batch", "00001-cases-x"),
        ("demo", "--cases", "10"),
    ],
    ids=" ".join,
)
def test_a_call_that_cannot_be_used(tmp_path: Path, call: tuple[str, ...]) -> None:
    done = run_etl(*call, *(("--data", str(tmp_path)) if call else ()))
    assert done.returncode == 2
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1
    assert "Traceback" not in done.stderr
    assert any("\u4e00" <= sign <= "\u9fff" for sign in lines[0])


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    done = run_etl("status", "--data", put(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_folder_with_an_apostrophe_lands_builds_and_reads(tmp_path: Path) -> None:
    settings = data_folder(tmp_path / "O'Brien [1]")
    landed = run_etl(
        "land", put(tmp_path), "--table", "cases", "--data", str(settings.data), "--json"
    )
    assert json.loads(landed.stdout)["files"][0]["loaded"] == 1
    built = run_etl("build", "--data", str(settings.data), "--json")
    assert json.loads(built.stdout)["tables"]["fct_case"] == 1, built.stderr


def test_json_is_one_object_on_the_last_line(tmp_path: Path) -> None:
    done = run_etl("land", put(tmp_path), "--table", "cases", "--data", str(tmp_path), "--json")
    assert len(done.stdout.splitlines()) == 1
    report = json.loads(done.stdout)["files"][0]
    assert report["rows_in"] == report["loaded"] + report["rejected"] + report["duplicate"] == 1


def test_the_demo_never_takes_real_data_with_it(tmp_path: Path) -> None:
    run_etl("land", put(tmp_path), "--table", "cases", "--data", str(tmp_path))
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "truth.json").write_text("{}", encoding="utf-8")
    done = run_etl("demo", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "真实数据" in done.stderr
    assert len(list((tmp_path / "landing" / "cases").glob("*.parquet"))) == 1


def test_real_data_goes_into_a_demo_folder_only_when_it_is_named(
    demo: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZW_DATA", str(demo.data))
    done = run_etl("land", put(tmp_path), "--table", "cases")
    assert done.returncode == 2
    assert "演示数据" in done.stderr


def test_a_damaged_ledger_entry_is_named(tmp_path: Path) -> None:
    run_etl("land", put(tmp_path), "--table", "cases", "--data", str(tmp_path))
    entry = next((tmp_path / "landing" / "batches").glob("*.json"))
    entry.write_text("", encoding="utf-8")
    done = run_etl("status", "--data", str(tmp_path))
    assert done.returncode == 2
    assert entry.name in done.stderr
