"""The demonstration city as built says what its generator put in, counted by other code."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from etl.read import Build
from etl.settings import Settings


@pytest.fixture(scope="module")
def sound(demo_build: Build, truth: dict[str, Any]) -> pd.DataFrame:
    """Counted cases without a planted fault; a row written twice is no fault of its case."""
    planted = {number for name, numbers in truth["fault_case_numbers"].items()
               if name != "duplicate_rows" for number in numbers}  # fmt: skip
    cases = demo_build.frame("select * from fct_case where is_counted")
    return cases[~cases["case_no"].isin(planted)]


def test_everything_in_the_file_is_accounted_for(demo_build: Build, truth: dict[str, Any]) -> None:
    row = demo_build.rows(
        "select rows_in, loaded, rejected, duplicate from meta_batch where table_name = 'cases'"
    )[0]
    faults = truth["faults"]
    rejected = (faults["no_case_no"] + faults["scientific_case_no"]
                + faults["unreadable_accepted_at"])  # fmt: skip
    assert row == (truth["rows_in_file"], truth["rows_in_file"] - rejected - faults["duplicate_rows"],
                   rejected, faults["duplicate_rows"])  # fmt: skip
    rejects = demo_build.rows("select count(*) from meta_reject r join meta_batch using (batch_id) "
                              "where table_name = 'cases'")  # fmt: skip
    assert rejects == [(rejected,)]


def test_every_planted_fault_is_a_finding(demo_build: Build, truth: dict[str, Any]) -> None:
    found = dict(demo_build.rows("select finding, count(*) from fct_finding group by 1"))
    faults = truth["faults"]
    named = {
        "办结早于受理": "finished_before_accepted", "办结时间在统计日之后": "finished_in_future",
        "状态为办结但没有办结时间": "finished_without_time",
        "承诺时限长于法定时限": "promise_longer_than_statute", "窗口不在清单": "unknown_window",
        "即办件却有承诺天数": "jiban_with_days", "时限为0或异常大": "zero_limit",
        "评价找不到办件": "ratings_unknown_case", "逾期未告知，视为受理": "deemed_accepted",
        "收件后尚未受理": "not_accepted_yet",
    }  # fmt: skip
    assert {name: found.get(name, 0) for name in named} == {
        name: faults[key] for name, key in named.items()
    }


def test_verdicts(sound: pd.DataFrame, truth: dict[str, Any]) -> None:
    told = truth["verdicts"]
    promised = sound[sound["finish_class"].notna()]
    statutory = sound[sound["finished_on"].notna() & sound["is_within_statutory"].notna()]
    opened = sound[sound["finished_on"].isna()]
    assert len(promised) == told["all"]["finished_with_promise"]
    assert (promised["is_within_promise"] == True).sum() == told["all"]["within_promise"]  # noqa: E712
    assert len(statutory) == told["all"]["finished_with_statutory"]
    assert statutory["is_within_statutory"].sum() == told["all"]["within_statutory"]
    assert sound["is_within_promise_only_by_pause"].sum() == told["within_promise_only_by_pause"]
    assert len(opened) == told["open"]
    assert (opened["is_within_promise"] == False).sum() == told["open_overdue"]  # noqa: E712


def test_verdicts_by_month(sound: pd.DataFrame, truth: dict[str, Any]) -> None:
    promised = sound[sound["finish_class"].notna()]
    months = promised["finished_month"].dt.strftime("%Y-%m")
    counts = promised.groupby(months)["is_within_promise"].agg(["count", "sum"])
    built = {month: [int(row["count"]), int(row["sum"])] for month, row in counts.iterrows()}
    assert built == truth["verdicts"]["all"]["by_finished_month"]


def test_the_bad_month_is_the_worst(sound: pd.DataFrame, truth: dict[str, Any]) -> None:
    promised = sound[sound["finish_class"].notna()]
    shares = promised.groupby(promised["finished_month"].dt.strftime("%Y-%m"))[
        "is_within_promise"].mean()  # fmt: skip
    assert shares.astype(float).idxmin() == truth["bad_month"]


def test_only_the_gaming_window_is_suspect(demo_build: Build, truth: dict[str, Any]) -> None:
    suspects = demo_build.rows(
        "select window_code, count(*) from fct_rating where is_suspect group by 1 "
        "having count(*) >= 10"
    )
    assert [code for code, _ in suspects] == [truth["gaming_window"]]


def test_the_small_window_is_there_with_its_few_cases(
    demo_build: Build, truth: dict[str, Any]
) -> None:
    small = truth["small_window"]
    count = demo_build.rows("select count(*) from fct_case where window_code = ?", [small["code"]])
    assert count == [(small["cases"],)]


def test_dimensions(demo_build: Build, truth: dict[str, Any]) -> None:
    counts = demo_build.rows(
        "select (select count(*) from dim_department), "
        "(select count(*) from dim_window where not is_from_cases), "
        "(select count(*) from dim_item where not is_from_cases), (select count(*) from dim_staff), "
        "(select count(*) from fct_joint_case)"
    )[0]
    assert counts == (truth["departments"], truth["windows"], truth["items"], truth["staff"],
                      truth["joint_projects"])  # fmt: skip


def test_comments_are_labelled_better_than_the_largest_class(
    demo_build: Build, truth: dict[str, Any]
) -> None:
    labels = dict(demo_build.rows("select comment_no, label from fct_comment"))
    wanted = truth["comment_labels"]
    right = sum(labels[number] == label for number, label in wanted.items())
    largest = max(truth["comments"]["by_label"].values()) / len(wanted)
    assert right / len(wanted) > largest + 0.1
    praised_as_fault = sum(wanted[n] == "praise" and labels[n] == "complaint" for n in wanted)
    assert praised_as_fault / sum(one == "praise" for one in wanted.values()) < 0.3


def test_no_personal_number_reaches_the_build(demo_build: Build, demo: Settings) -> None:
    pattern = r"(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)|[0-9]{17}[0-9Xx]|[\w.]+@[\w.]+"
    assert demo_build.rows(
        "select count(*) from fct_comment where regexp_matches(text_masked, ?)", [pattern]
    ) == [(0,)]
    landed = sorted((demo.landing / "comments").glob("*.parquet"))
    assert demo_build.rows(
        "select count(*) > 0 from read_parquet(?) where regexp_matches(content, ?)",
        [str(landed[0]), pattern],
    ) == [(True,)]
