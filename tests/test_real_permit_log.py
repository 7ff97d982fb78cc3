"""The real permit log of a municipality gives the figures of its published truth, exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_folders import data_folder

from etl.landing.land import Request, land
from etl.read import Build, Scope, open_build
from etl.read.figures import case_figures, duration_counts, months, weighted_quantile
from etl.read.tables import by_source_time, by_window
from etl.runner import build
from reports.ranking import ranking

LOG, TRUTH, MESSAGES = "wabo_receipt_zh.csv", "wabo_receipt_truth.json", "messages_zh.csv"


def quiet(_: str, __: float) -> None:
    """No progress in tests."""


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> dict[str, Any]:
    told = json.loads((shared_data / "real" / TRUTH).read_text(encoding="utf-8"))
    known: dict[str, Any] = told["truth"]
    return known


@pytest.fixture(scope="module")
def log(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    settings = data_folder(tmp_path_factory.mktemp("permits") / "data")
    for name, table in ((LOG, "cases"), (MESSAGES, "comments")):
        report = land(settings, Request(shared_data / "real" / name, table), quiet)
        assert report["rejected"] == 0
    build(settings, None, quiet)
    return open_build(settings)


def everything(opened: Build) -> Scope:
    listed = months(opened)
    return Scope(listed[-1], listed[0])


def test_as_of_is_the_latest_case_event(log: Build, truth: dict[str, Any]) -> None:
    # The messages are of other years; the log alone ends on the truth's day.
    latest = log.rows(
        "select max(greatest(accepted_on, coalesce(finished_on, accepted_on))) from fct_case"
    )
    assert latest[0][0].isoformat() == truth["as_of"][:10]


def test_counts(log: Build, truth: dict[str, Any]) -> None:
    row = log.rows(
        "select count(*), count(finished_on), count(*) filter (where finished_on is null), "
        "count(*) filter (where finished_on is not null and statutory_due_on is not null), "
        "count(*) filter (where has_date_conflict) from fct_case"
    )[0]
    assert row == (truth["cases"], truth["completed"], truth["open"],
                   truth["completed_with_deadline"],
                   truth["completed_before_accepted_bad_rows"])  # fmt: skip


def test_on_time_by_date_counts_the_conflicts_and_our_share_leaves_them_out(
    log: Build, truth: dict[str, Any]
) -> None:
    told = log.rows(
        "select count(*) filter (where is_within_statutory and finished_on is not null), "
        "count(*) filter (where is_within_statutory and has_date_conflict) from fct_case"
    )[0]
    bad = truth["completed_before_accepted_bad_rows"]
    assert told == (truth["on_time_by_date"], bad)
    shares = [case_figures(log, everything(log)).within_statutory]
    assert shares[0].part == truth["on_time_by_date"] - bad
    assert shares[0].whole == truth["completed_with_deadline"] - bad


def test_by_timestamp_fewer_are_on_time_and_the_page_says_how_many(
    log: Build, truth: dict[str, Any]
) -> None:
    told = log.rows(
        "select count(*) filter (where is_within_statutory_by_time), "
        "count(*) filter (where is_within_statutory_by_time and has_date_conflict) "
        "from fct_case where finished_on is not null"
    )[0]
    bad = truth["completed_before_accepted_bad_rows"]
    assert told == (truth["on_time_by_timestamp"], bad)
    row = by_source_time(log, everything(log)).set_index("clock").loc["法定"]
    assert (row["told"], row["by_date"], row["by_time"]) == (
        truth["completed_with_deadline"] - bad,
        truth["on_time_by_date"] - bad,
        truth["on_time_by_timestamp"] - bad,
    )
    assert row["stricter"] == truth["on_time_by_date"] - truth["on_time_by_timestamp"]
    assert row["looser"] == 0


def test_working_days(log: Build, truth: dict[str, Any]) -> None:
    told = truth["duration_working_days_CN_(start_excluded,end_included)"]
    figures = case_figures(log, everything(log))
    days = duration_counts(log, everything(log))
    assert figures.counts["timed"] == told["n"]
    assert round(figures.mean_days or 0, 4) == told["mean"]
    assert figures.median_days == told["median"]
    assert weighted_quantile(days["days"], days["cases"], 0.95) == told["p95"]
    written_out = np.repeat(days["days"], days["cases"])
    for q, name in ((0.25, "p25"), (0.9, "p90"), (0.99, "p99")):
        assert round(float(np.quantile(written_out, q)), 4) == told[name]
        assert round(weighted_quantile(days["days"], days["cases"], q) or 0, 4) == told[name]


def test_windows_in_their_order(log: Build, truth: dict[str, Any]) -> None:
    told = {one["key"]: one for one in truth["by_window"]}
    rows = log.rows(
        "select window_code, count(*), count(finished_on), "
        "count(*) filter (where is_within_statutory and finished_on is not null) "
        "from fct_case group by window_code"
    )
    assert {r[0]: r[1:] for r in rows} == {
        key: (one["cases"], one["completed"], one["on_time_by_date"]) for key, one in told.items()
    }
    expected = sorted(
        told, key=lambda k: -told[k]["on_time_by_date"] / told[k]["completed_with_deadline"]
    )
    ranked = ranking(log, everything(log), "法定时限内办结率")[0].windows
    assert list(ranked["window_code"]) == expected


def test_windows_named_by_cases_alone_are_completed_and_marked(log: Build) -> None:
    assert log.rows("select window_code, is_from_cases from dim_window order by 1") == [
        ("EMPTY", True), ("Group 1", True)]  # fmt: skip
    assert by_window(log, everything(log))["statutory"].sum() == 1327


def test_by_month(log: Build, truth: dict[str, Any]) -> None:
    rows = log.rows(
        "select strftime(finished_month, '%Y-%m'), count(*), "
        "count(*) filter (where is_within_statutory) from fct_case "
        "where finished_month is not null group by 1"
    )
    told = {
        key: (one["completed"], one["on_time_by_date"]) for key, one in truth["by_month"].items()
    }
    assert {r[0]: r[1:] for r in rows} == told


def test_no_promise_means_a_blank_share_and_not_a_hundred(log: Build) -> None:
    figures = case_figures(log, everything(log))
    assert figures.on_time.value is None
    assert log.rows("select count(finish_class) from fct_case") == [(0,)]


def test_messages_are_labelled_and_hardly_praise(log: Build) -> None:
    labels = dict(log.rows("select label, count(*) from fct_comment group by 1"))
    assert sum(labels.values()) == 400
    # Citizens write to a government to complain, ask and propose.
    assert labels.get("praise", 0) < 20
    assert labels["complaint"] > labels["inquiry"] > labels["suggestion"]
