"""Checks at the windows and measures adopted: what counts, under which window, and masked words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from model_build import Office

from etl.read import Build, Scope, honours, open_build

MARCH = Scope(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
CHECK = {
    "巡查编号": "X1",
    "巡查时间": "2026-03-04 09:10",
    "窗口编号": "A01",
    "类别": "脱岗",
    "扣分": "2",
}
MEASURE = {
    "举措编号": "C1", "日期": "2026-03-04", "窗口编号": "A01", "种类": "锦旗", "内容": "感谢13812345678跟办",
    "佐证材料": "照片", "认定单位": "督查科", "加分": "1.5",
}  # fmt: skip


@pytest.mark.parametrize(
    ("appealed", "final", "counts"),
    [("", "", True), ("否", "", True), ("是", "", False), ("是", "是", True), ("是", "否", False),
     ("否", "否", False), ("否", "是", True)],
)  # fmt: skip
def test_an_appeal_waits_for_its_answer(
    office: Office, appealed: str, final: str, counts: bool
) -> None:
    office.land("inspections", [CHECK | {"是否申诉": appealed, "是否认定": final}])
    office.build(dt.date(2026, 3, 31))
    assert office.query("select is_counted from fct_inspection") == [{"is_counted": counts}]


def test_a_check_without_fault_counts_as_a_day_alone(office: Office) -> None:
    office.land(
        "inspections",
        [CHECK, CHECK | {"巡查编号": "X2", "类别": "无问题", "巡查时间": "2026-03-20"}],
    )
    office.land("windows", [{"窗口编号": "A01", "窗口名称": "社保窗口", "部门名称": "人社局"}])
    office.build(dt.date(2026, 3, 31))
    build = open_build(office.settings)
    assert honours.days_of_checks(build, MARCH) == 2
    assert honours.findings_by(build, MARCH, "window_code").to_dict("records") == [
        {"window_code": "A01", "attendance": 1, "appearance": 0}
    ]
    told = honours.findings(build, MARCH)
    assert told["window_name"].tolist() == ["社保窗口", "社保窗口"]
    build.close()


def test_the_latest_version_of_a_finding_stands(office: Office) -> None:
    office.land("inspections", [CHECK])
    office.land("inspections", [CHECK | {"是否申诉": "是", "是否认定": "否"}])
    office.build(dt.date(2026, 3, 31))
    assert office.query("select is_counted from fct_inspection") == [{"is_counted": False}]


def test_a_window_is_known_by_its_name_too(office: Office) -> None:
    office.land("windows", [{"窗口编号": "A01", "窗口名称": "社保窗口", "部门名称": "人社局"}])
    by_name = {"窗口编号": "", "窗口名称": "社保窗口"}
    office.land(
        "inspections", [CHECK | by_name, CHECK | by_name | {"巡查编号": "X2", "窗口名称": "没有的"}]
    )
    office.land("innovations", [MEASURE | by_name])
    office.build(dt.date(2026, 3, 31))
    rows = office.query("select window_code, dept_name from fct_inspection order by inspection_no")
    assert rows == [
        {"window_code": "A01", "dept_name": "人社局"},
        {"window_code": None, "dept_name": None},
    ]
    assert office.query("select window_code from fct_innovation") == [{"window_code": "A01"}]


def test_a_name_that_two_windows_share_names_neither(office: Office) -> None:
    names = [
        {"窗口编号": code, "窗口名称": "综合窗口", "部门名称": "甲局"} for code in ("A01", "A02")
    ]
    office.land("windows", names)
    shared = {"窗口编号": "", "窗口名称": "综合窗口"}
    office.land("inspections", [CHECK | shared])
    office.land("innovations", [MEASURE | shared])
    office.build(dt.date(2026, 3, 31))
    for table in ("fct_inspection", "fct_innovation"):
        assert office.query(f"select window_code from {table}") == [{"window_code": None}]


@pytest.mark.parametrize(
    ("changed", "counts"),
    [({}, True), ({"佐证材料": ""}, False), ({"认定单位": ""}, False), ({"加分": ""}, False), ({"加分": "0"}, False)],
)  # fmt: skip
def test_a_measure_counts_with_evidence_adopter_and_points(
    office: Office, changed: dict[str, str], counts: bool
) -> None:
    office.land("innovations", [MEASURE | changed])
    office.build(dt.date(2026, 3, 31))
    (row,) = office.query("select is_counted, title from fct_innovation")
    assert row["is_counted"] is counts
    assert "13812345678" not in row["title"]
    build = open_build(office.settings)
    assert honours.has_ledger(build)
    assert honours.points_by(build, MARCH, "window_code")["points"].sum() == (1.5 if counts else 0)
    assert len(honours.measures(build, MARCH)) == 1
    build.close()


def test_rows_of_an_unknown_kind_are_refused_and_none_is_lost(office: Office) -> None:
    told = office.land("inspections", [CHECK, CHECK | {"巡查编号": "X2", "类别": "心情"}])
    (one,) = told.get("files", (told,))
    assert (one["loaded"], one["rejected"]) == (1, 1)


def test_the_demonstration_city_is_checked(demo_build: Build, truth: dict[str, Any]) -> None:
    told = truth["honours"]
    everything = Scope(dt.date(2024, 11, 1), dt.date(2026, 10, 1))
    assert len(honours.findings(demo_build, everything)) == told["inspections"]
    found = honours.findings_by(demo_build, everything, "window_code").set_index("window_code")
    assert (found["attendance"] + found["appearance"]).to_dict() == told["findings_that_stand"]
    measures = honours.measures(demo_build, everything)
    assert (len(measures), measures["is_counted"].sum()) == (
        told["innovations"],
        told["innovations_proven"],
    )
    assert honours.days_of_checks(demo_build, everything) == 48
