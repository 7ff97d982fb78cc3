"""The monthly report: its figures are those of the pages, its words those that the data hold."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from data_folders import data_folder
from report_months import BOOK, DRAWN, of
from workbooks import sheets

from etl import jobs
from etl.errors import UserError
from etl.read import Build, Scope, open_build
from etl.read.figures import case_figures, open_cases
from etl.read.ratings import rating_figures
from etl.read.voice import comment_figures
from reports import words
from reports.compared_scores import beyond_words
from reports.month import month_report
from reports.month_book import month_workbook
from reports.month_differences import Since, difference_words, sentences, since
from reports.month_files import report_of, scope_of
from reports.month_inputs import read_inputs
from reports.month_page import month_page
from reports.month_phrases import against
from reports.month_word import month_document
from reports.report_model import (
    Cell,
    MonthReport,
    as_plain,
    from_plain,
)
from scoring.scores import score_windows


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


def test_reasons_are_told_where_the_data_hold_them(demo_build: Build) -> None:
    february = " ".join(of(demo_build, dt.date(2026, 2, 1)).sections[0].paragraphs)
    days = [
        demo_build.rows(
            "select count(*) from dim_date where is_workday and month = ?",
            [dt.date(2026, month, 1)],
        )[0][0]
        for month in (1, 2)
    ]
    assert f"本期工作日 {days[1]} 天，比上月少 {days[0] - days[1]} 天（春节" in february
    march = " ".join(of(demo_build, dt.date(2026, 9, 1)).sections[0].paragraphs)
    assert "本期工作日" not in march


def test_a_quarter_ends_with_its_list(demo_build: Build) -> None:
    september = of(demo_build, dt.date(2026, 9, 1))
    text = " ".join(next(one for one in september.sections if one.key == "honours").paragraphs)
    assert "红旗窗口推荐名单按7月至9月三个月计分" in text and "供评选参考，由人决定" in text
    quarter = score_windows(demo_build, Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1)), BOOK)
    named = {one.window_code: one.window_name for one in quarter.windows}
    assert "、".join(named[code] for code in quarter.recommended.codes) in text
    assert beyond_words(quarter) and beyond_words(quarter) in text
    october_text = " ".join(next(one for one in of(demo_build, dt.date(2026, 10, 1)).sections if one.key == "honours").paragraphs)  # fmt: skip
    assert "推荐名单" not in october_text


def test_what_was_published_is_what_is_compared_with(demo_build: Build) -> None:
    plain = of(demo_build, dt.date(2026, 9, 1))
    august = of(demo_build, dt.date(2026, 8, 1))
    finished = august.figure("finished")
    changed = replace(
        august,
        figures=tuple(
            replace(one, now=Cell(1000.0)) if one.key == "finished" else one
            for one in august.figures
        ),
    )
    day = Scope(dt.date(2026, 9, 1), dt.date(2026, 9, 1))
    report = month_report(demo_build, day, BOOK, {"2026-08": changed})
    one = report.figure("finished")
    assert (
        one.before.number == 1000.0
        and one.note == "上期取已发布的数"
        and one.now == plain.figure("finished").now
    )
    assert (
        f"环比{'增加' if (one.now.number or 0) > 1000 else '减少'}"
        in report.sections[0].paragraphs[0]
    )
    assert "上期取已发布的数" in report.sections[0].tables[0].note

    def year(made: MonthReport) -> dict[str, tuple[str, ...]]:
        table = next(each for each in made.tables if each.key == "year")
        return {row[0]: row for row in table.rows}

    months = [
        case_figures(demo_build, Scope(dt.date(2026, m, 1), dt.date(2026, m, 1)))
        for m in range(1, 10)
    ]
    total = sum(each.counts["finished"] for each in months)
    assert year(plain)["办结件数"][1] == f"{total:,} 件"
    assert year(plain)["受理件数"][1] == f"{sum(each.accepted for each in months):,} 件"
    part = sum(each.on_time.part for each in months)
    whole = sum(each.on_time.whole for each in months)
    assert year(plain)["按时办结率"][1] == words.percent(part / whole)
    less = int(finished.now.number or 0) - 1000
    assert year(report)["办结件数"][1] == f"{total - less:,} 件"
    assert "8月取已发布的数" in next(each for each in report.tables if each.key == "year").note


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


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (Cell(5.0), Cell(0.0), "，环比基数为 0"),
        (Cell(0.0), Cell(0.0), "，环比持平"),
        (Cell(5.0), Cell(3.0), "，环比增加 2 件"),
        (Cell(3.0), Cell(5.0), "，环比减少 2 件"),
        (Cell(5.0), Cell(), "，没有可比的往期数据"),
    ],
)
def test_a_change_in_words(
    october: MonthReport, demo_build: Build, now: Cell, before: Cell, told: str
) -> None:
    inputs = read_inputs(demo_build, Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1)), None)
    one = replace(october.figure("finished"), now=now, before=before, year_before=Cell())
    assert against(one, inputs) == told


def test_shares_of_few_are_compared_with_nothing(october: MonthReport) -> None:
    one = october.figure("on_time")
    assert replace(one, now=Cell(None, 7, 7)).change(Cell(None, 90, 100)) == "—"
    assert replace(one, now=Cell(None, 90, 100)).change(Cell(None, 7, 7)) == "—"
    assert replace(one, now=Cell(None, 10, 10)).change(Cell(None, 10, 10)) == "持平"
    assert Cell(None, 9, 9).shown_value is None and Cell(None, 10, 10).shown_value == 1.0


def test_what_differs_from_a_published_report_is_told(october: MonthReport) -> None:
    assert difference_words(october, october) == []
    section = october.sections[3]
    changed = replace(
        october,
        sections=(
            *october.sections[:3],
            replace(section, paragraphs=("别的话。",)),
            *october.sections[4:],
        ),
    )
    assert difference_words(changed, october)[0][0] == section.heading


def test_what_is_said_anew_since_last_month(demo_build: Build, october: MonthReport) -> None:
    september = of(demo_build, dt.date(2026, 9, 1))
    assert since(october, october) == Since((), (), ())
    told = since(september, october)
    for one in told.moved:
        figure = next(each for each in october.figures if each.label == one.label)
        then = september.figure(figure.key)
        assert (one.then, one.now) == (then.text, figure.text) and one.then != one.now
        assert one.change == figure.change(then.now) not in ("持平", "—")
    unmoved = {one.label for one in october.figures} - {one.label for one in told.moved}
    for label in unmoved:
        figure = next(each for each in october.figures if each.label == label)
        assert figure.change(september.figure(figure.key).now) in ("持平", "—"), label
    clear = [one.is_clear is True for one in told.moved]
    assert clear == sorted(clear, reverse=True)
    # The quarter's list is in September's report alone.
    honours = next(one for one in told.said if one.heading == "“三亮三比三评”")
    assert any("本季度红旗窗口推荐名单" in text for text in honours.gone) and not any(
        "本季度" in text for text in honours.come
    )
    for one in told.said:
        then, now = (
            " ".join(next(s for s in each.sections if s.heading == one.heading).paragraphs)
            for each in (september, october)
        )
        assert all(text in then for text in one.gone) and all(text in now for text in one.come)
    for one in told.lists:
        table = next(each for each in october.tables if each.title == one.heading)
        last = next(each for each in september.tables if each.key == table.key)
        names = [
            {f"{row[0]}（{row[1 if table.key == 'scores' else -1]}）" for row in each.rows}
            for each in (last, table)
        ]
        assert set(one.come) == names[1] - names[0] and set(one.gone) == names[0] - names[1]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("办结 2,192 件，环比增加 4 件。", "办结 10 件，环比减少 8 件，同比持平。", True),
        ("按时办结率 97.4%（2,116/2,173），没有可比的往期数据。", "按时办结率 100.0%（10/10），环比上升 0.4 个百分点（无明显变化）。", True),
        ("差评 3 条，环比持平。", "没有差评。", False),
        ("其中 5 件是“甲事项”。", "其中 7 件是“乙事项”。", False),
        ("2026年9月，受理 5 件。", "2026年10月，受理 6 件。", True),
        ("得分率最高的是甲（＞99.9%）。", "得分率最高的是甲（88.0%）。", True),
    ],
)  # fmt: skip
def test_sentences_are_the_same_whatever_their_numbers(one: str, other: str, is_same: bool) -> None:
    assert (list(sentences((one,))) == list(sentences((other,)))) is is_same


# ---- small numbers, half a month, nothing ----


def test_small_numbers_show_no_share(demo_build: Build) -> None:
    code, count = demo_build.rows(
        "select window_code, count(*) from fct_case where is_counted and finished_month = '2026-10-01' "
        "group by 1 having count(*) between 1 and 9 order by 2 limit 1"
    )[0]
    report = of(demo_build, dt.date(2026, 10, 1), window=code)
    assert report.figure("finished").now.number == count
    text = json.dumps([one.paragraphs for one in report.sections], ensure_ascii=False)
    assert f"按时办结率 {report.figure('on_time').text}" in text
    assert "%" not in report.figure("on_time").text
    table = next(one for one in report.annexes if one.key == "all_windows")
    assert all(row[3] is None and row[7] is None for row in table.rows)


def test_nothing_in_a_window_is_said(demo_build: Build) -> None:
    idle = demo_build.rows(
        "select window_code from dim_window where window_code not in (select window_code from fct_case "
        "where (finished_month = '2026-10-01' or accepted_month = '2026-10-01') and window_code is not null) limit 1"
    )
    if not idle:
        pytest.skip("演示城市这个月每个窗口都有办件")
    report = of(demo_build, dt.date(2026, 10, 1), window=idle[0][0])
    assert report.sections[0].paragraphs == ("2026年10月没有受理也没有办结的办件。",)
    for made in (month_document(report, {}), month_workbook(report, {})):
        assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None
    assert "没有受理也没有办结" in month_page(report, {})


def test_half_a_month_says_so(tmp_path: Path) -> None:
    """Two months landed, the second counted to its middle: said everywhere, and no calendar for a reason."""
    settings = data_folder(tmp_path / "data")
    head = "办件编号,事项名称,窗口编号,窗口名称,受理时间,办结时间,承诺时限（工作日）,办件类型"

    def landed(month: int, day: int, count: int) -> None:
        rows = [
            f"{month}-{day}-{n},社保登记,A01,社保窗口,2026-{month:02}-{day - 1:02},2026-{month:02}-{day:02},5,承诺件"
            for n in range(count)
        ]
        path = tmp_path / f"{month}-{day}.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        jobs.call(settings, "land", str(path), "--table", "cases")

    landed(2, 6, 900)
    for landing, day, is_whole, finished in (
        ((3, 10, 950), "2026-03-15", False, 950), ((3, 20, 50), "2026-03-31", True, 1000),
    ):  # fmt: skip
        landed(*landing)
        jobs.call(settings, "build", "--as-of", day)
        report = of(open_build(settings), dt.date(2026, 3, 1))
        assert report.is_whole is is_whole and report.figure("finished").now.number == finished
        page = month_page(report, {})
        word_ = docx.Document(io.BytesIO(month_document(report, {})))
        book = [cell for row in sheets(month_workbook(report, {}))["说明"] for cell in row]
        told = (
            "本期未满" in page,
            any("本期未满" in one.text for one in word_.paragraphs),
            "本期未满，与往期比较时请留意" in book,
        )
        assert told == (not is_whole,) * 3
        assert ("本期工作日" in " ".join(report.sections[0].paragraphs)) is is_whole


def test_what_is_pending_is_counted(demo_build: Build, october: MonthReport) -> None:
    for day in (dt.date(2026, 10, 1), dt.date(2026, 5, 1)):
        (suspect,) = demo_build.rows(
            "select count(*) from fct_rating where is_suspect and is_valid and rated_month = ?",
            [day],
        )[0]
        (unreviewed,) = demo_build.rows(
            "select count(*) from fct_comment where needs_review and is_counted and commented_month = ?",
            [day],
        )[0]
        (rejected,) = demo_build.rows("select sum(rejected) from meta_batch")[0]
        pending = of(demo_build, day).pending
        assert (pending.suspect, pending.unreviewed, pending.rejected) == (
            suspect,
            unreviewed,
            rejected,
        )
        assert not pending.is_provisional


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
