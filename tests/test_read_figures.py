"""Every figure on screen, recomputed from the facts by pandas."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from etl.read import Build, Scope, tables, voice
from etl.read import figures as read
from etl.read import ratings as ratings_read
from reports.limits import limits
from reports.overview import overview

OCTOBER, MARCH = dt.date(2026, 10, 1), dt.date(2026, 3, 1)
SCOPES = [
    Scope(OCTOBER, OCTOBER),
    Scope(MARCH, MARCH, "accepted"),
    Scope(dt.date(2025, 11, 1), OCTOBER, dept="公安局"),
    Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1), channel="窗口办理", case_type="承诺件"),
    Scope(dt.date(2026, 1, 1), OCTOBER, "accepted", window="A01"),
]


@pytest.fixture(scope="module")
def facts(demo_build: Build) -> pd.DataFrame:
    return demo_build.frame("select * from fct_case")


def chosen(facts: pd.DataFrame, scope: Scope, basis: str | None = None) -> pd.DataFrame:
    """The scope's cases, picked without the read door."""
    month = facts[f"{basis or scope.basis}_month"]
    kept = (month >= pd.Timestamp(scope.first)) & (month <= pd.Timestamp(scope.last))
    for column, value in (("dept_name", scope.dept), ("window_code", scope.window),
                          ("channel", scope.channel), ("case_type", scope.case_type)):  # fmt: skip
        if value is not None:
            kept &= facts[column] == value
    return facts[kept]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_shares_and_durations(demo_build: Build, facts: pd.DataFrame, scope: Scope) -> None:
    told = read.case_figures(demo_build, scope)
    picked = chosen(facts, scope)
    finished = picked[picked["is_counted"] & picked["finished_on"].notna()]
    sound = finished[~finished["has_date_conflict"]]
    classes = sound["finish_class"]
    promised = sound[classes.notna()]
    commitments = promised[promised["case_type"] == "承诺件"]
    statutory = sound[sound["is_within_statutory"].notna()]
    assert told.counts["finished"] == len(finished) > 0
    assert told.on_time == read.Share(
        int(classes.isin(["提前", "按时", "即办"]).sum()), len(promised)
    )
    assert told.early == read.Share(
        int((commitments["finish_class"] == "提前").sum()), len(commitments))  # fmt: skip
    assert told.within_statutory == read.Share(
        int(statutory["is_within_statutory"].sum()), len(statutory))  # fmt: skip
    assert told.counts["only_by_pause"] == sound["is_within_promise_only_by_pause"].sum()
    used = sound["used_workdays"].dropna()
    assert told.mean_days == pytest.approx(used.mean())
    assert told.median_days == np.quantile(used, 0.5)
    assert told.p90_days == pytest.approx(np.quantile(used, 0.9))
    both = sound.dropna(subset=["used_workdays", "statutory_workdays"])
    days = both["statutory_workdays"].sum()
    assert told.speed_up == pytest.approx((days - both["used_workdays"].sum()) / days)
    accepted = chosen(facts, scope, "accepted")
    assert told.accepted == accepted["is_counted"].sum()


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_by_window_adds_up(demo_build: Build, scope: Scope) -> None:
    whole = read.case_figures(demo_build, scope).counts
    parts = tables.by_window(demo_build, scope)
    for name in ("finished", "promised", "on_time", "overdue", "statutory", "only_by_pause"):
        assert parts[name].sum() == whole[name]


def test_items_took_as_long_as_they_took(demo_build: Build, facts: pd.DataFrame) -> None:
    scope = SCOPES[2]
    told = tables.by_item(demo_build, scope).set_index("item_code")
    picked = chosen(facts, scope)
    sound = picked[picked["is_counted"] & picked["finished_on"].notna()
                   & ~picked["has_date_conflict"]]  # fmt: skip
    for code, part in sound.dropna(subset=["used_workdays"]).groupby("item_code"):
        assert told.loc[code, "n"] == len(part)
        assert told.loc[code, "p50"] == pytest.approx(np.quantile(part["used_workdays"], 0.5))
        assert told.loc[code, "p90"] == pytest.approx(np.quantile(part["used_workdays"], 0.9))


def test_weighted_quantile_is_numpys(rng_cases: list[tuple[list[int], list[int]]]) -> None:
    for (values, weights), q in itertools.product(rng_cases, (0.0, 0.1, 0.5, 0.9, 0.95, 1.0)):
        written_out = np.repeat(values, weights)
        assert read.weighted_quantile(values, weights, q) == pytest.approx(
            np.quantile(written_out, q)
        )
    assert read.weighted_quantile([], [], 0.5) is None


@pytest.fixture
def rng_cases() -> list[tuple[list[int], list[int]]]:
    rng = np.random.default_rng(7)
    made = [([3], [1]), ([0, 5], [1, 1]), ([0, 1, 9], [5, 1, 3])]
    for _ in range(30):
        values = np.unique(rng.integers(0, 60, rng.integers(1, 30)))
        made.append((values.tolist(), rng.integers(1, 9, len(values)).tolist()))
    return made


def test_open_cases(demo_build: Build, facts: pd.DataFrame) -> None:
    told = read.open_cases(demo_build, SCOPES[0])
    opened = facts[facts["is_counted"] & facts["finished_on"].isna()]
    clear = opened[opened["status"] != "办结"]
    assert told.open == len(clear)
    assert told.unclear == len(opened) - len(clear) > 0
    assert told.past_promise == (clear["is_within_promise"] == False).sum()  # noqa: E712
    assert told.past_statutory == (clear["is_within_statutory"] == False).sum()  # noqa: E712
    assert told.due_soon == (clear["card"] == "预警").sum()


@pytest.mark.parametrize("which", [*tables.CASE_SETS, *tables.OPEN_SETS])
def test_a_figure_has_as_many_cases_behind_it(demo_build: Build, which: str) -> None:
    scope = SCOPES[0]
    rows, total = tables.cases(demo_build, scope, which, limit=100_000)
    assert len(rows) == total
    counts, opened = read.case_figures(demo_build, scope).counts, read.open_cases(demo_build, scope)
    known = {
        "finished": counts["finished"], "overdue": counts["overdue"],
        "only_by_pause": counts["only_by_pause"], "left_out": counts["left_out"],
        "past_statutory": counts["statutory"] - counts["within_statutory"],
        "open": opened.open, "open_past_promise": opened.past_promise,
        "open_past_statutory": opened.past_statutory, "open_due_soon": opened.due_soon,
        "open_unclear": opened.unclear,
    }  # fmt: skip
    assert total == known.get(which, total)


def test_compression_over_items_not_cases(demo_build: Build) -> None:
    items = demo_build.frame("select * from dim_item")
    both = items[(items["legal_limit_unit"] == "工作日")
                 & items["promise_limit_unit"].isin(["工作日", "即办"])
                 & (items["legal_limit"] > 0)]  # fmt: skip
    told = limits(demo_build, SCOPES[0])
    assert told.comparable == len(both)
    days = both["legal_limit"].sum()
    assert told.compression == pytest.approx((days - both["promise_limit"].sum()) / days)


def test_comments_and_ratings(demo_build: Build) -> None:
    scope = Scope(dt.date(2026, 1, 1), OCTOBER)
    comments = demo_build.frame("select * from fct_comment")
    picked = comments[(comments["commented_month"] >= pd.Timestamp(scope.first))
                      & (comments["commented_month"] <= pd.Timestamp(scope.last))]  # fmt: skip
    counted = picked[picked["same_day_copies"].isna()]
    told = voice.comment_figures(demo_build, scope)
    assert {k: v for k, v in told.by_label.items() if v} == counted[
        "label"
    ].value_counts().to_dict()
    assert told.suspect == len(picked) - len(counted)
    ratings = demo_build.frame("select * from fct_rating")
    rated = ratings[(ratings["rated_month"] >= pd.Timestamp(scope.first))
                    & (ratings["rated_month"] <= pd.Timestamp(scope.last)) & ratings["is_valid"]]  # fmt: skip
    active = rated[rated["channel"] != "系统默认"]
    figures = ratings_read.rating_figures(demo_build, scope)
    assert (figures.valid, figures.active) == (len(rated), len(active))
    assert figures.active_good == active["grade_label"].isin(["非常满意", "满意", "基本满意"]).sum()


def test_a_scope_without_data_is_blank_and_not_zero_per_cent(demo_build: Build) -> None:
    told = read.case_figures(demo_build, Scope(dt.date(2019, 1, 1), dt.date(2019, 1, 1)))
    assert told.on_time.value is None
    assert told.mean_days is told.median_days is told.speed_up is None


def test_changes_are_differences_of_shares(demo_build: Build) -> None:
    view = overview(demo_build, SCOPES[0])
    compared = view.compared("on_time")
    before = read.case_figures(demo_build, Scope(dt.date(2026, 9, 1), dt.date(2026, 9, 1))).on_time
    year = read.case_figures(demo_build, Scope(dt.date(2025, 10, 1), dt.date(2025, 10, 1))).on_time
    assert compared.before == before
    assert compared.year_before == year
    assert compared.change == pytest.approx((compared.now.value or 0) - (before.value or 0))


def test_the_bad_month_moves_departments_and_stands_outside_the_limits(demo_build: Build) -> None:
    view = overview(demo_build, Scope(MARCH, MARCH))
    assert view.compared("on_time").is_clear
    assert "变化明显" in view.sentences()[0]
    later = overview(demo_build, SCOPES[0])
    assert MARCH in later.trend("on_time", "promised").signals
