"""Which rows are sent back, what is kept with a note, mappings and personal data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from landing_cases import CASE_HEADER, landed, put_and_land, rejects

from etl.errors import UserError
from etl.settings import Settings


def mapping(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "映射.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_case_is_sent_back_for_these_reasons_only(settings: Settings) -> None:
    report = put_and_land(
        settings,
        f"{CASE_HEADER}\n,2024-03-04,,缺号\n4.11E+17,2024-03-04,,坏号\nYS1,,,缺时间\n"
        "YS2,=昨天,,坏时间\nYS3,1753-01-01,,空时间\n`,2024-03-04,,只有引号\nYS4,2024-03-04,,好\n",
    )
    assert [row[:3] for row in rejects(report)] == [
        ["2", "办件编号", ""],
        ["3", "办件编号", "4.11E+17"],
        ["4", "受理时间", ""],
        ["5", "受理时间", "'=昨天"],
        ["6", "受理时间", "1753-01-01"],
        ["7", "办件编号", "`"],
    ]
    assert [row[3] for row in rejects(report)] == [
        "缺少办件编号",
        "办件编号被写成科学计数法，原编号已丢失：请在来源中将该列设为文本后重新导出",
        "缺少受理时间",
        "受理时间无法识别为日期时间",
        "受理时间无法识别为日期时间",
        "缺少办件编号",
    ]
    assert (report["rows_in"], report["loaded"], report["rejected"]) == (7, 1, 6)


@pytest.mark.parametrize("start", "=+-@")
def test_no_cell_of_the_rejects_starts_a_formula(settings: Settings, start: str) -> None:
    report = put_and_land(settings, f"{CASE_HEADER}\nYS1,{start}SUM(A1),,甲\nYS2,2024-3-4,,乙\n")
    assert rejects(report)[0][2] == f"'{start}SUM(A1)"


def test_a_clean_file_has_no_rejects_file(settings: Settings) -> None:
    report = put_and_land(settings, f"{CASE_HEADER}\nYS1,2024-03-04,,甲\n")
    assert report["rejects_path"] is None
    assert not settings.rejects.exists()


def test_everything_else_that_is_odd_is_kept(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "办件编号,受理时间,办结时间,办件类型,承诺时限,跑动次数,服务对象\n"
        "YS1,2024-03-04,还没有,联办件,尽快,两次,外星人\n"
        "YS2,2024-03-04,1753-01-01,1,999,2,1\n"
        "YS3,2024-03-04,2099-01-01,普通件,-,,\n",
    )
    assert landed(settings, report, "case_type, promise_limit, applicant_type, typing_notes") == [
        (
            "联办件",
            None,
            "外星人",
            "承诺办结时限=尽快；办结时间=还没有；实际跑动次数=两次",
        ),
        (None, 999.0, "自然人", "办件类型=1"),
        ("承诺件", None, None, None),
    ]
    assert report["rejected"] == 0


def test_other_tables_send_back_by_their_contract(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "办件编号,满意度,评价时间\nYS1,满意,2024-3-4\nYS2,,2024-3-4\nYS3,5,2024-3-4\n"
        "YS4,还行,2024-3-4\nYS5,满意,不知道\n",
        "ratings",
    )
    assert [row[:3] for row in rejects(report)] == [
        ["3", "满意度", ""],
        ["4", "满意度", "5"],
        ["5", "满意度", "还行"],
        ["6", "评价时间", "不知道"],
    ]
    assert "映射文件" in rejects(report)[1][3]
    report = put_and_land(settings, "留言编号,留言内容\nL1,\nL2,无\n", "comments")
    assert (report["rejected"], report["loaded"]) == (1, 1)


@pytest.mark.parametrize(("best", "worst"), [("5", "1"), ("1", "5")])
def test_a_mapping_reads_grade_digits_in_its_direction(
    settings: Settings, tmp_path: Path, best: str, worst: str
) -> None:
    file = mapping(
        tmp_path,
        f'[values.grade]\n"{best}" = "非常满意"\n"3" = "基本满意"\n"{worst}" = "非常不满意"\n',
    )
    rows = "办件编号,满意度,评价时间\nYS1,5,2024-3-4\nYS2,1,2024-3-4\nYS3,4,2024-3-4\n"
    report = put_and_land(settings, rows, "ratings", mapping=file)
    words = ["非常满意", "非常不满意"]
    assert [grade for (grade,) in landed(settings, report, "grade")] == (
        words if best == "5" else words[::-1]
    )
    assert rejects(report)[0][:3] == ["4", "满意度", "4"]


def test_a_mapping_names_columns_and_goes_before_the_headers(
    settings: Settings, tmp_path: Path
) -> None:
    file = mapping(
        tmp_path,
        '[columns]\n"项目编号" = "case_no"\n"业务 类型" = "case_type"\n[values.case_type]\n"2" = "即办件"\n',
    )
    rows = "办件类型,项目编号,受理时间,业务类型\n旧,YS1,2024-03-04,2\n"
    report = put_and_land(settings, rows, mapping=file)
    assert landed(settings, report, "case_no, case_type, raw_json") == [
        ("YS1", "即办件", '{"办件类型":"旧"}')
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[columns]\n"甲" = "no_such_field"\n',
        '[values.grade]\n"1" = "好极了"\n',
        '[values]\ngrade = "1"\n',
        "[columns\n",
    ],
)
def test_a_wrong_mapping_is_refused_in_one_line(
    settings: Settings, tmp_path: Path, text: str
) -> None:
    rows = "办件编号,满意度,评价时间\nYS1,5,2024-3-4\n"
    with pytest.raises(UserError, match="映射文件"):
        put_and_land(settings, rows, "ratings", mapping=mapping(tmp_path, text))
    assert not settings.data.exists()


def test_unknown_and_ambiguous_columns_are_kept_as_json(settings: Settings) -> None:
    report = put_and_land(
        settings, "办件编号,受理时间,备用一,项目名称,备用一,\nYS1,2024-03-04,甲,乙,丙,丁\n"
    )
    assert json.loads(landed(settings, report, "raw_json")[0][0]) == {
        "备用一": "甲",
        "备用一_2": "丙",
        "项目名称": "乙",
        "第6列": "丁",
    }
    assert report["unknown_columns"] == ["备用一", "项目名称", "备用一_2"]


def test_personal_numbers_land_as_salted_hashes_only(settings: Settings) -> None:
    number, mobile = "43030219900307123X", "13873212345"
    report = put_and_land(
        settings,
        "办件编号,受理时间,身份证号,手机,联系电话,经办身份证,补充\n"
        f"YS1,2024-03-04,{number},{mobile},0731-5551234,{number},{mobile}\n"
        f"YS2,2024-03-04,{number.lower()},138 7321 2345,,,普通\n"
        f"YS3,2024-03-04,430302199003071248,-,,,{number}\n",
    )
    rows = landed(settings, report, "applicant_id_no, contact_mobile, raw_json")
    assert rows[0][0] == rows[1][0] != rows[2][0]
    assert rows[0][1] == rows[1][1]
    assert rows[2][1] is None
    kept = json.loads(rows[0][2])
    assert kept["补充"] == rows[0][1]
    assert kept["经办身份证"] == rows[0][0] == json.loads(rows[2][2])["补充"]
    assert json.loads(rows[1][2]) == {"补充": "普通"}
    assert all(len(value) == 64 for value in (*rows[0][:2], *kept.values()))
    stored = b"".join(path.read_bytes() for path in settings.data.rglob("*") if path.is_file())
    for plain in (number, mobile, "5551234"):
        assert plain.encode() not in stored
    assert (settings.data / "identifiers.key").stat().st_mode & 0o777 == 0o600


def test_another_installation_hashes_otherwise(tmp_path: Path) -> None:
    found = set()
    for name in ("甲", "乙"):
        settings = Settings(tmp_path / name)
        report = put_and_land(settings, "办件编号,受理时间,手机\nYS1,2024-3-4,13873212345\n")
        found.add(landed(settings, report, "contact_mobile")[0][0])
    assert len(found) == 2
