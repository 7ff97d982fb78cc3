"""Checks and measures written on a page: kept at once, landed once, counted, refused in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from data_folders import data_folder, run_etl
from page_runs import Open

from etl import drafts, hand_entries, jobs
from etl.errors import UserError
from etl.hand_entries import INNOVATIONS, INSPECTIONS, KINDS, add
from etl.read import open_build
from etl.settings import Settings

DAY = dt.date(2026, 3, 4)
CHECK = {
    "window_code": "A01", "staff_no": "", "category": "在岗", "work_rule": "顶岗补位制", "points": "2",
    "told": "无人在岗约十分钟", "evidence": "照片1",
}  # fmt: skip
MEASURE = {
    "window_code": "A01", "staff_no": "", "category": "锦旗", "points": "1.5", "told": "企业赠送锦旗",
    "evidence": "登记1", "adopted_by": "督查科",
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return data_folder(tmp_path / "data")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"window_code": ""}, "窗口没有选"),
        ({"told": "  "}, "没有填写"),
        ({"told": "长" * 501}, "最多 500 个字"),
        ({"points": "-0.5"}, "0 到 100"),
        ({"points": "100.5"}, "0 到 100"),
    ],
)
def test_what_cannot_be_kept_is_said(settings: Settings, change: dict[str, str], says: str) -> None:
    with pytest.raises(UserError, match=says):
        add(settings, "inspections", "李明", DAY, CHECK | change)
    assert drafts.read(settings, INSPECTIONS) == []


def test_a_day_to_come_is_refused_and_a_check_without_fault_needs_no_words(
    settings: Settings,
) -> None:
    with pytest.raises(UserError, match="还没有到"):
        add(settings, "inspections", "李明", dt.date.today() + dt.timedelta(days=1), CHECK)
    add(
        settings, "inspections", "李明", dt.date.today(), CHECK | {"category": "无问题", "told": ""}
    )
    assert len(drafts.read(settings, INSPECTIONS)) == 1


def test_both_tables_land_once_and_are_counted(settings: Settings, tmp_path: Path) -> None:
    windows = tmp_path / "windows.csv"
    windows.write_text("窗口编号,窗口名称\nA01,社保窗口\n", encoding="utf-8")
    jobs.call(settings, "land", str(windows), "--table", "windows")
    first = add(settings, "inspections", "李明", DAY, CHECK)
    with pytest.raises(UserError, match="一模一样的已经录过"):
        add(settings, "inspections", "李明", DAY, CHECK)
    dropped = add(settings, "inspections", "李明", DAY, CHECK | {"told": "无人在岗约二十分钟"})
    drafts.drop(settings, INSPECTIONS, dropped["number"])
    second = add(settings, "innovations", "李明", DAY, MEASURE)
    for table in KINDS:
        jobs.call(settings, "enter", "--table", table, "--by", "李明")
        jobs.call(settings, "enter", "--table", table, "--by", "李明")
    jobs.call(settings, "build", "--as-of", "2026-03-31")
    build = open_build(settings)
    assert build.rows(
        "select inspection_no, window_code, category, work_rule, finding, points, is_counted "
        "from fct_inspection"
    ) == [(first["number"], "A01", "在岗", "顶岗补位制", "无人在岗约十分钟", 2.0, True)]
    assert build.rows(
        "select innovation_no, kind, title, adopted_by, points, is_counted from fct_innovation"
    ) == [(second["number"], "锦旗", "企业赠送锦旗", "督查科", 1.5, True)]
    assert drafts.settle(settings, INSPECTIONS) == drafts.settle(settings, INNOVATIONS) == []


def test_nothing_to_land_and_a_wrong_table_are_said(settings: Settings) -> None:
    for table, says in (("inspections", "没有待导入的巡查"), ("cases", "不能手工录入")):
        done = run_etl("enter", "--table", table, "--data", str(settings.data))
        assert done.returncode == 2 and says in done.stderr


@pytest.mark.parametrize("table", ["巡查", "创新举措"])
def test_the_page_keeps_and_waits(
    open_page: Open, tmp_path: Path, demo: Settings, table: str
) -> None:
    settings = data_folder(tmp_path / "office")
    for name in ("builds", "landing", "CURRENT", "demo"):
        (settings.data / name).symlink_to(demo.data / name)
    test = open_page("entries", settings.data, entry_table=table)
    assert not test.exception and not test.error
    assert next(one for one in test.button if one.label == "存下这一条").disabled
    test.text_input(key="user_name").set_value("李明").run()
    window = test.selectbox(key="entry_window")
    window.select(window.options[0]).run()
    kind = hand_entries.KINDS["inspections" if table == "巡查" else "innovations"]
    next(one for one in test.text_area).set_value("窗口台面凌乱")
    next(one for one in test.button if one.label == "存下这一条").click().run()
    (kept,) = drafts.read(settings, kind)
    assert kept["told"] == "窗口台面凌乱" and kept["window_code"] and kept["by"] == "李明（自报）"
    assert any("已存下" in one.value for one in test.success)
    assert any("缺佐证、认定单位、加分，不计分" in one.value for one in test.success) is (
        table != "巡查"
    )
    assert any("已录入 1 条" in one.value for one in test.markdown)
    next(one for one in test.button if one.label == "存下这一条").click().run()
    assert any("没有填写" in one.value for one in test.error)
    assert len(drafts.read(settings, kind)) == 1
