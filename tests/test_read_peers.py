"""Shares by month and kind add up to the windows' figures; places, O/E and profiles again in pandas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta, chi2

from etl.read import Build, Scope, peers, tables
from etl.read.ratings import ratings_by_window
from reports import profile, ranking
from scoring.uncertainty import MIN_COMPARED

QUARTER = Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1))
YEAR = Scope(dt.date(2025, 11, 1), dt.date(2026, 10, 1))


def counted(build: Build, scope: Scope, label: str) -> pd.DataFrame:
    """Part and whole by window, as the other pages count them."""
    metric = ranking.METRICS[label]
    frame = tables.by_window(build, scope).merge(
        ratings_by_window(build, scope), on="window_code", how="left"
    )
    frame = frame.fillna({metric.part: 0, metric.whole: 0}).set_index("window_code")
    return pd.DataFrame({"part": frame[metric.part], "whole": frame[metric.whole]}).astype(int)


@pytest.mark.parametrize("label", ranking.METRICS)
@pytest.mark.parametrize(
    "scope", [YEAR, replace(QUARTER, basis="accepted")], ids=["year", "accepted"]
)
def test_months_and_kinds_add_up_to_the_windows(
    demo_build: Build, label: str, scope: Scope
) -> None:
    expected = counted(demo_build, scope, label)
    expected = expected[expected["whole"] > 0]
    key = ranking.METRICS[label].key
    months = (
        peers.shares_by_month(demo_build, scope, key)
        .groupby("window_code")[["part", "whole"]]
        .sum()
    )
    kinds = (
        peers.kinds_by_window(demo_build, scope, key)
        .groupby("window_code")[["cases", "events"]]
        .sum()
    )
    assert months.to_dict() == expected.to_dict()
    assert kinds["cases"].to_dict() == expected["whole"].to_dict()
    assert kinds["events"].to_dict() == (expected["whole"] - expected["part"]).to_dict()


def test_shrunk_shares_and_intervals_again(demo_build: Build) -> None:
    groups = ranking.ranking(demo_build, QUARTER, "按时办结率")
    assert len(groups) > 2
    for group in groups:
        a, b, rows = group.prior.a, group.prior.b, group.windows
        if rows.empty:
            continue
        assert rows["shrunk"].tolist() == pytest.approx(
            ((rows["part"] + a) / (rows["whole"] + a + b)).tolist()
        )
        law = beta(rows["part"] + a, rows["whole"] - rows["part"] + b)
        assert rows["low"].tolist() == pytest.approx(law.ppf(0.025).tolist(), abs=1e-7)
        assert rows["high"].tolist() == pytest.approx(law.ppf(0.975).tolist(), abs=1e-7)
        assert (rows["whole"] >= MIN_COMPARED).all() and (group.few["whole"] < MIN_COMPARED).all()
        assert rows["shrunk"].is_monotonic_decreasing
        assert (rows["first"] <= rows["last"]).all() and rows["last"].max() <= len(rows)
        assert rows["p_top"].sum() == pytest.approx(group.seats, abs=0.01)
        # By another way: how often each is among the first in draws of another generator.
        rng = np.random.default_rng(99)
        drawn = law.rvs(size=(4000, len(rows)), random_state=rng)
        top = (np.argsort(np.argsort(-drawn, axis=1), axis=1) < group.seats).mean(axis=0)
        assert rows["p_top"].tolist() == pytest.approx(top.tolist(), abs=0.05)


def test_a_filter_chooses_who_is_shown_and_not_whom_they_are_compared_with(
    demo_build: Build,
) -> None:
    whole = {
        row.window_code: (row.first, row.last, row.shrunk, row.band)
        for group in ranking.ranking(demo_build, QUARTER, "按时办结率")
        for row in group.windows.itertuples()
    }
    dept = demo_build.rows("select dept_name from dim_window where dept_name is not null limit 1")[
        0
    ][0]
    shown = [
        row
        for group in ranking.ranking(demo_build, replace(QUARTER, dept=dept), "按时办结率")
        for row in group.windows.itertuples()
    ]
    assert shown
    for row in shown:
        assert row.dept_name == dept
        assert whole[row.window_code] == (row.first, row.last, row.shrunk, row.band)


def test_misses_against_what_items_explain_again(demo_build: Build) -> None:
    cases = demo_build.frame(
        "select c.window_code, c.item_code, c.case_type, i.item_type, c.finish_class from fct_case c "
        "left join dim_item i using (item_code) where c.is_counted and not c.has_date_conflict "
        "and c.finish_class is not null and c.window_code is not null "
        "and c.finished_month between date '2025-11-01' and date '2026-10-01'"
    )
    cases["late"] = cases["finish_class"] == "超期"
    cases["wider"] = [
        " · ".join(part for part in pair if isinstance(part, str))
        for pair in zip(cases["case_type"], cases["item_type"], strict=True)
    ]
    expected = pd.Series(0.0, index=cases["window_code"].unique())
    for (code, item, wider), rows in cases.groupby(
        ["window_code", "item_code", "wider"], dropna=False
    ):
        alike = cases[cases["item_code"] == item]
        if alike["window_code"].nunique() < 2:
            alike = cases[cases["wider"] == wider]
        if alike["window_code"].nunique() < 2:
            alike = cases
        expected[code] += len(rows) * alike["late"].mean()
    told = ranking.case_mix(demo_build, YEAR, "按时办结率").set_index("window_code")
    assert len(told) > 20
    for code, row in told.iterrows():
        assert row["expected"] == pytest.approx(expected[code])
        late = int(cases.loc[cases["window_code"] == code, "late"].sum())
        assert row["observed"] == late
        assert row["high"] == pytest.approx(chi2.ppf(0.975, 2 * late + 2) / 2 / expected[code])
    assert told["observed"].sum() == pytest.approx(told["expected"].sum(), rel=0.05)


def test_the_late_window_is_late_also_for_its_items(demo_build: Build) -> None:
    told = ranking.case_mix(demo_build, YEAR, "按时办结率")
    beyond = told[told["low"] > 1]
    assert 0 < len(beyond) < len(told) / 2


def test_places_by_month_are_those_of_the_month(demo_build: Build) -> None:
    group = max(
        ranking.ranking(demo_build, QUARTER, "按时办结率"), key=lambda one: len(one.windows)
    )
    codes = list(group.windows["window_code"])
    told = ranking.by_month(demo_build, YEAR, "按时办结率", codes)
    assert told["month"].nunique() == 12 and (told.groupby("month")["place"].min() == 1).all()
    month = told[told["month"] == pd.Timestamp(2026, 9, 1)]
    one = replace(QUARTER, first=QUARTER.last)
    sizes = counted(demo_build, one, "按时办结率").loc[month["window_code"], "whole"]
    assert (sizes >= MIN_COMPARED).all()
    assert ranking.by_month(demo_build, YEAR, "按时办结率", []).empty


def test_what_moved_is_more_than_chance(demo_build: Build) -> None:
    found = ranking.moved(demo_build, replace(QUARTER, first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 1)), "按时办结率")  # fmt: skip
    for row in found.itertuples():
        k1, n1, k2, n2 = row.now.part, row.now.whole, row.before.part, row.before.whole
        pooled = (k1 + k2) / (n1 + n2)
        z = (k1 / n1 - k2 / n2) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        assert abs(z) > 2.576 and row.change == pytest.approx(k1 / n1 - k2 / n2)


def test_a_profile_says_only_what_stands_in_the_ranking(demo_build: Build) -> None:
    by_metric = {label: ranking.ranking(demo_build, QUARTER, label) for label in ranking.METRICS}
    none = pd.DataFrame({"work_rule": [], "praise": [], "complaint": []})
    for (code,) in demo_build.rows("select window_code from dim_window where not is_from_cases"):
        found = profile.standings(by_metric, code)
        assert [one.metric.label for one in found] == list(ranking.METRICS)
        told = " ".join(profile.sentences(found, none))
        for one in found:
            if one.band == "高于同类":
                assert one.metric.label in told.partition("要留意")[0]
            elif one.band == "低于同类":
                assert one.metric.label in told.partition("要留意")[2]
    assert profile.standings(by_metric, "没有的窗口") == []
    assert "窗口清单" in profile.sentences([], none)[0]


def test_a_city_of_one_window_has_no_peers(demo_build: Build) -> None:
    empty = Scope(dt.date(2019, 1, 1), dt.date(2019, 3, 1))
    groups = ranking.ranking(demo_build, empty, "按时办结率")
    assert all(group.windows.empty for group in groups) and not groups[0].prior.is_fitted
    assert ranking.case_mix(demo_build, empty, "按时办结率").empty
    assert ranking.moved(demo_build, empty, "按时办结率").empty
    assert "0 个窗口明显高于同类" in ranking.summary(groups)
