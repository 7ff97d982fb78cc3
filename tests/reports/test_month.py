"""The figures of the monthly report are those of the pages, its past what was published."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from report_months import BOOK, DRAWN, of

from etl.errors import UserError
from etl.read import Build, Scope
from etl.read.figures import case_figures, open_cases
from etl.read.ratings import rating_figures
from etl.read.voice import comment_figures
from reports import words
from reports.month import month_report
from reports.month_files import report_of, scope_of
from reports.report_model import (
    Cell,
    MonthReport,
    as_plain,
    from_plain,
)


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_every_figure_is_what_the_pages_read(demo_build: Build, day: dt.date) -> None:
    report, scope = of(demo_build, day), Scope(day, day)
    for cell, one in (
        ("now", scope),
        ("before", scope.previous()),
        ("year_before", scope.year_before()),
    ):
        if one.first < dt.date(2024, 11, 1):
            # The data begin later: there is nothing to compare with, and no nought.
            assert all(getattr(figure, cell).value is None for figure in report.figures)
            continue
        cases, said = case_figures(demo_build, one), comment_figures(demo_build, one)
        rated = rating_figures(demo_build, one)
        found = {figure.key: getattr(figure, cell) for figure in report.figures}
        assert found["accepted"].number == cases.accepted
        assert found["finished"].number == cases.counts["finished"]
        for key in ("on_time", "within_statutory", "early", "online"):
            share = getattr(cases, key)
            assert (found[key].part, found[key].whole) == (share.part, share.whole), key
        assert (found["p90"].number, found["median"].number) == (cases.p90_days, cases.median_days)
        assert found["overdue"].number == cases.counts["overdue"]
        good = rated.active_good_share
        assert (found["satisfaction"].part, found["satisfaction"].whole) == (good.part, good.whole)
        assert found["bad"].number == rated.bad
        assert found["comments"].number == said.total
        assert found["complaints"].part == said.by_label["complaint"] + said.by_label["mixed"]


def test_open_cases_are_those_of_the_end_of_the_month(
    demo_build: Build, october: MonthReport
) -> None:
    now = open_cases(demo_build, Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1)))
    assert october.figure("open").now.number == now.open
    assert october.figure("open_past").now.number == now.past_promise
    past = of(demo_build, dt.date(2026, 3, 1))
    counted = demo_build.rows(
        "select count(*) from fct_case where is_counted and not has_date_conflict and accepted_on <= '2026-03-31' "
        "and (finished_on > '2026-03-31' and finished_on <= '2026-10-31' or finished_on is null and "
        "coalesce(status, '') <> '办结')"
    )[0][0]
    assert past.figure("open").now.number == counted
    assert of(demo_build, dt.date(2026, 4, 1)).figure("open").before.number == counted


def test_changes_are_in_points_and_blank_without_a_past(october: MonthReport) -> None:
    on_time = october.figure("on_time")
    now, before = on_time.now.value, on_time.before.value
    assert now is not None and before is not None
    assert on_time.change(on_time.before) == words.points(now - before)
    assert on_time.change(Cell(None, 0, 0)) == "—"
    finished = october.figure("finished")
    assert finished.change(Cell(0.0)) == "—" and finished.change(Cell(None)) == "—"
    assert finished.change(Cell(finished.now.number)) == "持平"


def test_a_report_is_whole_as_plain_values(october: MonthReport) -> None:
    told = json.loads(json.dumps(as_plain(october), ensure_ascii=False))
    again = from_plain(told)
    assert replace(again, stamp="") == october and again.sha256 == october.sha256
    other = replace(
        october, figures=(replace(october.figures[0], now=Cell(1.0)), *october.figures[1:])
    )
    assert other.sha256 != october.sha256
    assert replace(october, quality=("别的话",)).sha256 == october.sha256


def test_the_cohort_of_the_side_bar_changes_nothing(
    demo_build: Build, october: MonthReport
) -> None:
    scope = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1), "accepted", channel="窗口办理")
    assert month_report(demo_build, scope, BOOK).figures == october.figures


def test_a_window_that_finished_nothing_in_a_month_has_its_acceptances(demo_build: Build) -> None:
    """Of every window, the year's acceptances are those counted from the cases themselves."""
    october_ = dt.date(2026, 10, 1)
    counted = demo_build.rows(
        "select window_code, count(*) from fct_case where is_counted and window_code is not null and "
        "accepted_month between '2026-01-01' and '2026-10-01' group by 1 order by 2 limit 3"
    )
    for code, count in counted:
        report = of(demo_build, october_, window=code)
        year = {one.key: one for one in report.year}
        assert year["accepted"].now.number == count, code


def test_before_the_data_there_is_nothing_and_no_nought(demo_build: Build) -> None:
    first = of(demo_build, dt.date(2024, 11, 1))
    assert (
        first.figure("finished").before == Cell() and first.figure("finished").change(Cell()) == "—"
    )
    assert {one.key: one for one in first.year}["finished"].year_before == Cell()
    assert "没有可比的往期数据" in first.sections[0].paragraphs[0]
    second_year = of(demo_build, dt.date(2025, 11, 1))
    assert {one.key: one for one in second_year.year}["finished"].year_before == Cell()
    assert second_year.figure("finished").year_before.number is not None


def test_a_report_of_an_earlier_version_opens(demo_build: Build, october: MonthReport) -> None:
    """Kept before pending was counted and with fewer figures: it opens, and later months use what it has."""
    told = json.loads(json.dumps(as_plain(of(demo_build, dt.date(2026, 9, 1)))))
    del told["pending"]
    told["figures"] = [one for one in told["figures"] if one["key"] not in ("online", "early")]
    kept = from_plain(told)
    assert kept.pending is None and kept.sha256 == told["stamp"]
    told["pending"] = {"is_provisional": False, "rejected": 1}
    assert from_plain(told).pending is None
    later = month_report(
        demo_build, Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1)), BOOK, {"2026-09": kept}
    )
    assert later.figure("finished").before == kept.figure("finished").now
    assert [one.now for one in later.year] == [one.now for one in october.year]


def test_what_is_not_there_is_refused(demo_build: Build) -> None:
    with pytest.raises(UserError, match="2020-01 没有数据，最近的是 2026-10"):
        report_of(demo_build, Scope(dt.date(2020, 1, 1), dt.date(2020, 1, 1)), BOOK)
    month = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1))
    with pytest.raises(UserError, match="没有“火星局”这个部门"):
        scope_of(demo_build, month, ["火星局"], [])
    with pytest.raises(UserError, match="没有“火星窗口”这个窗口"):
        scope_of(demo_build, month, [], ["火星窗口"])


def test_several_departments_are_their_sum(demo_build: Build) -> None:
    month = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1))
    names = [
        row[0]
        for row in demo_build.rows("select distinct dept_name from dim_window order by 1 limit 3")
    ]
    both = scope_of(demo_build, month, names[:2], [])
    each = [
        case_figures(demo_build, replace(month, dept=name)).counts["finished"] for name in names[:2]
    ]
    report = month_report(demo_build, both, BOOK)
    assert report.figure("finished").now.number == sum(each)
    assert "、".join(names[:2]) in report.scope_words
    table = next(one for one in report.annexes if one.key == "all_windows")
    assert {row[0] for row in table.rows} == set(names[:2])
