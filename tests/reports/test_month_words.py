"""The sentences of the monthly report: what the data hold, also at the edges."""

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
from report_months import BOOK, of
from workbooks import sheets

from etl import jobs
from etl.read import Build, Scope, open_build
from reports.compared_scores import beyond_words
from reports.month_book import month_workbook
from reports.month_inputs import read_inputs
from reports.month_page import month_page
from reports.month_phrases import against
from reports.month_service_text import discipline, honours
from reports.month_text import most_late, overall, windows
from reports.month_word import month_document
from reports.report_model import (
    Cell,
    MonthReport,
)
from scoring.scores import score_windows


def test_reasons_are_told_where_the_data_hold_them(demo_build: Build) -> None:
    february = " ".join(of(demo_build, dt.date(2026, 2, 1)).sections[0].paragraphs)
    days = [
        demo_build.rows(
            "select count(*) from dim_date where is_workday and month = ?",
            [dt.date(2026, month, 1)],
        )[0][0]
        for month in (1, 2, 3)
    ]
    assert f"本期工作日 {days[1]} 天，比上月少 {days[0] - days[1]} 天（春节" in february
    march = " ".join(of(demo_build, dt.date(2026, 3, 1)).sections[0].paragraphs)
    assert f"比上月多 {days[2] - days[1]} 天（上月有春节" in march
    september = " ".join(of(demo_build, dt.date(2026, 9, 1)).sections[0].paragraphs)
    assert "本期工作日" not in september


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


def test_how_long_a_handful_took_is_not_told(demo_build: Build) -> None:
    """Nine cases tell no days, ten do; neither in the figures nor in a sentence."""
    counted = demo_build.rows(
        "select window_code, count(*) from fct_case where is_counted and window_code is not null and "
        "finished_month = '2026-10-01' group by 1 order by 2, 1"
    )
    few, some = (
        next(code for code, n in counted if is_it(n))
        for is_it in (lambda n: n < 10, lambda n: n >= 10)
    )
    for code, is_shown in ((few, False), (some, True)):
        report = of(demo_build, dt.date(2026, 10, 1), window=code)
        assert all(
            (report.figure(key).now.value is not None) is is_shown for key in ("p90", "median")
        )
        assert ("九成办件在" in section_text(report, "overall")) is is_shown


def test_a_report_says_whose_it_is(demo_build: Build) -> None:
    """Title and file differ between the centre, a department, a window and several of them."""
    month = dt.date(2026, 10, 1)
    rows = demo_build.rows(
        "select window_code, window_name, dept_name from dim_window where not is_from_cases order by 1 limit 2"
    )
    (code, name, dept), (other, *_) = rows
    end = "政务服务运行情况报告"
    assert of(demo_build, month).title == f"2026年10月{end}"
    window = of(demo_build, month, window=code)
    assert (
        window.title == f"2026年10月{name}{end}"
        and window.scope_words == f"2026年10月 · {name}（{code}）"
    )
    assert of(demo_build, month, dept=dept).title == f"2026年10月{dept}{end}"
    assert of(demo_build, month, windows=(code, other)).title == f"2026年10月{name}等2个窗口{end}"


def test_the_tiers_stand_beside_what_explains_them(october: MonthReport, demo_build: Build) -> None:
    for report in (october, of(demo_build, dt.date(2026, 9, 1))):
        table = next(one for one in report.tables if one.key == "scores")
        assert [one.label for one in table.columns][-3:] == ["得分率", "可能范围", "档次"]
        assert all("—" in row[-2] and row[-1].startswith("第") for row in table.rows)
        assert "得分率高的档次不一定靠前" in table.note and "不够计分" in table.note


def test_years_that_the_data_do_not_fill_say_so(demo_build: Build) -> None:
    def note(day: dt.date) -> str:
        return next(one for one in of(demo_build, day).tables if one.key == "year").note

    assert "数据从2024年11月起" in note(dt.date(2024, 12, 1))
    assert "数据从" not in note(dt.date(2025, 12, 1))


def test_open_cases_late_by_either_clock_are_two_sets(demo_build: Build) -> None:
    report = of(demo_build, dt.date(2026, 10, 1))
    late, lawless, only = demo_build.rows(
        "select count(*) filter (where is_within_promise = false), count(*) filter (where is_within_statutory = false), "
        "count(*) filter (where is_within_statutory = false and is_within_promise is distinct from false) from fct_case "
        "where finished_on is null and is_counted and not has_date_conflict and coalesce(status, '') <> '办结'"
    )[0]
    assert f"期末仍有 {late:,} 件超承诺时限、{lawless:,} 件超法定时限没有办结。" in report.problems
    assert only >= 0 and not any("其中超法定" in one for one in report.problems)


def section_text(report: MonthReport, key: str) -> str:
    return " ".join(next(one for one in report.sections if one.key == key).paragraphs)


def test_a_year_without_a_calendar_is_pending(tmp_path: Path) -> None:
    settings = data_folder(tmp_path / "data")
    path = tmp_path / "cases.csv"
    path.write_text(
        "办件编号,事项名称,窗口编号,窗口名称,受理时间,办结时间,承诺时限（工作日）,办件类型\n"
        "A1,社保登记,A01,社保窗口,2031-03-03,2031-03-05,5,承诺件\n",
        encoding="utf-8",
    )
    jobs.call(settings, "land", str(path), "--table", "cases")
    jobs.call(settings, "build", "--as-of", "2031-03-31")
    report = of(open_build(settings), dt.date(2031, 3, 1))
    assert report.pending is not None and report.pending.is_provisional
    assert any("节假日安排尚未发布" in one for one in report.quality)


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
        (held,) = demo_build.rows(
            "select count(*) from fct_comment where is_suspect and commented_month = ?", [day]
        )[0]
        assert (
            f"另有 {held:,} 条留言待核查，核定前不计入。"
            in section_text(of(demo_build, day), "voice")
        ) is bool(held)
        assert pending.held == held
        assert (pending.suspect, pending.unreviewed, pending.rejected) == (
            suspect,
            unreviewed,
            rejected,
        )
        assert not pending.is_provisional


@pytest.mark.parametrize(
    ("by_window", "told"),
    [
        ({"甲": 3}, "件数从多到少是甲（3 件）"),
        ({"甲": 1, "乙": 2}, "件数从多到少是乙（2 件）、甲（1 件）"),
        ({**{f"窗{n}": 1 for n in range(6)}}, "各 1 件"),
        ({"甲": 6, "乙": 3, **{f"窗{n}": 1 for n in range(4)}}, "件数最多的是甲（6 件）、乙（3 件），其余 4 个各 1 件"),
        ({f"窗{n}": 9 - n for n in range(7)}, "件数最多的是窗0（9 件）、窗1（8 件）、窗2（7 件）、窗3（6 件）、窗4（5 件），其余 2 个各 4 件及以下"),
        ({**{f"窗{n}": 2 for n in range(6)}, "甲": 1}, "最多的各 2 件"),
    ],
)  # fmt: skip
def test_nobody_is_named_before_one_that_is_alike(by_window: dict[str, int], told: str) -> None:
    assert most_late(by_window) == told


def test_words_at_the_edges(demo_build: Build) -> None:
    """Appeals alone, one window ahead, no list of windows, nothing finished, nought a month ago."""
    inputs = read_inputs(demo_build, Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1)), BOOK)
    appealed = inputs.findings.head(1).assign(is_counted=False, is_appealed=True, is_upheld=None)
    (text,) = discipline(replace(inputs, findings=appealed))
    assert text == "巡查记录 1 条，没有认定的问题；另有 1 条在申诉中，认定前不计。"
    assert inputs.scores is not None
    first = [
        replace(one, band="第1档" if number == 0 else "第2档")
        for number, one in enumerate(inputs.scores.windows)
    ]
    alone = honours(replace(inputs, scores=replace(inputs.scores, windows=tuple(first))))
    assert "，明显高于其他参加计分的窗口。" in alone[0] and "连它在内" not in alone[0]
    nobody = replace(
        inputs.scores, windows=tuple(replace(one, rate=None) for one in inputs.scores.windows)
    )
    told = honours(replace(inputs, scores=nobody))
    assert told[0] == "本期没有够条件计分的窗口。" and told[1:] == alone[1:] != ()
    unlisted = windows(replace(inputs, windows=inputs.windows.assign(is_from_cases=True)))
    assert unlisted[0].startswith("不在窗口清单里的") and "清单内" not in unlisted[0]
    by_key = {one.key: one for one in of(demo_build, dt.date(2026, 10, 1)).figures}
    idle = replace(
        inputs.now.cases, counts=dict.fromkeys(inputs.now.cases.counts, 0), p90_days=None
    )
    none = overall(replace(inputs, now=replace(inputs.now, cases=idle)), by_key)
    assert not any("来源没有时限" in one for one in none)
    for code, _ in demo_build.rows(
        "select window_code, count(*) from fct_case group by 1 having count(*) < 40 and window_code is not null"
    ):
        report = of(demo_build, dt.date(2026, 10, 1), window=code)
        assert report.figure("open").before.number is not None, code
