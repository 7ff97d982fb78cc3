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
from reports.loops import Followed, Loops, Terms, Untaken, by_stage, follow, untaken

LIMITS = loop_limits(ROOT / "data" / "reference" / "loop_limits.csv")
FRIDAY = dt.date(2026, 3, 6)


def terms(build: Build, as_of: dt.date, **limits: LoopLimit) -> Terms:
    return Terms(LIMITS | limits, read.workdays(build), as_of)


def told(
    build: Build, loop: Loop | None, as_of: dt.date, kind: str = "差评", **limits: LoopLimit
) -> list[Followed]:
    row = {"key": "k", "kind": kind, "on_day": pd.Timestamp(FRIDAY), "is_complaint": True}
    steps = {}
    if loop is not None:
        steps = {"k": SimpleNamespace(after=loop.__dict__, seq=1)}
    return follow(pd.DataFrame([row]), steps, terms(build, as_of, **limits))  # type: ignore[arg-type]


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
        (replace(ASSIGNED, stage=Stage.APPEALED, appealed_on="2026-03-06"), dt.date(2026, 3, 13)),
    ],
)
def test_due_days_and_what_is_late(demo_build: Build, loop: Loop | None, due: dt.date) -> None:
    for days, late in ((-1, False), (0, False), (1, True)):
        (one,) = told(demo_build, loop, due + dt.timedelta(days=days))
        assert (one.due_on, one.is_overdue) == (due, late)


def test_limits_of_the_office_count(demo_build: Build) -> None:
    loop = replace(ASSIGNED, stage=Stage.CALLED)
    (one,) = told(demo_build, loop, FRIDAY, 整改=LoopLimit(5, "工作日"))
    assert one.due_on == dt.date(2026, 3, 13)
    (one,) = told(demo_build, None, FRIDAY, 回访=LoopLimit(3, "自然日"))
    assert one.due_on == dt.date(2026, 3, 9)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.RULED_OUT])
def test_what_has_ended_is_never_late(demo_build: Build, stage: Stage) -> None:
    view = Loops(told(demo_build, replace(ASSIGNED, stage=stage), dt.date(2026, 10, 1)), [])
    assert view.taken[0].due_on is None and not view.overdue
    assert view.open == [] and view.still == 0


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
        )
    ]
    view = Loops(every, [Untaken("留言投诉", FRIDAY, 1, None, True)])
    assert (view.rectified.part, view.rectified.whole) == (2, 4)
    assert (view.called_back.part, view.called_back.whole) == (3, 4)
    assert by_stage(view).set_index("stage").loc["待派单"].tolist() == [1, 1]
    first, second, third = view.sentences("2026年3月")
    assert first == "2026年3月的 6 条投诉和差评中，还有 4 条没有着落，其中 1 条超过时限。"
    assert second == "2 条还没有派给责任人。" and "差评整改率 2/4 条" in third
    assert Loops([], []).sentences("2026年3月") == ["2026年3月没有投诉和差评。"]


def test_rectified_at_and_after_the_limit(demo_build: Build) -> None:
    for day, in_time in (("2026-03-13", True), ("2026-03-14", False), ("", None)):
        stage = Stage.CLOSED if day else Stage.CALLED
        loop = replace(ASSIGNED, stage=stage, rectified_on=day)
        (one,) = told(demo_build, loop, FRIDAY)
        assert one.in_time is in_time
    both = [
        *told(demo_build, replace(ASSIGNED, stage=Stage.CLOSED, rectified_on="2026-03-13"), FRIDAY),
        *told(demo_build, replace(ASSIGNED, stage=Stage.CLOSED, rectified_on="2026-03-14"), FRIDAY),
    ]
    assert (Loops(both, []).in_time.part, Loops(both, []).in_time.whole) == (1, 2)


SCOPE = Scope(dt.date(2026, 1, 1), dt.date(2026, 10, 1))


def against(build: Build) -> pd.DataFrame:
    """Complaints and bad ratings of SCOPE by pandas: columns key, kind, on_day."""
    comments = build.frame("select * from fct_comment where commented_month >= date '2026-01-01'")
    ratings = build.frame("select * from fct_rating where rated_month >= date '2026-01-01'")
    comments = comments[comments["label"].isin(["complaint", "mixed"]) & comments["is_counted"]]
    bad = ratings["grade_label"].isin(["不满意", "非常不满意"]) & ratings["is_valid"]
    ratings = ratings[bad]
    return pd.concat(
        [
            pd.DataFrame(
                {"key": f"{begins}:" + rows[f"{begins}_id"], "kind": kind, "on_day": rows[day]}
            )
            for begins, kind, rows, day in (
                ("comment", "留言投诉", comments, "commented_on"),
                ("rating", "差评", ratings, "rated_on"),
            )
        ]
    ).sort_values(["on_day", "key"], ignore_index=True)


def test_the_list_is_every_complaint_and_bad_rating(demo_build: Build) -> None:
    expected = against(demo_build)
    assert expected["kind"].value_counts().min() > 10
    days = read.complaint_days(demo_build, SCOPE)
    counted = expected.groupby(["kind", "on_day"]).size()
    assert days.set_index(["kind", "on_day"])["complaints"].to_dict() == counted.to_dict()
    bad = read.complaint_days(demo_build, SCOPE, "差评")
    assert bad["complaints"].sum() == (expected["kind"] == "差评").sum()
    keys = expected["key"].tolist()
    rows = read.waiting(demo_build, SCOPE, [])
    assert rows["key"].tolist() == keys and rows["is_complaint"].all()
    taken = [*keys[:3], keys[-1], "comment:unknown"]
    assert read.waiting(demo_build, SCOPE, taken, limit=5)["key"].tolist() == keys[3:8]
    assert read.complaints_by_key(demo_build, taken, SCOPE)["key"].tolist() == taken[:4]
    assert read.undated(demo_build, SCOPE) == 0


def test_what_nobody_took_up_is_the_rest(demo_build: Build) -> None:
    expected = against(demo_build)
    keys = expected["key"].tolist()
    steps = {key: SimpleNamespace(after=ASSIGNED.__dict__, seq=1) for key in keys[::3]}
    by = terms(demo_build, demo_build.meta.as_of)
    taken = follow(read.complaints_by_key(demo_build, list(steps), SCOPE), steps, by)  # type: ignore[arg-type]
    view = Loops(taken, untaken(read.complaint_days(demo_build, SCOPE), taken, by))
    assert view.total == len(keys) and len(view.taken) == len(steps)
    left = expected.drop(expected.index[::3])
    late = left["on_day"].map(lambda day: by.is_late(by.after(day.date(), "回访")))
    assert view.at(Stage.OPEN, True) == late.sum() > 0
    assert view.at(Stage.OPEN, False) == (~late).sum()


def test_search_finds_words_case_and_window(demo_build: Build) -> None:
    rows = read.waiting(demo_build, SCOPE, [])
    one = rows[rows["words"].notna() & rows["case_no"].notna()].iloc[0]
    for text in (one["words"][:6], one["case_no"], one["case_no"].lower(), one["window_name"]):
        held = rows[
            rows["words"].fillna("").str.contains(text, regex=False)
            | rows["case_no"].fillna("").str.lower().str.contains(text.lower(), regex=False)
            | rows["window_name"].fillna("").str.contains(text, regex=False)
        ]
        found = read.waiting(demo_build, SCOPE, [], text=text)
        assert found["key"].tolist() == held["key"].tolist() != []
        few = read.waiting(demo_build, SCOPE, [], None, 1, text)
        assert few["key"].tolist() == held["key"].tolist()[:1]
    assert read.waiting(demo_build, SCOPE, [], text="没有这几个字%_").empty


def test_a_step_that_the_offices_own_table_lacks_has_our_limit(tmp_path: Path) -> None:
    """Tables of an earlier release go on working."""
    path = tmp_path / "loop_limits.csv"
    path.write_text("step,days,unit\n回访,2,工作日\n整改,10,自然日\n", encoding="utf-8")
    assert loop_limits(path) == LIMITS | {
        "回访": LoopLimit(2, "工作日"),
        "整改": LoopLimit(10, "自然日"),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("step,days,unit\n回访,0,工作日\n", "第2行无法识别"),
        ("step,days,unit\n回访,1,小时\n", "第2行无法识别"),
    ],
)
def test_a_bad_table_of_limits_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "loop_limits.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=says):
        loop_limits(path)
