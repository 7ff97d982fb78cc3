"""What a report has otherwise than the published one, and than that of the month before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from report_months import BOOK, of

from etl.read import Build, Scope
from etl.read.figures import case_figures
from reports import words
from reports.month import month_report
from reports.month_differences import (
    Moved,
    Since,
    difference_words,
    is_compared_with,
    sentences,
    since,
)
from reports.report_model import (
    Cell,
    MonthReport,
)


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


def test_a_rise_from_nought_and_from_few_is_a_change(october: MonthReport) -> None:
    def only(now: Cell, then: Cell, key: str) -> tuple[Moved, ...]:
        one = october.figure(key)
        new, old = (replace(october, figures=(replace(one, now=cell),)) for cell in (now, then))
        return since(old, new).moved

    (one,) = only(Cell(8.0), Cell(0.0), "bad")
    assert (one.then, one.now, one.change, one.is_clear) == ("0 条", "8 条", "—", None)
    (one,) = only(Cell(None, 90, 100), Cell(None, 5, 5), "on_time")
    assert (one.then, one.now, one.change, one.is_clear) == ("5/5 件", "90.0%（90/100）", "—", None)
    assert only(Cell(0.0), Cell(0.0), "bad") == ()
    assert only(Cell(None, 90, 100), Cell(None, 900, 1000), "on_time") == ()


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
        then = september.figure(figure.key).now
        assert figure.now == then or figure.change(then) == "持平", label
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
        ("件数最多的是综合1号窗口（3 件）。", "件数最多的是综合1号窗口（12 件）。", True),
        ("件数最多的是综合1号窗口（3 件）。", "件数最多的是综合2号窗口（3 件）。", False),
        ("得分率最高的是A01（88.0%）。", "得分率最高的是A02（88.0%）。", False),
        ("本期没有办结件的：临时窗口（Z97）。", "本期没有办结件的：临时窗口（Z98）。", False),
        ("好评率 5/7 条。", "好评率 99.5%（200/201），环比上升 0.1 个百分点。", False),
    ],
)  # fmt: skip
def test_sentences_are_the_same_whatever_their_numbers(one: str, other: str, is_same: bool) -> None:
    mine, others = ([shape for shape, _ in sentences((text,))] for text in (one, other))
    assert (mine == others) is is_same


def test_two_sentences_of_one_shape_are_both_told(october: MonthReport) -> None:
    section = replace(october.sections[0], paragraphs=("甲 3 件。甲 5 件。",))
    new = replace(october, sections=(section,))
    old = replace(october, sections=(replace(section, paragraphs=()),))
    assert since(old, new).said[0].come == ("甲 3 件。", "甲 5 件。")


def test_what_it_is_compared_with_is_part_of_what_differs(october: MonthReport) -> None:
    """Last month corrected: the month's own figures stand, its comparison does not."""
    one = october.figure("open")
    other = replace(one, before=Cell((one.before.number or 0) + 7), year_before=Cell(1.0))
    changed = replace(
        october, figures=tuple(other if each.key == "open" else each for each in october.figures)
    )
    assert [row[0] for row in difference_words(october, changed)] == [
        "在办（上期）",
        "在办（去年同期）",
    ]
    year = replace(
        october, year=(replace(october.year[0], year_before=Cell(3.0)), *october.year[1:])
    )
    assert [row[0] for row in difference_words(october, year)] == ["受理件数（去年同期）"]


def test_a_report_knows_what_it_is_compared_with(demo_build: Build, october: MonthReport) -> None:
    september = of(demo_build, dt.date(2026, 9, 1))
    assert is_compared_with(october, september)
    first = replace(september.figures[0], now=Cell(1.0))
    assert not is_compared_with(
        october, replace(september, figures=(first, *september.figures[1:]))
    )
