"""数据质量 from app.py: the sentence, the findings, the account, the rows behind them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from page_runs import Open
from streamlit.testing.v1 import AppTest

from etl.models import FOLDER
from etl.read import Build, quality, trust
from pages.shared import quality_view as view
from pages.shared.findings import FINDINGS, weighty, words_of


def cells(test: AppTest, head: str) -> list[list[str]]:
    """The rows of the table that has a column of that name, as they stand on screen."""
    for one in test.table:
        frame = one.value.rename(columns=lambda name: str(name).replace("\u2060", ""))
        if head in frame.columns:
            plain = frame.astype(str).map(lambda cell: re.sub(r"[\u2060\\\\]", "", cell))
            return [list(row) for row in plain.itertuples(index=False)]
    raise AssertionError(head)


def test_every_finding_of_the_models_has_its_words() -> None:
    found = {
        name
        for path in FOLDER.rglob("*finding.sql")
        for name in re.findall(r"select '([^']+)'(?: as finding)?, '", path.read_text("utf-8"))
    }
    assert len(found) > 15
    assert found == set(FINDINGS)
    for name in found:
        words = words_of(name)
        assert words.meaning.endswith("。")
        assert words.todo.endswith("。")


def test_a_finding_without_words_has_general_ones() -> None:
    assert "核对" in words_of("从没见过的疑点").todo


def test_the_first_line_says_how_trustworthy(open_page: Open, demo_build: Build) -> None:
    test = open_page("quality")
    standing = quality.standing(demo_build, weighty())
    line = next(one.value for one in test.markdown if one.value.startswith("#####"))
    assert line.startswith("##### 数据可信，可以放心引用")
    assert f"读入 {standing.rejected.whole:,} 行" in line
    assert f"退回 {standing.rejected.part:,} 行" in line
    assert f"{standing.doubtful.whole:,} 件办件中 {standing.doubtful.part:,} 件" in line
    assert "办件最近一笔是2026年10月" in line


def test_the_tables_are_those_of_the_build(open_page: Open, demo_build: Build) -> None:
    test = open_page("quality")
    assert not test.exception
    assert not test.error
    found = quality.findings(demo_build)
    shown = cells(test, "影响统计")
    assert [row[0] for row in shown] == list(found["finding"])
    assert [row[2] for row in shown] == [f"{count:,}" for count in found["found"]]
    facts = trust.trust(demo_build)
    cards = {one.label: one.value for one in test.metric}
    assert cards["读入"] == f"{facts.rows_in:,} 行"
    assert cards["退回"] == f"{facts.rejected:,} 行"
    accounts = cells(test, "对账")
    assert len(accounts) == facts.batches
    assert {row[8] for row in accounts} == {"平"}
    assert sum(int(row[4].replace(",", "")) for row in accounts) == facts.rows_in


def test_another_finding_shows_its_own_batches_and_windows(
    open_page: Open, demo_build: Build
) -> None:
    test = open_page("quality")
    test.selectbox(key="finding").select("窗口不在清单").run()
    assert not test.exception
    assert any(
        "窗口不在清单" in one.value and "窗口清单里没有" in one.value for one in test.markdown
    )
    windows = quality.by_window(demo_build, "窗口不在清单", "cases")
    shown = cells(test, "部门")
    assert [row[1] for row in shown] == list(windows["window_code"])
    test.selectbox(key="finding").select("特别程序找不到办件").run()
    assert not test.exception
    assert any("没有月份可分" in one.value for one in test.caption)


def test_the_page_needs_no_period_and_the_choice_holds_behind_it(open_page: Open) -> None:
    test = open_page()
    test.selectbox(key="dept").select("民政局").run()
    test.switch_page("pages/data/quality.py").run()
    assert "时段" not in [one.label for one in test.selectbox]
    test.switch_page("pages/windows/ranking.py").run()
    assert any("民政局" in one.value for one in test.caption)


def test_before_the_first_build_the_page_shows_the_way(open_page: Open, tmp_path: Path) -> None:
    test = open_page("quality", data=tmp_path)
    assert not test.exception
    assert not test.error
    assert any("还没有发布过数据" in one.value for one in test.info)


def test_a_small_share_is_not_rounded_to_nothing() -> None:
    assert view.share_text(8, 20_000) == "＜0.1%"
    assert view.share_text(0, 20_000) == "0.0%"
    assert view.share_text(10, 20_000) == "0.1%"
    assert view.share_text(0, 0) == "—"


def test_the_verdict_without_cases_says_so() -> None:
    nothing = quality.Standing(quality.Share(0, 5), quality.Share(0, 0), 0)
    assert view.verdict(nothing, [], dt.date(2026, 1, 1)).endswith("还没有办件数据。")
