"""Every page from app.py: it runs, speaks Chinese, and shows what the read door says."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from data_folders import data_folder
from page_runs import PAGES, Open
from streamlit.testing.v1 import AppTest

from etl.landing.land import Request, land
from etl.read import Build, Scope
from etl.read.figures import case_figures, open_cases
from etl.read.voice import comment_figures
from etl.runner import build
from reports import words
from reports.ranking import ranking, summary

OCTOBER = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1))
# Words of other scripts that belong to the data or to the field.
ALLOWED = re.compile(r"CSV|Excel|GB|AB|QR|12345|python -m etl \w+|WABO|:[a-z-]+\[|:material/\w+:")


def texts(test: AppTest) -> list[str]:
    """Everything the page says outside tables and comments."""
    found = [one.value for kind in ("title", "header", "subheader", "caption", "info", "warning")
             for one in getattr(test, kind)]  # fmt: skip
    found += [one.label for kind in ("metric", "selectbox", "button", "text_input", "expander")
              for one in getattr(test, kind)]  # fmt: skip
    return [str(one) for one in found if one]


@pytest.mark.parametrize("name", PAGES)
def test_page_runs_and_speaks_chinese(open_page: Open, name: str) -> None:
    test = open_page(name)
    assert not test.exception
    assert not test.error
    said = texts(test)
    assert len(said) > 5
    # Comments of citizens may hold any word; captions of comments carry the reasons.
    own = [one for one in said if "依据：" not in one]
    english = [one for one in own if re.search(r"[A-Za-z]{3,}", ALLOWED.sub("", one))]
    assert english == []


@pytest.mark.parametrize("name", PAGES)
def test_page_carries_notice_definitions_and_foot(open_page: Open, name: str) -> None:
    test = open_page(name)
    said = " ".join(texts(test)) + " ".join(one.value for one in test.markdown)
    assert "演示数据" in said
    assert "数据统计到2026年10月31日" in said
    assert "退回" in said
    assert any((one.value.startswith("**") and "÷" in one.value) or "＝" in one.value or "办件" in one.value
               for one in test.markdown)  # fmt: skip


def test_overview_shows_the_figures(open_page: Open, demo_build: Build) -> None:
    test = open_page()
    figures, opened = case_figures(demo_build, OCTOBER), open_cases(demo_build, OCTOBER)
    shown = {one.label: one.value for one in test.metric}
    assert shown["按时办结率"] == words.percent(figures.on_time.value)
    assert shown["办结件数"] == f"{figures.counts['finished']:,} 件"
    assert shown["法定时限内办结率"] == words.percent(figures.within_statutory.value)
    assert shown["提前办结率"] == words.percent(figures.early.value)
    assert shown["九成办件用时"] == words.days(figures.p90_days)
    assert shown["超期未办结"] == f"{opened.past_promise:,} 件"
    heard = comment_figures(demo_build, OCTOBER).by_label
    complained = heard["complaint"] + heard["mixed"]
    assert shown["有抱怨的留言"] == words.percent(complained / sum(heard.values()))


def test_overview_compares_in_percentage_points(open_page: Open, demo_build: Build) -> None:
    test = open_page()
    before = case_figures(demo_build, OCTOBER.previous()).on_time.value or 0
    now = case_figures(demo_build, OCTOBER).on_time.value or 0
    card = next(one for one in test.metric if one.label == "按时办结率")
    assert card.delta == words.points(now - before).replace("−", "-")


def test_filters_in_the_address_are_the_filters_of_the_page(
    open_page: Open, demo_build: Build
) -> None:
    test = open_page("", period="2026年第3季度", dept="公安局", channel="窗口办理")
    scope = Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1), dept="公安局", channel="窗口办理")
    said = " ".join(texts(test))
    assert "2026年第3季度 · 公安局 · 全部窗口 · 窗口办理 · 按办结口径" in said
    shown = {one.label: one.value for one in test.metric}
    assert shown["办结件数"] == f"{case_figures(demo_build, scope).counts['finished']:,} 件"


def test_a_choice_holds_on_the_next_page(open_page: Open) -> None:
    test = open_page()
    test.selectbox(key="dept").select("民政局").run()
    test.switch_page("pages/windows/ranking.py").run()
    assert any("民政局" in one.value for one in test.caption)


def test_a_mistyped_period_falls_back_to_the_latest_month(open_page: Open) -> None:
    test = open_page("", period="胡说")
    assert not test.exception
    assert not test.error
    assert any("2026年10月 · 全部部门" in one.value for one in test.caption)


def test_ranking_says_who_stands_out(open_page: Open, demo_build: Build) -> None:
    test = open_page("ranking")
    expected = summary(ranking(demo_build, OCTOBER, "按时办结率"))
    assert any(expected in one.value for one in test.markdown)


def test_cases_behind_a_figure(open_page: Open, demo_build: Build) -> None:
    test = open_page("cases", which="超期未办结")
    count = open_cases(demo_build, OCTOBER).past_promise
    assert any(f"超期未办结 {count:,} 件" in one.value for one in test.markdown)


def test_scores_never_say_decided(open_page: Open) -> None:
    test = open_page("scores", period="2026年第3季度")
    said = " ".join(one.value for one in test.markdown)
    assert "推荐名单" in said
    assert "由人决定" in said
    assert "评定结果" not in said


def test_a_user_names_himself(open_page: Open) -> None:
    test = open_page()
    test.text_input(key="user_name").input("李明").run()
    assert any("李明（自报）" in one.value for one in test.caption)


def test_a_bad_name_is_refused_in_a_sentence(open_page: Open) -> None:
    test = open_page()
    test.text_input(key="user_name").input("<b>x</b>").run()
    assert not test.exception
    assert not test.error
    assert any("姓名" in one.value for one in test.warning)


def test_before_the_first_build_the_page_says_what_to_do(open_page: Open, tmp_path: Path) -> None:
    test = open_page(data=tmp_path)
    assert not test.exception
    assert not test.error
    assert any("导入" in one.value for one in test.info)


@pytest.mark.parametrize("name", PAGES)
def test_a_view_without_data_says_so(open_page: Open, name: str) -> None:
    test = open_page(name, period="2026年10月", window="地名服务窗口（H05）", channel="快递申请")
    assert not test.exception
    assert not test.error
    said = " ".join([*texts(test), *(one.value for one in test.markdown)])
    assert re.search(r"没有|不足", said)


def quiet(_: str, __: float) -> None:
    """No progress in tests."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases of one window and one comment with markup in it."""
    settings = data_folder(tmp_path_factory.mktemp("tiny") / "data")
    cases = settings.data / "三件.csv"
    cases.write_text(
        "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限,法定时限\n"
        "A1,甲,局,*窗*口<b>,2025-03-03 09:00,2025-03-05 10:00,5个工作日,20个工作日\n"
        "A2,甲,局,*窗*口<b>,2025-03-03 09:00,2025-03-20 10:00,5个工作日,20个工作日\n"
        "A3,甲,局,*窗*口<b>,2025-03-24 09:00,,5个工作日,20个工作日\n",
        encoding="utf-8",
    )
    comments = settings.data / "一条.csv"
    comments.write_text(
        "留言编号,留言时间,留言内容\n1,2025-03-04,<script>alert(1)</script>态度太差 **滚**\n",
        encoding="utf-8",
    )
    land(settings, Request(cases, "cases"), quiet)
    land(settings, Request(comments, "comments"), quiet)
    build(settings, None, quiet)
    return settings.data


@pytest.mark.parametrize("name", PAGES)
def test_three_cases_and_one_comment_with_markup(open_page: Open, tiny: Path, name: str) -> None:
    test = open_page(name, data=tiny, period="2025年3月")
    assert not test.exception
    assert not test.error
    said = " ".join(one.value for one in test.markdown)
    assert "<script>" not in said.replace("\\<", "")
    assert "演示数据" not in " ".join(texts(test))


@pytest.mark.parametrize("tab", ["漏斗图", "变化", "扣除事项难易"])
@pytest.mark.parametrize("label", ["按时办结率", "主动评价好评率"])
def test_every_part_of_the_ranking_answers(open_page: Open, tab: str, label: str) -> None:
    test = open_page("ranking", period="2026年第3季度", ranking_tab=tab, metric=label)
    assert not test.exception and not test.error


def test_a_profile_of_a_window_and_of_none(open_page: Open, demo_build: Build) -> None:
    test = open_page("profile", period="2026年第3季度")
    assert any("选一个窗口" in one.value for one in test.info)
    name = next(one for one in test.selectbox(key="window").options if one != "全部窗口")
    test.selectbox(key="window").select(name).run()
    assert not test.exception and not test.error
    assert any("同类" in one.value for one in test.markdown)


@pytest.mark.parametrize(
    "tab", ["得分表", "一个窗口", "放在一起比", "权重试算", "巡查与举措", "会议室大字"]
)
def test_every_part_of_the_scores_answers(open_page: Open, tab: str) -> None:
    test = open_page("scores", period="2026年第3季度", scores_tab=tab)
    assert not test.exception and not test.error


def test_trying_a_weight_names_who_enters_and_keeps_nothing(open_page: Open) -> None:
    test = open_page("scores", period="2026年第3季度", scores_tab="权重试算")
    before = [one.value for one in test.markdown if "推荐名单" in one.value]
    assert any("名单不变" in one.value for one in test.markdown)
    test.slider[0].set_value(0.0).run()
    assert not test.exception
    moved = [
        one.value for one in test.markdown if "进入名单" in one.value or "名单不变" in one.value
    ]
    assert len(moved) == 1
    assert [one.value for one in test.markdown if "推荐名单" in one.value] == before
