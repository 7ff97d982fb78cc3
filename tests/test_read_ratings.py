"""好差评 by the field's formulae: every figure again in pandas from what was landed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from etl.read import Build, Scope
from etl.read import ratings as read
from etl.settings import Settings
from reports.ratings import default_jumps, ratings

OCTOBER = dt.date(2026, 10, 1)
SCOPES = [
    Scope(OCTOBER, OCTOBER),
    Scope(dt.date(2026, 1, 1), OCTOBER),
    Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1), dept="公安局"),
]
WORDS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


@pytest.fixture(scope="module")
def landed(demo: Settings) -> pd.DataFrame:
    """Ratings as they were landed, the latest of each number, with the case's department."""
    files = (demo.landing / "ratings").glob("*.parquet")
    rows = pd.concat([pd.read_parquet(one) for one in files])
    rows = rows[rows["row_status"] == "ok"].drop_duplicates("row_key", keep="last")
    return rows.assign(month=rows["rated_at"].dt.to_period("M").dt.to_timestamp())


def in_scope(frame: pd.DataFrame, scope: Scope, month: str) -> pd.DataFrame:
    first, last = pd.Timestamp(scope.first), pd.Timestamp(scope.last)
    picked = frame[(frame[month] >= first) & (frame[month] <= last)]
    return picked if scope.dept is None else picked[picked["dept_name"] == scope.dept]


@pytest.mark.parametrize("scope", SCOPES[:2], ids=["month", "year"])
def test_counts_are_those_of_the_landing(
    demo_build: Build, landed: pd.DataFrame, scope: Scope
) -> None:
    rows = in_scope(landed, scope, "month")
    told = read.rating_figures(demo_build, scope)
    by_person = rows[rows["channel"] != "系统默认"]
    good = ["非常满意", "满意", "基本满意"]
    assert told.valid == len(rows)
    assert told.good == rows["grade"].isin(good).sum()
    assert told.bad == rows["grade"].isin(["不满意", "非常不满意"]).sum()
    assert (told.active, told.active_good) == (len(by_person), by_person["grade"].isin(good).sum())
    assert [told.grades[n] for n in range(5, 0, -1)] == [(rows["grade"] == w).sum() for w in WORDS]
    assert told.default_share.part == len(rows) - len(by_person)
    assert told.struck == 0


@pytest.mark.parametrize("scope", SCOPES, ids=["month", "year", "department"])
def test_rated_cases_count_each_case_once(
    demo_build: Build, landed: pd.DataFrame, scope: Scope
) -> None:
    cases = demo_build.frame(
        "select source_system, case_no, dept_name, finished_month from fct_case "
        "where is_counted and finished_month is not null"
    )
    cases = in_scope(cases, scope, "finished_month")
    anyone = set(landed["case_no"].dropna())
    by_person = set(landed.loc[landed["channel"] != "系统默认", "case_no"].dropna())
    told = read.rated_cases(demo_build, scope)
    assert told.finished == len(cases) > 100
    assert told.rated == cases["case_no"].isin(anyone).sum()
    assert told.active_rated == cases["case_no"].isin(by_person).sum()
    assert told.unrated_share.part == told.finished - told.rated


@pytest.mark.parametrize("dimension", read.DIMENSIONS)
@pytest.mark.parametrize("scope", SCOPES, ids=["month", "year", "department"])
def test_groups_add_up_to_the_whole(demo_build: Build, scope: Scope, dimension: str) -> None:
    whole, cases = read.rating_figures(demo_build, scope), read.rated_cases(demo_build, scope)
    rows = read.ratings_by(demo_build, scope, dimension)
    for name in ("valid", "good", "bad", "active", "active_good", "suspect"):
        assert rows[name].sum() == getattr(whole, name), name
    if dimension != "channel":
        for name in read.CASES:
            assert rows[name].sum() == getattr(cases, name), name


def test_groups_by_applicant_are_people_and_firms(demo_build: Build) -> None:
    rows = read.ratings_by(demo_build, SCOPES[1], "applicant").set_index("name")
    assert {"群众", "企业"} <= set(rows.index)
    raw = demo_build.frame("select applicant_type, is_valid, rated_month from fct_rating")
    people = in_scope(raw[raw["applicant_type"] == "自然人"], SCOPES[1], "rated_month")
    assert rows.loc["群众", "valid"] == people["is_valid"].sum()


def test_the_planted_gaming_is_found_and_hardly_anybody_else(
    demo_build: Build, truth: dict[str, Any]
) -> None:
    every = Scope(dt.date(2024, 11, 1), OCTOBER)
    groups = read.suspect_groups(demo_build, every)
    by_window = groups.groupby("window_code")["entries"].sum()
    gaming = by_window[truth["gaming_window"]]
    assert gaming == truth["ratings"]["of_gaming_window"]
    assert by_window.sum() - gaming <= 0.01 * truth["ratings"]["rows"]
    assert groups["is_open"].all()
    early = groups[groups["suspect_reason"] == "评价早于办结"]
    assert early["entries"].sum() >= truth["ratings"]["before_finish"]
    first = groups.iloc[0]
    assert len(read.of_group(demo_build, first["suspect_key"])) == first["entries"]


def test_words_and_grades_that_do_not_go_together(demo_build: Build) -> None:
    rows = read.contradictions(demo_build, SCOPES[1])
    assert len(rows) > 5
    assert ((rows["label"] == "complaint") == (rows["grade"] >= 4)).all()
    assert ((rows["label"] == "praise") == (rows["grade"] <= 2)).all()


def test_an_ordinary_city_has_no_jump_of_defaults(demo_build: Build) -> None:
    for month in range(2, 11):
        one = Scope(dt.date(2026, month, 1), dt.date(2026, month, 1))
        assert len(default_jumps(demo_build, one)) <= 1


def test_the_first_sentence_answers(demo_build: Build) -> None:
    view = ratings(demo_build, SCOPES[0])
    first, second, *_ = view.sentences()
    assert f"主动评价 {view.now.active:,} 条" in first
    assert "好评率" in first and "较上月" in first
    assert f"办结 {view.cases.finished:,} 件" in second
    empty = Scope(dt.date(2019, 1, 1), dt.date(2019, 1, 1))
    assert ratings(demo_build, empty).sentences() == ["2019年1月没有评价，也没有办结件。"]
