"""月报 as its users see it: the report on screen, drafts saved, two people publish, the past stays."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from lxml import html as lxml_html
from page_runs import Open, named, press, said
from report_months import DRAWN
from streamlit.testing.v1 import AppTest

from etl.read import Scope, open_build
from etl.settings import Settings
from records import month_drafts, months
from records.errors import BadEntryError, StaleSubjectError
from records.months import Version, month_of
from records.store import open_records
from records.users import User
from reports.month_book import month_workbook
from reports.month_differences import since
from reports.month_files import place_of, report_of
from reports.month_page import month_page
from reports.month_word import month_document
from reports.report_model import as_plain
from scoring.rulebook import rulebook_for

SEPTEMBER = Scope(dt.date(2026, 9, 1), dt.date(2026, 9, 1))
KEY = months.key_of("2026-09", place_of(SEPTEMBER))


def state(settings: Settings) -> months.Month:
    with open_records(settings.data) as store:
        return month_of(months.last_of(store, KEY))


def keep(
    settings: Settings, section: str, text: str, by: str = "李明", was: str = ""
) -> month_drafts.Draft:
    return month_drafts.save(settings.data, KEY, month_drafts.written(section, text, by), was)


def write(test: AppTest, label: str, text: str) -> None:
    next(one for one in test.text_area if one.label == label).set_value(text).run()


def unescaped(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.parametrize("day", DRAWN, ids=str)
def test_the_page_and_every_file_hold_the_same_numbers(
    open_page: Open, demo: Settings, day: dt.date
) -> None:
    """The page under its filters, then Word, HTML and Excel: cell by cell and sentence by sentence."""
    test = open_page("monthly", period=f"{day.year}年{day.month}月")
    report = report_of(open_build(demo), Scope(day, day), rulebook_for(demo, 2026))
    text = bare(said(test))
    sentences = [one for section in report.sections for one in section.paragraphs]
    for one in [*(section.heading for section in report.sections), *sentences]:
        assert bare(one) in text, one
    on_page = [
        (list(one.value.columns), one.value.astype(str).to_numpy().tolist()) for one in test.table
    ]
    of_sections = [one for section in report.sections for one in section.tables if one.rows]
    assert len(on_page) >= len(of_sections)
    word = docx.Document(io.BytesIO(month_document(report, {})))
    page = lxml_html.fromstring(month_page(report, {}))
    for table, (heads, rows), in_word in zip(of_sections, on_page, word.tables, strict=False):
        drawn = [[bare(cell) for cell in row] for row in rows]
        assert [bare(one) for one in heads] == [bare(one.label) for one in table.columns]
        assert drawn == [[bare(cell.text) for cell in row.cells] for row in list(in_word.rows)[1:]]
        (body,) = page.xpath(f"//table[@data-key='{table.key}']/tbody")
        assert drawn == [[bare(cell.text_content()) for cell in row] for row in body]
        if table.key == "figures":
            book = openpyxl.load_workbook(io.BytesIO(month_workbook(report, {})))
            assert drawn == [
                [bare(cell) for cell in figure_row(row)]
                for row in book["主要指标"].iter_rows(min_row=3, values_only=True)
            ]
    in_word = {bare(one.text) for one in word.paragraphs}
    in_page = {bare(one.text_content()) for one in page.iter("p")}
    assert {bare(one) for one in sentences} <= in_word & in_page
    assert any(report.sha256[:12] in one for one in in_word) and report.sha256[:12] in " ".join(
        in_page
    )


def bare(text: str) -> str:
    """A text without its marks of formatting and the spaces that officials do not write."""
    return "".join(text.replace("\\", "").replace("\u2060", "").split())


def figure_row(row: tuple[Any, ...]) -> list[str]:
    """A line of 主要指标 in the workbook, its numbers written by hand as the page writes them."""
    label, now, _, whole, before, change, year, year_change, unit, *_ = row

    def moved(value: float | str) -> str:
        if isinstance(value, str):
            return value
        kind = "个百分点" if unit == "%" else unit
        digits = 0 if unit in ("件", "条") else 1
        return f"{value:+,.{digits}f}{kind}".replace("-", "−") if value else "持平"

    def shown(value: float | None) -> str:
        if value is None:
            return "—"
        if unit == "%":
            return "＞99.9%" if value < 1 and round(value * 100, 1) == 100 else f"{value:.1%}"
        return f"{value:,.0f}{unit}" if unit in ("件", "条") else f"{value:.1f}{unit}"

    few = whole is not None and whole < 10
    # Of few, and of a past of few, the page tells the counts; these months have none.
    assert not few, label
    return [
        label,
        shown(now),
        shown(before),
        moved(change),
        shown(year),
        moved(year_change),
    ]


@pytest.mark.parametrize(
    ("period", "says"), [("2026年第3季度", "请在上面的时段里选一个月"), ("2026年", "选一个月")]
)
def test_a_quarter_is_no_month(open_page: Open, period: str, says: str) -> None:
    test = open_page("monthly", period=period)
    assert not test.exception and says in said(test)


def test_what_is_written_is_saved_and_two_people_publish(open_page: Open, office: Settings) -> None:
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="填写"), "李明")
    write(test, "存在的主要问题", "一是超期件仍有。")
    assert month_drafts.read(office.data, KEY).free["problems"] == "一是超期件仍有。"
    assert "已自动保存" in said(test)
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="检查与发布"), "李明")  # fmt: skip
    assert "还没有写：下一步工作" in said(test) and "上月没有发布过" in said(test)
    press(test, "提交")
    assert (
        "还没有写：下一步工作。没有可写的请写“无”" in said(test) and state(office).waiting is None
    )
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="填写"), "李明")
    write(test, "下一步工作", "无")
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="检查与发布"), "李明")  # fmt: skip
    press(test, "提交")
    assert state(office).waiting is not None and "要由另一个人发布" in said(test)
    assert not any(one.label == "发布" for one in test.button)
    other = named(
        open_page("monthly", office.data, period="2026年9月", month_tab="检查与发布"), "王芳"
    )
    press(other, "退回")
    assert "退回的原因没有填写" in said(other)
    press(other, "发布")
    made = state(office).published
    assert (
        made is not None
        and made.published_by == "王芳"
        and made.free["problems"] == "一是超期件仍有。"
    )
    assert "已发布（第 1 版" in said(other) and "与发布时一致" in said(other)
    # The next month compares with what was published.
    later = open_page("monthly", office.data, period="2026年10月", month_tab="检查与发布")
    assert "上月已发布，环比取已发布的数" in said(later)


def test_a_published_month_stays_when_the_data_change(open_page: Open, office: Settings) -> None:
    report = report_of(open_build(office), SEPTEMBER, rulebook_for(office, 2026))
    old = as_plain(report)
    next(one for one in old["figures"] if one["key"] == "finished")["now"]["number"] = 1.0
    old["sections"][0]["paragraphs"][0] = "当时办结 1 件。"
    old["stamp"] = "x" * 64
    with open_records(office.data) as store:
        first = months.submit(store, User("李明"), KEY, Version(0, old, {"problems": "当时写的", "next": "当时的下一步"}, "x" * 64, ""), 0)  # fmt: skip
        months.publish(store, User("王芳"), KEY, first.seq, "2026-10-08")
    test = open_page("monthly", office.data, period="2026年9月")
    text = unescaped(said(test))
    assert (
        "当时办结 1 件。" in text
        and "当时写的" in text
        and "第 1 版，2026年10月8日由王芳发布" in text
    )
    assert "2 处与发布的不同" in text
    assert [one.replace("\u2060", "") for one in test.table[0].value.iloc[0]][:2] == [
        "办结件数",
        "1 件",
    ]
    test = named(
        open_page("monthly", office.data, period="2026年9月", month_tab="检查与发布"), "李明"
    )
    press(test, "提交更正")
    assert "为什么更正没有填写" in said(test)
    # One section written anew, the other left alone: it stands as it was published.
    keep(office, "next", "新的下一步")
    test.run()
    next(one for one in test.text_input if one.label == "为什么更正").set_value("补报了办件")
    press(test, "提交更正")
    waiting = state(office).waiting
    assert waiting is not None and waiting.free == {"problems": "当时写的", "next": "新的下一步"}
    assert "更正的原因：补报了办件" in unescaped(said(test)) and "第 2 版（更正）" in said(test)
    with open_records(office.data) as store:
        record = months.last_of(store, KEY)
        assert record is not None
        months.publish(store, User("王芳"), KEY, record.seq, "2026-10-09")
        assert [one.number for one in months.versions(store, KEY)] == [2, 1]
    made = state(office).published
    assert made is not None and made.sha256 == report.sha256 and made.reason == "补报了办件"


def test_what_was_written_is_there_on_coming_back(open_page: Open, office: Settings) -> None:
    keep(office, "problems", "一是。")
    keep(office, "next", "下月办。")
    test = named(open_page("monthly", office.data, period="2026年9月"), "李明")
    for tab in ("填写", "看报告", "填写", "检查与发布", "填写"):
        test.session_state["month_tab"] = tab
        test.run()
    areas = {one.label: one for one in test.text_area}
    assert [one.value for one in areas.values()] == ["一是。", "下月办。"]
    areas["存在的主要问题"].set_value("二是。").run()
    draft = month_drafts.read(office.data, KEY)
    assert draft.free == {"problems": "二是。", "next": "下月办。"}
    # What was replaced can be taken up again.
    assert [(one.section, one.text) for one in draft.past] == [("problems", "一是。")]
    assert any(one.value == "一是。" for one in test.code)


def test_two_sections_are_two_peoples_work(open_page: Open, office: Settings) -> None:
    """One writes the problems, the other the next steps, both from the same empty page: both stand."""
    first, second = (
        named(open_page("monthly", office.data, period="2026年9月", month_tab="填写"), name)
        for name in ("李明", "王芳")
    )
    write(first, "存在的主要问题", "一是。")
    write(second, "下一步工作", "下月办。")
    assert month_drafts.read(office.data, KEY).free == {"problems": "一是。", "next": "下月办。"}
    assert [one.value for one in second.text_area] == ["一是。", "下月办。"]
    # The same section at once: the slower is told, and finds what was written.
    write(first, "下一步工作", "另一种办法。")
    assert "王芳刚改过这一段" in said(first)
    assert month_drafts.read(office.data, KEY).free["next"] == "下月办。"
    assert any(one.value == "另一种办法。" for one in first.code)
    assert [one.value for one in first.text_area] == ["一是。", "下月办。"]


def test_the_month_before_is_beside_it(open_page: Open, office: Settings) -> None:
    test = open_page("monthly", office.data, period="2024年11月", month_tab="与上月比")
    assert not test.exception and "上月没有数据，没有可比的报告" in said(test)
    keep(office, "problems", "九月写的")
    test = open_page("monthly", office.data, period="2026年10月", month_tab="与上月比")
    text = unescaped(said(test))
    assert not test.exception and "没有发布过，按现在的数据算" in text
    assert "九月写的" in text and "没有写" in text and "上月说过、本月没有：" in text
    book = rulebook_for(office, 2026)
    build = open_build(office)
    october = replace(SEPTEMBER, first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 1))
    told = since(report_of(build, SEPTEMBER, book), report_of(build, october, book))
    drawn = [
        [cell.replace("\u2060", "") for cell in map(unescaped, row)]
        for row in test.table[0].value.astype(str).to_numpy()
    ]
    assert [row[:4] for row in drawn] == [
        [one.label, one.then, one.now, one.change] for one in told.moved
    ]
    clear = sum(one.is_clear is True for one in told.moved)
    assert f"{clear} 项比率有明显变化，{len(told.said)} 个部分的说法不同" in text


def test_the_check_list_counts_what_waits(open_page: Open, demo: Settings) -> None:
    build = open_build(demo)
    test = open_page("monthly", period="2026年10月", month_tab="检查与发布")
    text = unescaped(said(test))
    for table, where, told in (
        ("fct_rating", "is_suspect and is_valid and rated_month", "条评价待核查，核定前仍计入"),
        ("fct_comment", "is_suspect and commented_month", "条留言待核查，核定前不计入"),
        (
            "fct_comment",
            "needs_review and is_counted and commented_month",
            "条留言待人复核，现按机器判断计入",
        ),
    ):
        count = build.rows(f"select count(*) from {table} where {where} = '2026-10-01'")[0][0]
        assert count and f"有 {count:,} {told}" in text
    assert "节假日安排已发布" in text and "本月已经结束" in text


def test_a_month_published_after_the_next_was_submitted_is_told(
    open_page: Open, office: Settings
) -> None:
    build, book = open_build(office), rulebook_for(office, 2026)
    october = replace(SEPTEMBER, first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 1))
    waiting = as_plain(report_of(build, october, book))
    del waiting["pending"]
    before = as_plain(report_of(build, SEPTEMBER, book))
    next(one for one in before["figures"] if one["key"] == "finished")["now"]["number"] = 1.0
    before["stamp"] = "x" * 64
    with open_records(office.data) as store:
        key = months.key_of("2026-10", place_of(october))
        months.submit(store, User("李明"), key, Version(0, waiting, {}, waiting["stamp"], ""), 0)
        first = months.submit(store, User("李明"), KEY, Version(0, before, {}, "x" * 64, ""), 0)
        months.publish(store, User("王芳"), KEY, first.seq, "2026-10-08")
    test = open_page("monthly", office.data, period="2026年10月", month_tab="检查与发布")
    text = unescaped(said(test))
    assert not test.exception and "上月在提交以后发布或更正过，环比还是原来的" in text
    # Kept before pending was counted: nothing is called well that nobody has counted.
    assert "没有记下待核查和待复核的数" in text and "没有待核查的评价" not in text


def test_a_number_is_copied_from_a_table_as_it_stands() -> None:
    """Between its digits stands nothing; its unit does not break away from it."""
    from pages.shared import frame  # noqa: PLC0415

    told = frame._whole("12,345 件")
    assert told.startswith("12,345") and told.replace("\u2060", "") == "12,345 件"
    assert "\u2060" in told and "\u2060" not in told[:6]
    assert frame._whole("按时").count("\u2060") == 1 and frame._whole("97.1%") == "97.1%"


def test_a_period_that_is_not_there_is_told(open_page: Open) -> None:
    test = open_page("monthly", period="banana")
    assert (
        not test.exception
        and "网址里的时段“banana”没有数据或写法不对，现在看的是2026年10月" in unescaped(said(test))
    )
    test = open_page("monthly", period="2026年9月")
    assert "网址里的时段" not in said(test)


def test_who_sent_it_back_and_why_is_shown(open_page: Open, office: Settings) -> None:
    new = Version(0, {"stamp": "x"}, {}, "x", "")
    with open_records(office.data) as store:
        first = months.submit(store, User("李明"), KEY, new, 0)
        months.send_back(store, User("王芳"), KEY, "没有写原因", first.seq)
    test = open_page("monthly", office.data, period="2026年9月")
    assert "王芳退回：没有写原因" in unescaped(said(test))


def test_two_at_one_draft(office: Settings) -> None:
    first = keep(office, "problems", "甲")
    with pytest.raises(StaleSubjectError, match="李明刚改过这一段"):
        keep(office, "problems", "乙", "王芳")
    draft = month_drafts.read(office.data, KEY)
    assert (draft.free, draft.count) == (first.free, first.count)
    assert [(one.text, one.by) for one in draft.past] == [("乙", "王芳")]
    with pytest.raises(BadEntryError, match="最多 5,000 个字"):
        keep(office, "problems", "长" * 5001, was="甲")
    # Writing on is no loss, cutting is.
    assert keep(office, "problems", "甲乙", was="甲").past == draft.past
    assert keep(office, "problems", "", was="甲乙").past[0].text == "甲乙"
    for number in range(30):
        keep(office, "problems", f"第{number}稿", was=f"第{number - 1}稿" if number else "")
    kept = month_drafts.read(office.data, KEY).past
    assert len(kept) == month_drafts.MOST and kept[0].text == "第28稿"


def test_files_are_offered_and_a_missing_browser_is_told(
    open_page: Open, office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZW_BROWSER", "/nowhere/chrome")
    test = open_page("monthly", office.data, period="2026年9月", month_tab="下载")
    labels = {one.label for one in test.get("download_button")}
    assert {"下载 Word", "下载 Excel"} <= labels and "本机没有 Chrome" in said(test)
