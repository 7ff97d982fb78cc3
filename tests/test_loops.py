"""What is due when, what is overdue, and the shares; at, below and above each limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from etl.errors import UserError
from etl.read import Build, Scope
from etl.read import loops as read
from etl.reference import LoopLimit, loop_limits
from etl.settings import ROOT
from records.loops import Loop, Stage
from reports.loops import Loops, by_stage, follow

LIMITS = loop_limits(ROOT / "data" / "reference" / "loop_limits.csv")
FRIDAY = dt.date(2026, 3, 6)


def told(
    build: Build, loop: Loop | None, as_of: dt.date, kind: str = "差评", **limits: LoopLimit
) -> Loops:
    rows = pd.DataFrame([{"key": "k", "kind": kind, "on_day": pd.Timestamp(FRIDAY)}])
    steps = {}
    if loop is not None:
        steps = {"k": SimpleNamespace(after=loop.__dict__, seq=1)}
    return follow(rows, steps, LIMITS | limits, read.workdays(build), as_of)  # type: ignore[arg-type]


ASSIGNED = Loop(Stage.ASSIGNED, holder="赵强", assigned_on="2026-03-06")


@pytest.mark.parametrize(
    ("loop", "due"),
    [
        (None, dt.date(2026, 3, 9)),  # a working day after Friday
        (ASSIGNED, dt.date(2026, 3, 9)),
        (replace(ASSIGNED, stage=Stage.CALLED), dt.date(2026, 3, 13)),  # seven natural days
        (replace(ASSIGNED, stage=Stage.CALLED, is_complex=True), dt.date(2026, 3, 21)),
        (replace(ASSIGNED, stage=Stage.RECTIFIED, rectified_on="2026-03-06"), dt.date(2026, 3, 13)),
        (replace(ASSIGNED, rounds=1, assigned_on="2026-03-16"), dt.date(2026, 3, 17)),
    ],
)
def test_due_days_and_what_is_late(demo_build: Build, loop: Loop | None, due: dt.date) -> None:
    for days, late in ((-1, False), (0, False), (1, True)):
        (one,) = told(demo_build, loop, due + dt.timedelta(days=days)).every
        assert (one.due_on, one.is_overdue) == (due, late)


def test_limits_of_the_office_count(demo_build: Build) -> None:
    loop = replace(ASSIGNED, stage=Stage.CALLED)
    (one,) = told(demo_build, loop, FRIDAY, 整改=LoopLimit(5, "工作日")).every
    assert one.due_on == dt.date(2026, 3, 13)
    (one,) = told(demo_build, None, FRIDAY, 回访=LoopLimit(3, "自然日")).every
    assert one.due_on == dt.date(2026, 3, 9)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.RULED_OUT, Stage.APPEALED])
def test_what_has_ended_or_is_with_the_second_person_is_never_late(
    demo_build: Build, stage: Stage
) -> None:
    view = told(demo_build, replace(ASSIGNED, stage=stage), dt.date(2026, 10, 1))
    assert view.every[0].due_on is None and not view.overdue
    assert len(view.open) == (stage is Stage.APPEALED)


def test_shares_leave_out_what_was_ruled_out(demo_build: Build) -> None:
    stages = [Stage.OPEN, Stage.CALLED, Stage.RECTIFIED, Stage.CLOSED, Stage.RULED_OUT]
    every = [
        one
        for stage in stages
        for one in told(
            demo_build,
            replace(ASSIGNED, stage=stage, called_on="2026-03-06", rectified_on="2026-03-06")
            if stage != Stage.OPEN
            else None,
            FRIDAY,
        ).every
    ]
    view = Loops([*every, *told(demo_build, None, FRIDAY, kind="留言投诉").every])
    assert (view.rectified.part, view.rectified.whole) == (2, 4)
    assert (view.called_back.part, view.called_back.whole) == (3, 4)
    assert by_stage(view).set_index("stage").loc["待派单", "in_time"] == 2
    first, second, third = view.sentences("2026年3月")
    assert first.startswith("2026年3月的 6 条投诉和差评中，还有 4 条没有着落")
    assert second == "2 条还没有派给责任人。" and "差评整改率 2/4 条" in third
    assert Loops([]).sentences("2026年3月") == ["2026年3月没有投诉和差评。"]


def test_the_list_is_every_complaint_and_bad_rating(demo_build: Build) -> None:
    scope = Scope(dt.date(2026, 1, 1), dt.date(2026, 10, 1))
    rows = read.complaints(demo_build, scope)
    comments = demo_build.frame(
        "select * from fct_comment where commented_month >= date '2026-01-01'"
    )
    ratings = demo_build.frame("select * from fct_rating where rated_month >= date '2026-01-01'")
    against = comments["label"].isin(["complaint", "mixed"]) & comments["is_counted"]
    bad = ratings["grade_label"].isin(["不满意", "非常不满意"]) & ratings["is_valid"]
    assert (rows["kind"] == "留言投诉").sum() == against.sum() > 100
    assert (rows["kind"] == "差评").sum() == bad.sum() > 10
    alone = read.bad_ratings(demo_build, scope)
    assert alone["key"].tolist() == rows.loc[rows["kind"] == "差评", "key"].tolist()
    some = rows["key"].tolist()[:5] + rows["key"].tolist()[-3:]
    assert sorted(read.complaints_by_key(demo_build, some, scope)["key"]) == sorted(some)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("step,days,unit\n回访,0,工作日\n", "第2行无法识别"),
        ("step,days,unit\n回访,1,小时\n", "第2行无法识别"),
        ("step,days,unit\n回访,1,工作日\n", "缺少 整改、复杂整改、确认 的时限"),
    ],
)
def test_a_bad_table_of_limits_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "loop_limits.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=says):
        loop_limits(path)
