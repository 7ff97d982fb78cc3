"""The monthly report: every number read back from each format equals the page and the figures."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from data_folders import office_of
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import html as lxml_html
from workbooks import sheets

from etl.errors import UserError
from etl.read import Build, Scope
from etl.read.figures import case_figures, open_cases
from etl.read.ratings import rating_figures
from etl.read.voice import comment_figures
from etl.settings import ROOT, Settings
from reports import month_pdf, month_text, word, words
from reports.month import month_report
from reports.month_book import month_workbook
from reports.month_charts import pictures
from reports.month_differences import difference_words
from reports.month_files import report_of, scope_of, write
from reports.month_inputs import read_inputs
from reports.month_page import month_page
from reports.month_word import month_document, official, widths
from reports.report_model import (
    Cell,
    Column,
    MonthReport,
    Table,
    as_plain,
    cell_text,
    from_plain,
    shown,
)
from scoring.rulebook import load_rulebook
from tools.browser import find_browser

BOOK = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
MONTHS = [dt.date(2024, 11, 1), *(dt.date(2025, m, 1) for m in range(1, 13)), *(dt.date(2026, m, 1) for m in range(1, 11))]  # fmt: skip
DRAWN = random.Random(dt.date.today().toordinal()).sample(MONTHS, 3)
EVIL = '=HYPERLINK("http://x","<script>")'


def of(build: Build, day: dt.date, **more: object) -> MonthReport:
    return month_report(build, replace(Scope(day, day), **more), BOOK)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def october(demo_build: Build) -> MonthReport:
    return of(demo_build, dt.date(2026, 10, 1))


# ---- the figures ----


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
    assert "红旗窗口推荐名单（供评选参考，由人决定）" in text
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
    assert month_text._against(one, inputs) == told


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


def test_half_a_month_says_so(demo_build: Build) -> None:
    build = demo_build
    report = replace(of(build, dt.date(2026, 10, 1)), is_whole=False)
    assert "本期未满" in month_page(report, {})
    assert any(
        "本期未满" in one.text
        for one in docx.Document(io.BytesIO(month_document(report, {}))).paragraphs
    )
    assert of(build, dt.date(2026, 10, 1)).is_whole


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


# ---- reading every format back ----


def numbers(text: str) -> list[str]:
    return re.findall(r"[−+]?\d[\d,]*\.?\d*%?", text)


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_word_holds_every_number(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    made = docx.Document(io.BytesIO(month_document(report, {})))
    said = {one.text for one in made.paragraphs}
    for section in report.sections:
        for text in section.paragraphs:
            assert official(text) in said
            assert numbers(official(text)) == numbers(text)
    shown_tables = [one for one in report.tables if one.rows]
    assert len(made.tables) == len(shown_tables)
    for table, drawn in zip(shown_tables, made.tables, strict=True):
        assert [cell.text for cell in drawn.rows[0].cells] == [one.label for one in table.columns]
        assert len(drawn.rows) == len(table.rows) + 1
        for told, row in zip(table.rows, list(drawn.rows)[1:], strict=True):
            cells = [cell.text for cell in row.cells]
            in_words = table.key in ("figures", "year")
            # Names and numbers of the data stand as they are, spaces and all.
            assert cells == [
                cell_text(v, c.kind)
                if c.kind == "text" and not in_words
                else official(cell_text(v, c.kind))
                for v, c in zip(told, table.columns, strict=True)
            ]


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_the_page_holds_every_number(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    made = lxml_html.fromstring(month_page(report, {"problems": EVIL}))
    said = {one.text_content() for one in made.iter("p")}
    assert {text for section in report.sections for text in section.paragraphs} <= said
    for table in report.tables:
        if table.rows:
            (drawn,) = made.xpath(f"//table[@data-key='{table.key}']/tbody")
            rows = [[cell.text_content() for cell in row] for row in drawn]
            assert rows == [[cell_text(v, c.kind) for v, c in zip(row, table.columns, strict=True)] for row in table.rows]  # fmt: skip
    assert not made.xpath("//script[contains(text(), 'HYPERLINK')]") and EVIL in said
    assert not made.xpath("//*[@src or @href]")


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_the_workbook_holds_every_number_in_full(demo_build: Build, day: dt.date) -> None:
    report = of(demo_build, day)
    found = sheets(month_workbook(report, {}))
    rows = {("now", row[0]): row for row in found["主要指标"][2:]}
    rows |= {("year", row[0]): row for row in found["本年累计"][2:]}
    every = [("now", one) for one in report.figures] + [("year", one) for one in report.year]
    for sheet, figure in every:
        row = rows[sheet, figure.label]
        for at, value in (
            (1, figure.now.shown_value),
            (4, figure.before.shown_value),
            (6, figure.year_before.shown_value),
        ):
            assert row[at] == ("" if value is None else pytest.approx(value)), figure.label
        assert [row[2], row[3]] == [
            "" if one is None else one for one in (figure.now.part, figure.now.whole)
        ]
        assert [row[5], row[7]] == [figure.change(figure.before), figure.change(figure.year_before)]
    for table in report.tables:
        if table.key in ("figures", "year") or not table.rows:
            continue
        drawn = found[table.title[:31]][2 : 2 + len(table.rows)]
        for told, row in zip(table.rows, drawn, strict=True):
            cells = row[: len(table.columns)]
            for value, cell, column in zip(told, cells, table.columns, strict=True):
                if value is None:
                    assert cell == ""
                elif column.kind == "date":
                    assert cell == dt.date.fromisoformat(value)
                else:
                    assert cell == (value if column.kind == "text" else pytest.approx(value))


def test_what_could_be_a_formula_stays_text(october: MonthReport) -> None:
    table = Table(
        "evil", "试", (Column("内容", "text"), Column("数", "count")), ((EVIL, 3), ("+1", 4))
    )
    report = replace(october, annexes=(table,), scope_words=EVIL)
    content = month_workbook(report, {"problems": EVIL})
    rows = sheets(content)["试"]
    assert rows[2][0] == EVIL and rows[3][0] == "+1"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in packed.read(name), name


def test_the_workbook_is_set_up_to_be_printed(october: MonthReport) -> None:
    with zipfile.ZipFile(io.BytesIO(month_workbook(october, {}))) as packed:
        names = packed.namelist()
        sheets_ = [
            packed.read(one).decode() for one in names if re.match(r"xl/worksheets/sheet\d+", one)
        ]
        book = packed.read("xl/workbook.xml").decode()
    assert sum('paperSize="9"' in one for one in sheets_) == len(sheets_)
    assert sum("<pane " in one for one in sheets_) == len(sheets_) - 1  # the cover needs none
    assert book.count("_xlnm.Print_Titles") == len(sheets_) - 1
    assert any(one.startswith("xl/charts/chart") for one in names)
    assert any("dataBar" in one for one in sheets_)


def test_word_has_levels_captions_and_annexes(october: MonthReport) -> None:
    made = docx.Document(
        io.BytesIO(month_document(october, {"problems": "一是超期。\n二是差评。"}))
    )
    levels = [one.text for one in made.paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:outlineLvl")) is not None]  # fmt: skip
    assert levels[:3] == ["一、总体运行情况", "二、窗口运行情况", "三、服务评价"]
    assert "七、存在的主要问题" in levels and "八、下一步工作" in levels
    said = [one.text for one in made.paragraphs]
    assert (
        "一是超期。" in said and "（待填写）" in said and any("图形没有放入" in one for one in said)
    )
    assert said.count("表1　主要指标") == 1
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert abs(sum(column.width.mm for column in table.columns) - 156) < 2
    picture = b"\x89PNG\r\n\x1a\n"
    with pytest.raises(Exception):  # noqa: B017  a broken picture is a fault of ours and not swallowed
        month_document(october, {}, {"on_time": picture})


def test_columns_share_the_width() -> None:
    made, size = widths(["部门", "说明", "数"], [["某局", "很长的说明文字" * 20, "1,234,567"]])
    assert abs(sum(made) - 156) < 1 and made[1] > made[2] > 18 and size == 9
    made, size = widths(["甲", "乙"], [])
    assert abs(sum(made) - 156) < 1 and size == 12


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        (Cell(None, 9, 9), "share", "9/9 件"),
        (Cell(None, 10, 10), "share", "100.0%（10/10）"),
        (Cell(None, 0, 0), "share", "—"),
        (Cell(None), "count", "—"),
        (Cell(1234.0), "count", "1,234 件"),
        (Cell(2.25), "days", "2.2 个工作日"),
    ],
)
def test_a_cell_in_words(cell: Cell, kind: str, told: str) -> None:
    assert shown(cell, kind, "件") == told  # type: ignore[arg-type]


def test_official_text_has_no_spaces_about_numbers() -> None:
    assert official("办结 2,192 件，按时办结率 97.4%（2,116/2,173），环比 −0.4 个百分点") == (
        "办结2,192件，按时办结率97.4%（2,116/2,173），环比−0.4个百分点"
    )


# ---- files ----


def test_nothing_half_written_stands_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write(folder, {"report.html": b"whole"})
    blocked = folder / "report.docx"
    blocked.mkdir()
    with pytest.raises(UserError, match="报告写不到"):
        write(folder, {"report.docx": b"new", "report.xlsx": b"new"})
    assert (folder / "report.html").read_bytes() == b"whole"
    assert not list(folder.glob(".*")) and not (folder / "report.xlsx").exists()
    with pytest.raises(UserError, match="报告写不到"):
        write(folder / "report.html" / "deeper", {"a": b"x"})


def test_the_command(demo: Settings, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    office = office_of(demo, tmp_path / "data")

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "reports",
            "month",
            *args,
            "--data",
            str(office.data),
            "--json",
        ]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    done = call("2026-09", "--out", str(tmp_path / "o"), "--no-pictures")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {Path(one).name for one in told["files"]} == {
        "report.docx",
        "report.xlsx",
        "report.html",
    }
    assert len(told["figures_sha256"]) == 64 and told["seconds"] > 0
    for args, says in (
        (("2020-09",), "没有数据"),
        (("2026Q3",), "不是一个月"),
        (("九月",), "无法识别"),
        (("2026-09", "--windows", "火星"), "没有“火星”这个窗口"),
    ):
        refused = call(*args, "--out", str(tmp_path / "x"))
        assert refused.returncode == 2 and says in refused.stderr and not (tmp_path / "x").exists()


# ---- an office's own template ----


def test_an_office_may_have_its_own_template(october: MonthReport, tmp_path: Path) -> None:
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "某市政务服务中心"
    own.sections[0].left_margin = Mm(40)
    own.add_paragraph("范文，会被去掉")
    path = tmp_path / "月报.docx"
    own.save(str(path))
    made = docx.Document(io.BytesIO(month_document(october, {}, None, path)))
    assert made.sections[0].header.paragraphs[0].text == "某市政务服务中心"
    assert abs(made.sections[0].left_margin - Mm(40)) < Mm(0.1)
    said = [one.text for one in made.paragraphs]
    assert "范文，会被去掉" not in said and "一、总体运行情况" in said and len(made.tables) > 3


@pytest.mark.parametrize("content", [b"", b"not a word file", b"PK\x03\x04broken"])
def test_a_broken_template_is_told(october: MonthReport, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "月报.docx"
    path.write_bytes(content)
    with pytest.raises(UserError, match="打不开：请用 Word 另存为"):
        month_document(october, {}, None, path)
    assert "打不开" in word.template_fault(path) and word.template_fault(None) == ""


# ---- PDF and pictures ----


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_pdf_and_the_pictures_are_made_by_the_browser(october: MonthReport) -> None:
    browser = find_browser()
    if browser is None:
        pytest.fail("没有可用的浏览器：请运行 python -m tools.browser ensure")
    made, why = month_pdf.month_pdf(month_page(october, {}), browser)
    assert made.startswith(b"%PDF-") and not why and len(made) > 20_000
    drawn = pictures(october, browser)
    assert set(drawn) == {"on_time", "satisfaction"}
    assert all(one.startswith(b"\x89PNG") for one in drawn.values())
    report = docx.Document(io.BytesIO(month_document(october, {}, drawn)))
    assert len(report.inline_shapes) == 2
    assert not any("图形没有放入" in one.text for one in report.paragraphs)


def test_without_browser_or_font_it_says_so(
    october: MonthReport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert pictures(october, None) is None
    assert month_pdf.month_pdf("<p>", None) == (b"", month_pdf.NO_BROWSER)
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert month_pdf.month_pdf("<p>", broken)[1] == month_pdf.FAILED
    monkeypatch.setattr(month_pdf, "has_chinese_font", lambda: False)
    assert month_pdf.missing(broken) == month_pdf.NO_FONT
