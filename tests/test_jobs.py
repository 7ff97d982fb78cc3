"""Work started from a page: its state on disk, one at a time, cancelled without a trace."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from data_folders import data_folder

from etl import jobs
from etl.errors import UserError
from etl.jobs import Job, Step
from etl.settings import Settings

BY = "李明（自报）"
HEAD = "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限\n"
MANY = 400_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return data_folder(tmp_path / "data")


def case_file(desk: Path, rows: int) -> Path:
    """An export of so many cases, the last of them without a number."""
    path = desk / "办件.csv"
    body = "".join(
        f"{'' if n == rows else f'A{n}'},甲,局,一号窗口,2025-03-03 09:00,2025-03-05 10:00,5个工作日\n"
        for n in range(1, rows + 1)
    )
    path.write_text(HEAD + body, encoding="utf-8")
    return path


def land(path: Path, table: str = "cases") -> Step:
    return Step("导入", ("land", str(path), "--table", table, "--by", BY))


BUILD = Step("生成", ("build",))


def wait_for(settings: Settings, is_so: Callable[[Job], bool], seconds: float = 90) -> Job:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job = jobs.latest(settings)
        if job is not None and is_so(job):
            return job
        time.sleep(0.05)
    raise AssertionError(jobs.latest(settings))


def ended(job: Job) -> bool:
    return not job.is_under_way


def standing(settings: Settings) -> list[str]:
    entries = [json.loads(one.read_text(encoding="utf-8")) for one in settings.ledger.glob("*")]
    return [one["file"] for one in entries if one["forgotten_at"] is None]


def test_land_and_build_to_the_end(settings: Settings) -> None:
    desk = jobs.new_desk(settings)
    jobs.start(settings, "导入 办件.csv", BY, [land(case_file(desk, 4)), BUILD], desk)
    job = wait_for(settings, ended)
    assert (job.state, job.by, len(job.reports)) == ("done", BY, 2)
    told = job.reports[0]["files"][0]
    assert (told["rows_in"], told["loaded"], told["rejected"], told["duplicate"]) == (4, 3, 1, 0)
    assert job.line.startswith("已发布")
    published = settings.published()
    assert published is not None
    assert published[0] == job.reports[1]["build_id"]
    assert not desk.exists()
    assert jobs.under_way(settings) is None


def test_the_file_of_the_inbox_stays(settings: Settings) -> None:
    jobs.inbox(settings).mkdir()
    path, desk = case_file(jobs.inbox(settings), 2), jobs.new_desk(settings)
    jobs.start(settings, "导入", BY, [land(path)], desk)
    assert wait_for(settings, ended).state == "done"
    assert path.exists()
    assert not desk.exists()


def test_one_at_a_time_and_everyone_sees_who_works(settings: Settings) -> None:
    desk = jobs.new_desk(settings)
    first = jobs.start(settings, "导入 办件.csv", BY, [land(case_file(desk, MANY))], desk)
    with pytest.raises(UserError, match=r"李明（自报）正在导入 办件\.csv"):
        jobs.start(settings, "导入 别的", "王芳（自报）", [BUILD])
    seen = jobs.under_way(settings)
    assert seen is not None
    assert (seen.job, seen.by) == (first.job, BY)
    jobs.cancel(settings, first.job)
    wait_for(settings, ended)


def test_cancel_while_landing_leaves_nothing(settings: Settings) -> None:
    desk = jobs.new_desk(settings)
    job = jobs.start(settings, "导入", BY, [land(case_file(desk, MANY)), BUILD], desk)
    wait_for(settings, lambda _: bool(list(settings.landing.glob(".landing-*"))))
    jobs.cancel(settings, job.job)
    job = wait_for(settings, ended)
    assert job.state == "cancelled"
    assert "没有导入任何数据" in job.line
    assert standing(settings) == []
    assert list(settings.data.rglob("*.parquet")) == []
    assert list(settings.landing.glob(".landing-*")) == []
    assert not desk.exists()


def test_cancel_while_building_takes_back_what_was_landed(settings: Settings) -> None:
    path = case_file(settings.data, 3)
    jobs.start(settings, "导入", BY, [land(path), BUILD])
    assert wait_for(settings, ended).state == "done"
    before, desk = settings.published(), jobs.new_desk(settings)
    job = jobs.start(settings, "导入", BY, [land(case_file(desk, MANY)), BUILD], desk)
    wait_for(settings, lambda one: one.step == 1)
    jobs.cancel(settings, job.job)
    assert wait_for(settings, ended).state == "cancelled"
    assert settings.published() == before
    assert standing(settings) == ["办件.csv"]
    rows = {one.stat().st_size for one in settings.landing.glob("cases/*.parquet")}
    assert len(rows) == 1


def test_a_file_that_cannot_be_used_says_so_and_stays_for_another_try(settings: Settings) -> None:
    desk = jobs.new_desk(settings)
    path = desk / "空.csv"
    path.write_text("", encoding="utf-8")
    jobs.start(settings, "导入", BY, [land(path), BUILD], desk)
    job = wait_for(settings, ended)
    assert (job.state, job.step) == ("failed", 0)
    assert "是空的" in job.line
    assert path.exists()
    again = jobs.start(settings, "导入", BY, [land(case_file(desk, 2))], desk)
    assert wait_for(settings, ended).state == "done"
    assert again.job != job.job


def test_the_latest_of_one_second_is_the_one_started_last(settings: Settings) -> None:
    """Work that fails at once and is tried again within the second: the second try is what is shown."""
    step = Step("看", ("inspect", "nowhere.csv"))
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, 0, 0, 1), tick=False) as clock:
        for _ in range(4):
            made = jobs.start(settings, "看", BY, [step])
            wait_for(settings, ended)
            found = jobs.latest(settings)
            assert found is not None and found.job == made.job
            clock.shift(0.2)


def test_work_cut_off_is_known_as_such_and_stands_in_nobodys_way(settings: Settings) -> None:
    desk = jobs.new_desk(settings)
    left = Job("20250101T000000-aaaaaa", "导入", BY, "2025-01-01T00:00:00", (BUILD,), desk.name,
               state="running")  # fmt: skip
    jobs.save(settings, left)
    found = jobs.latest(settings)
    assert found is not None
    assert found.state == "cut off"
    jobs.start(settings, "导入", BY, [land(case_file(settings.data, 2))])
    assert wait_for(settings, ended).state == "done"
    assert not desk.exists()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", (0.0, "")),
        ("别的话\n", (0.0, "")),
        ("进度\t0\t读取文件\n", (0.0, "读取文件")),
        ("进度\t5\t读取文件\n进度\t70\t核对重复\n一句话\n", (0.7, "核对重复")),
        ("进度\t100\t登记批次\n", (1.0, "登记批次")),
        ("进度\t250\t登记批次\n", (1.0, "登记批次")),
        ("进度\t\t读取文件\n", (0.0, "读取文件")),
    ],
)
def test_progress_is_the_last_line_of_it(
    settings: Settings, said: str, expected: tuple[float, str]
) -> None:
    job = Job("20250101T000000-aaaaaa", "导入", BY, "2025-01-01T00:00:00", (BUILD,))
    jobs.save(settings, job)
    assert jobs.progress(settings, job) == (0.0, "")
    (jobs.folder(settings) / job.job / "0.err").write_text(said, encoding="utf-8")
    assert jobs.progress(settings, job) == expected


def test_a_short_command_answers_or_says_why_not(settings: Settings) -> None:
    with pytest.raises(UserError, match="还没有发布过数据"):
        jobs.call(settings, "where")
    case_file(settings.data, 3)
    told = jobs.call(settings, "land", str(settings.data / "办件.csv"), "--table", "cases")
    assert told["files"][0]["rows_in"] == 3


def test_a_desk_left_behind_is_cleared_after_a_day(settings: Settings) -> None:
    old, young = jobs.new_desk(settings), jobs.new_desk(settings)
    day = time.time() - jobs.STALE_SECONDS
    os.utime(old, (day - 60, day - 60))
    os.utime(young, (day + 600, day + 600))
    jobs.new_desk(settings)
    assert not old.exists()
    assert young.exists()
