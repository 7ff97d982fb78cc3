"""The same rows again: files, overlapping exports, updates, two processes, killed landings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from landing_cases import CASE_HEADER, ROOT, landed, put, put_and_land, quiet, tree

from etl.errors import UserError
from etl.landing import batches
from etl.landing.land import Request, land
from etl.settings import Settings

ONE = "YS1,2024-03-04,,甲\n"
ONE_DONE = "YS1,2024-03-04,2024-03-08,甲\n"
TWO = "YS2,2024-03-05,,乙\n"


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    return report["loaded"], report["rejected"], report["duplicate"]


def cases(settings: Settings, *rows: str, header: str = CASE_HEADER) -> dict[str, Any]:
    report: dict[str, Any] = put_and_land(settings, f"{header}\n{''.join(rows)}")
    return report


def test_the_same_file_again_changes_nothing(settings: Settings) -> None:
    first = cases(settings, ONE, TWO, ",2024-03-05,,丙\n")
    before = tree(settings.data)
    again = cases(settings, ONE, TWO, ",2024-03-05,,丙\n")
    assert tree(settings.data) == before
    assert (first["already_landed"], again["already_landed"]) == (False, True)
    assert counts(again) == (0, 1, 2)
    assert again["batch"] == first["batch"]
    assert again["rows_in"] == 3


def test_the_same_file_from_another_source_or_by_another_mapping_lands(
    settings: Settings, tmp_path: Path
) -> None:
    cases(settings, ONE)
    path = put(tmp_path, f"{CASE_HEADER}\n{ONE}")
    other = land(settings, Request(path, "cases", source="区县"), quiet)
    assert counts(other) == (1, 0, 0)
    assert landed(settings, other, "source_system") == [("区县",)]


def test_overlapping_exports_and_an_update(settings: Settings) -> None:
    cases(settings, ONE, TWO)
    assert counts(cases(settings, TWO, "YS3,2024-03-06,,丙\n")) == (1, 0, 1)
    assert counts(cases(settings, ONE_DONE, TWO)) == (1, 0, 1)
    assert counts(cases(settings, ONE, ONE, "YS4,2024-03-06,,丁\n")) == (2, 0, 1)


def test_back_to_an_earlier_version_counts_unless_an_update_time_tells(settings: Settings) -> None:
    cases(settings, ONE)
    cases(settings, ONE_DONE)
    assert counts(cases(settings, ONE, "\n")) == (1, 0, 0)
    dated = f"{CASE_HEADER},更新时间"
    old, new = "YS9,2024-03-04,,甲,2024-03-05\n", "YS9,2024-03-04,2024-03-08,甲,2024-03-09\n"
    assert counts(cases(settings, old, header=dated)) == (1, 0, 0)
    assert counts(cases(settings, new, header=dated)) == (1, 0, 0)
    assert counts(cases(settings, old, "\n", header=dated)) == (0, 0, 1)


def test_one_number_for_several_items_is_several_cases(settings: Settings) -> None:
    header = "办件编号,事项编码,受理时间"
    rows = "B1,4301,2024-03-04\nB1,4302,2024-03-04\n"
    assert counts(cases(settings, rows, header=header)) == (2, 0, 0)
    assert counts(cases(settings, rows, "\n", header=header)) == (0, 0, 2)


@pytest.mark.parametrize(
    ("table", "header", "row", "other"),
    [
        (
            "pauses",
            "办件编号,特别程序种类,特别程序开始时间,特别程序结束时间",
            "YS1,听证,2024-03-05,2024-03-06",
            "YS1,听证,2024-03-05,2024-03-07",
        ),
        ("comments", "留言内容,留言时间", "很好,2024-03-05", "很好,2024-03-06"),
        (
            "ratings",
            "办件编号,满意度,评价时间",
            "YS1,满意,2024-03-05 10:00",
            "YS1,满意,2024-03-05 10:01",
        ),
    ],
)
def test_without_a_number_the_whole_row_is_the_identity(
    settings: Settings, table: str, header: str, row: str, other: str
) -> None:
    first = put_and_land(settings, f"{header}\n{row}\n{other}\n", table)
    assert counts(first) == (2, 0, 0)
    keys = landed(settings, first, "row_key")
    assert keys[0] != keys[1]
    again = put_and_land(settings, f"{header},,\n{row},,\n", table)
    assert counts(again) == (0, 0, 1)
    assert landed(settings, again, "row_key") == [keys[0]]


def test_a_number_is_the_identity_where_there_is_one(settings: Settings) -> None:
    header = "留言编号,留言内容\n"
    put_and_land(settings, f"{header}L1,很好\n,很好\n", "comments")
    report = put_and_land(settings, f"{header}L1,太慢\nL2,很好\n,很好\n", "comments")
    assert counts(report) == (2, 0, 1)
    assert [key for (key,) in landed(settings, report, "row_key")][:2] == ["L1", "L2"]


def test_forgetting_takes_the_rows_and_keeps_the_entry(settings: Settings) -> None:
    kept = cases(settings, TWO)
    gone = cases(settings, ONE, ",2024-03-05,,丙\n")
    forgotten = batches.forget(settings, gone["batch"], "2024-03-09T10:00:00")
    assert forgotten.rows_in == 2
    assert not (settings.data / forgotten.parquet).exists()
    assert not Path(gone["rejects_path"]).exists()
    assert [one.batch for one in batches.standing(settings)] == [kept["batch"]]
    assert [one.forgotten_at for one in batches.all_batches(settings)] == [
        None,
        "2024-03-09T10:00:00",
    ]
    before = tree(settings.data)
    for batch in (gone["batch"], "99999-cases-0"):
        with pytest.raises(UserError, match="批次"):
            batches.forget(settings, batch, "2024-03-10T10:00:00")
    assert tree(settings.data) == before
    again = cases(settings, ONE, ",2024-03-05,,丙\n")
    assert (again["already_landed"], counts(again)) == (False, (1, 1, 0))
    assert again["batch"] != gone["batch"]


def test_forgetting_where_nothing_was_landed_makes_no_folder(settings: Settings) -> None:
    with pytest.raises(UserError, match="没有批次"):
        batches.forget(settings, "00001-cases-0", "2024-03-10T10:00:00")
    assert not settings.data.exists()


def start(settings: Settings, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "etl",
            "land",
            str(path),
            "--table",
            "cases",
            "--data",
            str(settings.data),
        ],
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def test_two_landings_at_once_both_land(settings: Settings, tmp_path: Path) -> None:
    body = "".join(f"YS{i},2024-03-04,,甲\n" for i in range(5_000))
    paths = [put(tmp_path, f"{CASE_HEADER}\n{body}Z{n},2024-03-04,,乙\n", f"{n}.csv") for n in "12"]
    running = [start(settings, path) for path in paths]
    assert [one.communicate()[1] and one.returncode for one in running] == [0, 0]
    standing = batches.standing(settings)
    assert [one.seq for one in standing] == [1, 2]
    assert {one.file for one in standing} == {"1.csv", "2.csv"}
    assert [(one.loaded, one.duplicate) for one in standing] == [(5_001, 0), (1, 5_000)]


KILLED = """
import os, signal, sys
from pathlib import Path
from etl.landing import batches
from etl.landing.land import Request, land
from etl.settings import Settings
batches.save = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
land(Settings(Path(sys.argv[1])), Request(Path(sys.argv[2]), "cases"), lambda *_: None)
"""


def test_a_landing_killed_before_its_entry_counts_for_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    cases(settings, TWO)
    path = put(tmp_path, f"{CASE_HEADER}\n{ONE}{TWO}", "死.csv")
    words = [sys.executable, "-c", KILLED, str(settings.data), str(path)]
    done = subprocess.run(words, cwd=ROOT, check=False, env=os.environ | {"PYTHONPATH": "."})
    assert done.returncode == -signal.SIGKILL
    assert [one.seq for one in batches.all_batches(settings)] == [1]
    left = list(settings.landing.glob(".landing-*"))
    assert left
    for folder in left:
        os.utime(folder, (0, 0))
    report = land(settings, Request(path, "cases"), quiet)
    assert (report["already_landed"], counts(report)) == (False, (1, 0, 1))
    assert list(settings.landing.glob(".landing-*")) == []
