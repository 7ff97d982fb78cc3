"""月报 as its users see it: the report on screen, drafts saved, two people publish, the past stays."""

from __future__ import annotations

import datetime as dt

import pytest
from page_runs import Open, named, press, said

from etl.read import Scope, open_build
from etl.settings import Settings
from records import month_drafts, months
from records.errors import BadEntryError, StaleSubjectError
from records.months import Version, month_of
from records.store import open_records
from records.users import User
from reports.month_files import place_of, report_of
from reports.report_model import as_plain, cell_text
from scoring.rulebook import rulebook_for

SEPTEMBER = Scope(dt.date(2026, 9, 1), dt.date(2026, 9, 1))
KEY = months.key_of("2026-09", place_of(SEPTEMBER))


def state(settings: Settings) -> months.Month:
    with open_records(settings.data) as store:
        return month_of(months.last_of(store, KEY))


def unescaped(text: str) -> str:
    return text.replace("\\", "")


def test_the_page_reads_as_the_report(open_page: Open, demo: Settings) -> None:
    test = open_page("monthly", period="2026年9月")
    report = report_of(open_build(demo), SEPTEMBER, rulebook_for(demo, 2026))
    text = unescaped(said(test))
    for section in report.sections:
        assert section.heading in text
        for paragraph in section.paragraphs:
            assert paragraph in text, paragraph
    drawn = [one.value.astype(str).to_numpy().tolist() for one in test.table]
    for table in report.sections[0].tables:
        rows = [[cell_text(v, c.kind) for v, c in zip(row, table.columns, strict=True)] for row in table.rows]  # fmt: skip
        plain = [
            [unescaped(cell).replace("\u2060", "") for cell in row] for one in drawn for row in one
        ]
        assert [row for row in rows[:20] if row not in plain] == []


@pytest.mark.parametrize(
    ("period", "says"), [("2026年第3季度", "请在上面的时段里选一个月"), ("2026年", "选一个月")]
)
def test_a_quarter_is_no_month(open_page: Open, period: str, says: str) -> None:
    test = open_page("monthly", period=period)
    assert not test.exception and says in said(test)


def test_what_is_written_is_saved_and_two_people_publish(open_page: Open, office: Settings) -> None:
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="填写"), "李明")
    area = next(one for one in test.text_area if one.label == "存在的主要问题")
    area.set_value("一是超期件仍有。").run()
    assert month_drafts.read(office.data, KEY).free["problems"] == "一是超期件仍有。"
    assert "已自动保存" in said(test)
    test = named(open_page("monthly", office.data, period="2026年9月", month_tab="检查与发布"), "李明")  # fmt: skip
    assert "还没有写：下一步工作" in said(test) and "上月没有发布过" in said(test)
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
        first = months.submit(store, User("李明"), KEY, Version(0, old, {"problems": "当时写的"}, "x" * 64, ""), 0)  # fmt: skip
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
    next(one for one in test.text_input if one.label == "为什么更正").set_value("补报了办件")
    press(test, "提交更正")
    with open_records(office.data) as store:
        record = months.last_of(store, KEY)
        assert record is not None
        months.publish(store, User("王芳"), KEY, record.seq, "2026-10-09")
        assert [one.number for one in months.versions(store, KEY)] == [2, 1]
    made = state(office).published
    assert made is not None and made.sha256 == report.sha256 and made.reason == "补报了办件"


def test_what_was_written_is_there_on_coming_back(open_page: Open, office: Settings) -> None:
    month_drafts.save(office.data, KEY, {"problems": "一是。", "next": "下月办。"}, "李明", 0)
    test = named(open_page("monthly", office.data, period="2026年9月"), "李明")
    for tab in ("填写", "看报告", "填写", "检查与发布", "填写"):
        test.session_state["month_tab"] = tab
        test.run()
    areas = {one.label: one for one in test.text_area}
    assert [one.value for one in areas.values()] == ["一是。", "下月办。"]
    areas["存在的主要问题"].set_value("二是。").run()
    assert month_drafts.read(office.data, KEY).free == {"problems": "二是。", "next": "下月办。"}


def test_who_sent_it_back_and_why_is_shown(open_page: Open, office: Settings) -> None:
    new = Version(0, {"stamp": "x"}, {}, "x", "")
    with open_records(office.data) as store:
        first = months.submit(store, User("李明"), KEY, new, 0)
        months.send_back(store, User("王芳"), KEY, "没有写原因", first.seq)
    test = open_page("monthly", office.data, period="2026年9月")
    assert "王芳退回：没有写原因" in unescaped(said(test))


def test_two_at_one_draft(office: Settings) -> None:
    first = month_drafts.save(office.data, KEY, {"problems": "甲"}, "李明", 0)
    with pytest.raises(StaleSubjectError, match="李明刚改过"):
        month_drafts.save(office.data, KEY, {"problems": "乙"}, "王芳", 0)
    with pytest.raises(BadEntryError, match="最多 5,000 个字"):
        month_drafts.save(office.data, KEY, {"problems": "长" * 5001}, "王芳", first.count)
    assert month_drafts.read(office.data, KEY) == first


def test_files_are_offered_and_a_missing_browser_is_told(
    open_page: Open, office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZW_BROWSER", "/nowhere/chrome")
    test = open_page("monthly", office.data, period="2026年9月", month_tab="下载")
    labels = {one.label for one in test.get("download_button")}
    assert {"下载 Word", "下载 Excel"} <= labels and "本机没有 Chrome" in said(test)
