"""What the import page is told of a file before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from landing_cases import put, put_and_land

from etl.landing import outcome
from etl.landing.choices import Choices
from etl.landing.preview import preview
from etl.landing.remembered import remember
from etl.settings import Settings

TEXT = (
    "某市办件\n办件编号,受理时间,办件类型,法定时限（天）,手机,项目编号,家庭住址,备注\n"
    "YS1,2024-3-4,1,20,13800000001,P1,湖塘路,\n,2024-3-4,即办件,,,P2,,x\n"
    "YS3,昨天,2,,,,,\n市场局,,,,,,,\n合计,,,,,,,2\n"
)


def looked(settings: Settings, text: str, table: str = "cases", **given: Any) -> dict[str, Any]:
    path = put(settings.data.parent, text, encoding="gb18030")
    return preview(settings, path, table, "default", **given)


def test_a_preview_tells_what_landing_does_and_writes_nothing(settings: Settings) -> None:
    told = looked(settings, TEXT)
    assert not settings.data.exists()
    report = put_and_land(settings, TEXT)
    for key in ("rows_in", "rejected", "skipped", "header_row"):
        assert told[key] == report[key]
    assert (told["encoding"], told["problem"], told["mapping_used"]) == ("gb18030", None, None)
    assert told["looked_at_rows"] is None
    assert [(one["row_no"], one["column"], one["value"]) for one in told["rejects"]] == [
        (4, "办件编号", None),
        (5, "受理时间", "昨天"),
    ]
    assert [(one["name"], one["rows"], one["example"]) for one in told["findings"]] == [
        ("办件类型无法识别，留空", 1, "1"),
        ("退回：受理时间无法识别为日期时间", 1, "昨天"),
        ("退回：缺少办件编号", 1, ""),
    ]


def test_columns_with_confidence_candidates_and_samples(settings: Settings) -> None:
    columns = {one["header"]: one for one in looked(settings, TEXT)["columns"]}
    assert [columns["办件编号"][key] for key in ("field", "confidence", "samples")] == [
        "case_no",
        "高",
        ["YS1", "YS3", "市场局"],
    ]
    assert (columns["项目编号"]["how"], columns["项目编号"]["candidates"]) == (
        "含义不唯一",
        ["case_no"],
    )
    assert columns["备注"]["confidence"] == "低"
    for private in ("手机", "家庭住址"):
        assert columns[private]["samples"] == ["（不保存原文）"]


def test_rows_before_and_after_typing(settings: Settings) -> None:
    told = looked(settings, TEXT)
    assert told["before"][0] == [
        "YS1",
        "2024-3-4",
        "1",
        "20",
        "（不保存原文）",
        "P1",
        "（不保存原文）",
        "",
    ]
    assert len(told["before"]) == len(told["after"]) == 3
    assert told["after"][0] == {
        "办件编号": "YS1",
        "受理时间": "2024-03-04 00:00:00",
        "办件类型": "",
        "法定办结时限": "20自然日",
        "手机": "（不保存原文）",
    }


def test_digits_ask_for_words_until_they_have_them(settings: Settings) -> None:
    [asked] = looked(settings, TEXT)["digits"]
    assert (asked["field"], asked["values"]) == ("case_type", ["1", "2"])
    assert "即办件" in asked["words"]
    remember(settings, "default", "cases", Choices({}, {"case_type": {"1": "即办件"}}), "张三")
    told = looked(settings, TEXT)
    assert (told["digits"][0]["values"], told["mapping_used"]) == (["2"], "记住的")
    assert told["after"][0]["办件类型"] == "即办件"


def test_a_mapping_that_is_given_goes_before_the_remembered_one(settings: Settings) -> None:
    remember(settings, "default", "cases", Choices({"备注": "case_no"}), "张三")
    file = put(settings.data.parent, '[columns]\n"项目编号" = "case_no"\n', "映射.toml")
    told = looked(settings, TEXT, mapping_file=file)
    columns = {one["header"]: one for one in told["columns"]}
    assert told["mapping_used"] == "指定"
    assert (columns["项目编号"]["field"], columns["项目编号"]["how"]) == ("case_no", "映射指定")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("项目编号,受理时间\n1,2024-03-04\n", "含义不唯一"),
        ("甲,乙\n1,2\n", "办件编号"),
        ("窗口编号,窗口名称,人数\nA1,综合,3\n", "窗口清单"),
    ],
)
def test_what_stands_in_the_way_is_told(settings: Settings, text: str, said: str) -> None:
    told = looked(settings, text)
    assert said in told["problem"]
    header, first, _ = text.split("\n")
    assert [one["header"] for one in told["columns"]] == header.split(",")
    assert (told["before"], told["after"], told["rows_in"]) == ([first.split(",")], [], 0)


def test_a_header_without_rows(settings: Settings) -> None:
    told = looked(settings, "标题\n办件编号,受理时间\n")
    assert (told["rows_in"], told["skipped"], told["after"]) == (0, {"title": 1}, [])


def test_a_large_file_is_judged_by_its_first_rows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "LARGE_BYTES", 1000)
    monkeypatch.setattr(outcome, "LOOKED_AT_ROWS", 50)
    body = "".join(f"YS{i},2024-3-4\n" for i in range(500))
    told = looked(settings, f"办件编号,受理时间\n{body}")
    assert (told["rows_in"], told["looked_at_rows"]) == (50, 50)
    assert told["after"][0]["办件编号"] == "YS0"


@pytest.mark.parametrize(
    ("table", "text", "after"),
    [
        ("comments", "留言内容,窗口\n很好,综合\n", {"留言内容": "很好", "窗口": "综合"}),
        ("staff", "工号,姓名,党员\nG1,张三,是\n", {"工号": "G1", "姓名": "张三", "党员": "是"}),
        (
            "items",
            "事项编码,事项名称,承诺时限\n1,办证,1.50天\n",
            {"事项编码": "1", "事项名称": "办证", "承诺时限": "1.5自然日"},
        ),
        (
            "items",
            "事项编码,事项名称,承诺时限\n1,办证,即办\n",
            {"事项编码": "1", "事项名称": "办证", "承诺时限": "即办"},
        ),
    ],
)
def test_typed_values_are_shown_as_people_write_them(
    settings: Settings, table: str, text: str, after: dict[str, str]
) -> None:
    assert looked(settings, text, table)["after"] == [after]
