"""How columns are recognised, what is asked and never guessed, and what is remembered."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from landing_cases import landed, put, put_and_land

from etl.contract import load
from etl.errors import UserError
from etl.landing.choices import Choices, read_choices
from etl.landing.mapping import Mapping, find_mapping, propose_mapping
from etl.landing.readers import open_source
from etl.landing.remembered import forget_mapping, recall, remember
from etl.settings import Settings


def proposed(folder: Path, header: str, table: str = "cases", **columns: str) -> Mapping:
    holder = TemporaryDirectory(dir=folder)
    source = open_source(put(folder, f"{header}\n" + "甲," * header.count(",") + "乙\n"), holder)
    return propose_mapping(source, load(table), Choices(columns))


HOW = {
    "办件编号": ("case_no", "名称一致"),
    "流水号": ("case_no", "别名"),
    "办件编号（必填）": ("case_no", "去掉括号说明"),
    "项目编号": (None, "含义不唯一"),
    "随便什么": (None, "未对应"),
}


@pytest.mark.parametrize("header", HOW)
def test_every_column_says_how_it_was_recognised(tmp_path: Path, header: str) -> None:
    found = proposed(tmp_path, f"受理时间,事项名称,{header}")
    names = {index: name for name, index in found.columns.items()}
    assert (names.get(2), found.how[2]) == HOW[header]


def test_a_proposal_says_what_is_lacking_and_finding_raises_it(tmp_path: Path) -> None:
    found = proposed(tmp_path, "项目编号,受理时间")
    assert "“项目编号”含义不唯一" in str(found.problem)
    assert found.columns == {"accepted_at": 1}
    path = put(tmp_path, "项目编号,受理时间\n1,2024-03-04\n")
    with TemporaryDirectory() as name, pytest.raises(UserError) as told:
        holder = TemporaryDirectory(dir=name)
        find_mapping(open_source(path, holder), load("cases"), Choices())
    assert str(told.value) == found.problem


def test_a_choice_goes_first_and_an_empty_one_leaves_the_column(settings: Settings) -> None:
    file = put(
        settings.data.parent,
        '[columns]\n"项目编号" = "case_no"\n"事项名称" = ""\n"办件编号" = ""\n',
        "映射.toml",
    )
    rows = "办件编号,项目编号,受理时间,事项名称\nA1,P1,2024-03-04,办证\n"
    report = put_and_land(settings, rows, mapping=file)
    [(number, item, rest)] = landed(settings, report, "case_no, null, raw_json")
    assert (number, item) == ("P1", None)
    assert json.loads(rest) == {"办件编号": "A1", "事项名称": "办证"}


def test_of_several_columns_the_first_counts_and_the_others_are_kept(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "办件编号,受理时间,办结时间,结案时间,联系人,联系人\nYS1,2024-3-4,2024-3-5,2024-3-9,张三,李四\n",
    )
    [(finished, rest)] = landed(settings, report, "cast(finished_at as date)::varchar, raw_json")
    kept = json.loads(rest)
    assert (finished, kept["结案时间"]) == ("2024-03-05", "2024-3-9")
    assert len(kept["联系人_2"]) == 64


def test_groups_over_parts_are_mapped(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "办件编号,受理,,时限（工作日）,,其他,\n,时间,部门,法定,承诺,甲项,乙项\n"
        "YS1,2024-03-04,市监局,20,5,一,\n",
    )
    columns = "case_no, dept_name, legal_limit, legal_limit_unit, promise_limit, raw_json"
    assert landed(settings, report, columns) == [
        ("YS1", "市监局", 20.0, "工作日", 5.0, '{"其他/甲项":"一"}')
    ]
    assert (report["header_row"], report["skipped"]) == (2, {"title": 1})


@pytest.mark.parametrize(
    ("header", "is_hashed"),
    [
        ("家庭住址", True),
        ("户籍所在地", True),
        ("通讯地址", True),
        ("银行账号", True),
        ("车牌号", True),
        ("E-mail", True),
        ("电子邮箱", True),
        ("申请人/联系电话", True),
        ("办理地址", False),
        ("原文地址", False),
        ("备注", False),
    ],
)
def test_unknown_columns_about_a_person_are_hashed(
    settings: Settings, header: str, is_hashed: bool
) -> None:
    report = put_and_land(settings, f"办件编号,受理时间,{header}\nYS1,2024-03-04,湖塘路一号\n")
    [(rest,)] = landed(settings, report, "raw_json")
    [value] = json.loads(rest).values()
    assert (len(value) == 64, value == "湖塘路一号") == (is_hashed, not is_hashed)


@pytest.mark.parametrize(
    ("value", "is_hashed"),
    [("zhang.san@example.cn", True), ("湘C12345", True), ("湘C·12345", True), ("甲A", False)],
)
def test_mail_addresses_and_plates_are_hashed_by_their_looks(
    settings: Settings, value: str, is_hashed: bool
) -> None:
    report = put_and_land(settings, f"办件编号,受理时间,补充\nYS1,2024-03-04,{value}\n")
    [(rest,)] = landed(settings, report, "raw_json")
    assert (len(json.loads(rest)["补充"]) == 64) is is_hashed


DECIDED = Choices(
    {"项目编号": "case_no", '甲"乙\\': ""}, {"case_type": {"1": "即办件", "2": "承诺件"}}
)


@pytest.mark.parametrize("source", ["default", "一窗系统", "../../etc", "a/b\\c:d*", "." * 300, ""])
def test_a_decision_is_remembered_per_source_and_table(settings: Settings, source: str) -> None:
    assert recall(settings, source, "cases") is None
    path = remember(settings, source, "cases", DECIDED, "张三\n[columns]")
    assert path is not None
    assert settings.data / "mappings" == path.parent.parent
    assert recall(settings, source, "cases") == path
    assert recall(settings, f"{source}2", "cases") is None
    assert recall(settings, source, "ratings") is None
    found = read_choices(path, load("cases"), "记住的")
    assert (found.columns, found.values) == (DECIDED.columns, DECIDED.values)
    assert found.origin == "记住的"
    assert forget_mapping(settings, source, "cases")
    assert not forget_mapping(settings, source, "cases")


def test_nothing_decided_is_nothing_remembered(settings: Settings) -> None:
    assert remember(settings, "甲", "cases", Choices(), "张三") is None
    assert not settings.data.exists()


def test_a_remembered_header_that_is_not_in_the_file_is_no_error(
    settings: Settings, tmp_path: Path
) -> None:
    path = remember(settings, "甲", "cases", DECIDED, "张三")
    given: dict[str, Any] = {"mapping": path}
    assert put_and_land(settings, "办件编号,受理时间\nYS1,2024-3-4\n", **given)["loaded"] == 1
