"""Every figure of 数据质量, counted again from the landed rows by code that shares nothing with it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from data_folders import data_folder

from etl.landing.land import Request, land
from etl.read import Build, open_build, quality
from etl.read.figures import Share
from etl.read.quality import Freshness, Standing
from etl.runner import build
from etl.settings import Settings

HEAD = "办件编号,事项名称,承办部门,窗口名称,办件类型,受理时间,办结时间,承诺时限,法定时限,办件状态"
FIRST = """
A1,甲,局,一号,承诺件,2025-03-03 09:00,2025-03-05 10:00,5个工作日,20个工作日,办结
A2,甲,局,一号,承诺件,2025-03-03 09:00,2025-03-01 10:00,5个工作日,20个工作日,办结
A3,甲,局,二号,承诺件,2025-04-07 09:00,,5个工作日,20个工作日,办结
A4,甲,局,二号,承诺件,2025-04-08 09:00,2025-04-09 10:00,30个工作日,20个工作日,办结
A4,甲,局,二号,承诺件,2025-04-08 09:00,2025-04-09 10:00,30个工作日,20个工作日,办结
,甲,局,二号,承诺件,2025-04-08 09:00,2025-04-09 10:00,5个工作日,20个工作日,办结
A6,甲,局,二号,承诺件,没有,2025-04-09 10:00,5个工作日,20个工作日,办结
"""
SECOND = """
A3,甲,局,二号,承诺件,2025-04-07 09:00,,5个工作日,20个工作日,办结
A7,甲,局,三号,即办件,2025-05-06 09:00,2025-05-06 10:00,3个工作日,20个工作日,办结
A8,甲,局,三号,承诺件,2025-05-06 09:00,2025-05-08 10:00,40个工作日,20个工作日,办结
"""
PAUSES = "办件编号,特别程序种类,特别程序开始时间,特别程序结束时间\nA1,听证,2025-03-04,2025-03-03\nZ9,听证,2025-03-04,2025-03-05\nA8,检验,2025-05-07,2025-05-07\n"


def quiet(_: str, __: float) -> None:
    """No progress in tests."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two exports of cases that overlap, and one of pauses."""
    made = data_folder(tmp_path_factory.mktemp("quality") / "data")
    files = {"一.csv": ("cases", HEAD + FIRST), "二.csv": ("cases", HEAD + SECOND), "停.csv": ("pauses", PAUSES)}  # fmt: skip
    for name, (table, text) in files.items():
        (made.data / name).write_text(text, encoding="utf-8")
        land(made, Request(made.data / name, table), quiet)
    build(made, None, quiet)
    return made


@pytest.fixture(scope="module")
def read(settings: Settings) -> Build:
    return open_build(settings)


def landed(settings: Settings, table: str) -> list[dict[str, Any]]:
    """The kept rows of a table as landed, in order, by pyarrow alone."""
    files = sorted((settings.landing / table).glob("*.parquet"))
    rows = [row for one in files for row in pq.read_table(one).to_pylist()]
    return [row for row in rows if row["row_status"] == "ok"]


def latest_cases(settings: Settings) -> list[dict[str, Any]]:
    return list({row["case_no"]: row for row in landed(settings, "cases")}.values())


def workdays(row: dict[str, Any], name: str) -> float | None:
    """A limit in working days; None for one in another unit."""
    value: float | None = row[name] if row[f"{name}_unit"] == "工作日" else None
    return value


def oddities(row: dict[str, Any]) -> set[str]:
    """The findings of one landed case, written down anew from their names."""
    found = set()
    accepted = row["accepted_at"] or row.get("received_at")
    if row["finished_at"] and row["finished_at"] < accepted:
        found.add("办结早于受理")
    if row["status"] == "办结" and row["finished_at"] is None:
        found.add("状态为办结但没有办结时间")
    promise, legal = workdays(row, "promise_limit"), workdays(row, "legal_limit")
    if promise and legal and promise > legal:
        found.add("承诺时限长于法定时限")
    if row["case_type"] == "即办件" and promise and promise > 1:
        found.add("即办件却有承诺天数")
    return found


def test_findings_are_those_of_the_landed_rows(settings: Settings, read: Build) -> None:
    expected = Counter(name for row in latest_cases(settings) for name in oddities(row))
    known = {row["case_no"] for row in latest_cases(settings)}
    for row in landed(settings, "pauses"):
        expected["特别程序结束早于开始"] += row["ended_at"] < row["started_at"]
        expected["特别程序找不到办件"] += row["case_no"] not in known
    found = quality.findings(read)
    assert dict(zip(found["finding"], found["found"], strict=True)) == dict(expected)
    assert list(found["found"]) == sorted(found["found"], reverse=True)
    sizes = dict(zip(found["landed_table"], found["of_rows"], strict=True))
    assert sizes == {
        "cases": len(latest_cases(settings)),
        "pauses": len(landed(settings, "pauses")),
    }


def test_the_demonstration_citys_findings_are_those_of_its_landed_rows(
    demo: Settings, demo_build: Build
) -> None:
    expected = Counter(name for row in latest_cases(demo) for name in oddities(row))
    found = quality.findings(demo_build).set_index("finding")["found"]
    for name in ("办结早于受理", "状态为办结但没有办结时间", "承诺时限长于法定时限", "即办件却有承诺天数"):  # fmt: skip
        assert found[name] == expected[name] > 0, name


def test_a_row_with_two_findings_is_one_case(settings: Settings, read: Build) -> None:
    rows = latest_cases(settings)
    names = ["办结早于受理", "状态为办结但没有办结时间", "承诺时限长于法定时限"]
    assert quality.cases_with(read, names) == Share(
        sum(bool(oddities(row) & set(names)) for row in rows), len(rows)
    )
    assert quality.cases_with(read, []) == Share(0, len(rows))


@pytest.mark.parametrize("name", ["办结早于受理", "承诺时限长于法定时限", "没有这一种"])
def test_by_month_stands_in_the_month_of_acceptance(
    settings: Settings, read: Build, name: str
) -> None:
    rows = latest_cases(settings)
    months = Counter(row["accepted_at"].date().replace(day=1) for row in rows)
    odd = Counter(row["accepted_at"].date().replace(day=1) for row in rows if name in oddities(row))
    told = quality.by_month(read, name, "cases")
    assert [
        (row.month.date(), row.found, row.of_rows) for row in told.itertuples()
    ] == [(month, odd[month], months[month]) for month in sorted(months)]  # fmt: skip


def test_a_table_without_months_has_none(read: Build) -> None:
    assert quality.by_month(read, "特别程序找不到办件", "pauses").empty


def test_by_batch_and_by_window(settings: Settings, read: Build) -> None:
    name = "承诺时限长于法定时限"
    rows = [row for row in latest_cases(settings) if name in oddities(row)]
    batches = quality.by_batch(read, name, "cases")
    assert dict(zip(batches["batch_id"], batches["found"], strict=True)) == Counter(
        row["batch_id"] for row in rows
    )
    kept = Counter(row["batch_id"] for row in landed(settings, "cases"))
    assert dict(zip(batches["batch_id"], batches["of_rows"], strict=True)) == kept
    windows = quality.by_window(read, name, "cases")
    assert dict(zip(windows["window_name"], windows["found"], strict=True)) == Counter(
        row["window_name"] for row in rows
    )


def test_rows_behind_a_finding_are_masked(settings: Settings, read: Build, tmp_path: Path) -> None:
    rows = quality.finding_rows(read, "办结早于受理", "cases")
    assert list(rows["row_name"]) == ["A2"]
    assert list(rows["file"]) == ["一.csv"]
    assert list(rows["row_no"]) == [3]
    odd = data_folder(tmp_path / "data")
    path = odd.data / "状态.csv"
    path.write_text(
        "办件编号,事项名称,受理时间,办件状态\nB1,甲,2025-03-03,请打13812345678\n", encoding="utf-8"
    )
    land(odd, Request(path, "cases"), quiet)
    build(odd, None, quiet)
    told = quality.finding_rows(open_build(odd), "状态或结果不在约定取值中", "cases")
    assert "138****5678" in told["detail"][0]


def test_accounts_are_those_of_the_files(settings: Settings, read: Build) -> None:
    told = quality.accounts(read).set_index("file")
    for path in sorted(settings.ledger.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        with (settings.data / entry["file"]).open(encoding="utf-8", newline="") as stream:
            lines = len([row for row in csv.reader(stream) if row]) - 1
        row = told.loc[entry["file"]]
        assert row["rows_in"] == lines == row["loaded"] + row["rejected"] + row["duplicate"]
        assert bool(row["is_balanced"])
    assert (told.loc["一.csv", "rejected"], told.loc["一.csv", "duplicate"]) == (2, 1)
    assert (told.loc["二.csv", "loaded"], told.loc["二.csv", "duplicate"]) == (2, 1)
    reasons = quality.reject_reasons(read)
    assert dict(zip(reasons["reason"], reasons["rejected"], strict=True)) == {
        "缺少办件编号": 1, "受理时间无法识别为日期时间": 1,
    }  # fmt: skip


def test_freshness_is_the_latest_event_up_to_as_of(settings: Settings, read: Build) -> None:
    told = {one.table: one for one in quality.freshness(read)}
    events = [
        row[name] for row in latest_cases(settings) for name in ("accepted_at", "finished_at")
    ]
    latest = max(one.date() for one in events if one is not None)
    assert told["cases"].latest_on == latest == read.meta.as_of
    assert told["pauses"].latest_on is None
    assert told["cases"].age_days(latest + dt.timedelta(9)) == 9
    assert told["cases"].age_days(latest) == 0
    landed_at = dt.datetime(2025, 6, 1, 23, 59)
    assert Freshness("items", None, landed_at).age_days(dt.date(2025, 6, 2)) == 1


def test_an_event_after_as_of_makes_nothing_fresh(demo: Settings, demo_build: Build) -> None:
    as_of = demo_build.meta.as_of
    rows = latest_cases(demo)
    assert any(row["finished_at"] and row["finished_at"].date() > as_of for row in rows)
    told = {one.table: one for one in quality.freshness(demo_build)}
    assert told["cases"].latest_on is not None
    assert told["cases"].latest_on <= as_of


def test_calendar_years_of_the_cases(settings: Settings, read: Build) -> None:
    years = Counter(row["accepted_at"].year for row in latest_cases(settings))
    told = quality.calendar_years(read)
    assert dict(zip(told["year"], told["cases"], strict=True)) == years
    assert not told["is_provisional"].any()
    assert (told["holidays"] > 0).all()


@pytest.mark.parametrize(
    ("rejected", "doubtful", "unbalanced", "grade"),
    [
        (Share(0, 100), Share(0, 100), 0, "可信"),
        (Share(1, 100), Share(1, 100), 0, "可信"),
        (Share(11, 1000), Share(0, 100), 0, "基本可信"),
        (Share(0, 100), Share(5, 100), 0, "基本可信"),
        (Share(0, 100), Share(51, 1000), 0, "先核对再用"),
        (Share(0, 0), Share(0, 0), 0, "可信"),
        (Share(0, 100), Share(0, 100), 1, "账目不平"),
    ],
)
def test_the_grade_at_below_and_above_its_limits(
    rejected: Share, doubtful: Share, unbalanced: int, grade: str
) -> None:
    assert Standing(rejected, doubtful, unbalanced).grade == grade


def test_standing_of_the_build(settings: Settings, read: Build) -> None:
    told = quality.standing(read, ["办结早于受理"])
    assert told.rejected == Share(2, 13)
    assert told.doubtful == Share(1, len(latest_cases(settings)))
    assert told.unbalanced == 0
