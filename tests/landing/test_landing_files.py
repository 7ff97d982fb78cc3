"""Every table under Chinese headers, in the containers and encodings that offices send."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from landing_cases import (
    CASE_HEADER,
    accounted,
    book,
    landed,
    put,
    put_and_land,
    quiet,
    rejects,
    rows_where,
)

from etl.contract import load, tables
from etl.landing.containers import scan_text
from etl.landing.land import Request, land
from etl.landing.mapping import Choices, find_mapping
from etl.landing.query import Landing, typed_select
from etl.landing.readers import Way, load_raw, open_source
from etl.settings import Settings

TABLES = {
    "cases": ("办件编号,事项名称,受理时间\nYS1,办证,2024-03-04 09:10:00\n", "case_no", "YS1"),
    "pauses": (
        "办件编号,特别程序种类,特别程序开始时间,特别程序结束时间\nYS1,听证,2024-03-05,2024-03-07\n",
        "pause_kind",
        "听证",
    ),
    "comments": ("留言编号,留言时间,留言内容\nL1,2024-03-04,态度很好\n", "content", "态度很好"),
    "ratings": (
        "评价编号,办件编号,满意度,评价时间\nP1,YS1,很满意,2024-03-04 10:00\n",
        "grade",
        "非常满意",
    ),
    "items": ("事项编码,事项名称,承诺时限\n4301,办证,5个工作日\n", "promise_limit", 5.0),
    "windows": ("窗口编号,窗口名称,部门名称,人数\nA01,综合窗口,政务局,3\n", "staff_count", 3),
    "staff": ("工号,姓名,窗口编号,党员\nG1,张三,A01,是\n", "is_party_member", True),
    "joint_cases": (
        "并联编号,项目名称,牵头部门,发起时间\nB1,厂房,住建局,2024-03-04\n",
        "lead_dept",
        "住建局",
    ),
    "inspections": (
        "巡查编号,巡查时间,窗口编号,类别,情况,扣分\nX1,2024-03-04,A01,脱岗,无人在岗,2\n",
        "category",
        "在岗",
    ),
    "innovations": (
        "举措编号,日期,窗口编号,种类,内容,佐证,认定单位,加分\nC1,2024-03-04,A01,感谢信,代办,扫描件,督查科,1\n",
        "kind",
        "表扬信",
    ),
}


def test_every_table_has_a_case_here() -> None:
    assert set(tables()) == set(TABLES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_lands_from_csv(
    settings: Settings, tmp_path: Path, table: str, encoding: str
) -> None:
    text, column, value = TABLES[table]
    path = put(tmp_path, text.replace("\n", "\r\n"), encoding=encoding)
    report = land(settings, Request(path, table), quiet)
    assert landed(settings, report, f"{column}, row_no") == [(value, 2)]
    assert report["encoding"] == encoding
    assert (report["header_row"], report["loaded"], report["skipped"]) == (1, 1, {})


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_lands_from_a_workbook(settings: Settings, tmp_path: Path, table: str) -> None:
    text, column, value = TABLES[table]
    path = book(tmp_path / "表.xlsx", [line.split(",") for line in text.splitlines()])
    report = land(settings, Request(path, table), quiet)
    assert landed(settings, report, f"{column}, row_no") == [(value, 2)]
    assert report["encoding"] is None


def test_a_workbook_with_titles_total_notes_dates_and_numbers(
    settings: Settings, tmp_path: Path
) -> None:
    path = book(
        tmp_path / "办件.xlsx",
        [
            ["某市政务服务中心办件明细"],
            [],
            ["办件编号", "受理时间", "办结时间", "法定时限（工作日）", "手机"],
            [4111010001, dt.datetime(2024, 3, 4, 9, 10), dt.datetime(2024, 3, 8), 20, 13800000001],
            ["市场监管局"],
            ["YS2", "2024年3月5日", "", 15.5, ""],
            [],
            ["YS3", 45356.5, "", "", ""],
            ["合计", "", "", 3],
            ["注：数据来自业务系统"],
            ["制表人：张三", "", "审核人：李四"],
        ],
    )
    report = land(settings, Request(path, "cases"), quiet)
    assert landed(
        settings, report, "row_no, case_no, accepted_at, legal_limit, legal_limit_unit"
    ) == [
        (4, "4111010001", dt.datetime(2024, 3, 4, 9, 10), 20.0, "工作日"),
        (6, "YS2", dt.datetime(2024, 3, 5), 15.5, "工作日"),
        (8, "YS3", dt.datetime(2024, 3, 5, 12), None, None),
    ]
    assert report["skipped"] == {"blank": 2, "title": 1, "section": 1, "total": 1, "note": 2}
    assert accounted(report) == 11


def test_quoted_fields_blank_lines_short_and_long_rows(settings: Settings) -> None:
    report = put_and_land(
        settings,
        f"{CASE_HEADER},备注\r\n"
        'YS1,2024-03-04,2024-03-05,"甲,乙",一\r\n'
        "\r\n"
        'YS2,2024-03-04,,"上一行\n下一行",\r\n'
        "YS3,2024-03-04\r\n"
        "YS4,2024-03-04,,办证,二,多出,,来的\r\n"
        'YS5 ,\t2024-03-04 , , 他说""好"" ,"他说""好"""\r\n',
    )
    assert landed(settings, report, "row_no, case_no, item_name, raw_json") == [
        (2, "YS1", "甲,乙", '{"备注":"一"}'),
        (4, "YS2", "上一行\n下一行", None),
        (5, "YS3", None, None),
        (6, "YS4", "办证", '{"备注":"二","第6列":"多出","第8列":"来的"}'),
        (7, "YS5", '他说""好""', '{"备注":"他说\\"好\\""}'),
    ]
    assert report["skipped"] == {"blank": 1}
    assert accounted(report) == 7


@pytest.mark.parametrize("mark", ["\t", ";", "|", ", "])
def test_other_delimiters_and_padded_commas(settings: Settings, mark: str) -> None:
    rows = [CASE_HEADER.split(","), ["YS1", "2024-03-04", "", "办证"]]
    report = put_and_land(settings, "".join(mark.join(row) + "\n" for row in rows))
    assert landed(settings, report, "case_no, item_name") == [("YS1", "办证")]


def test_rows_narrower_than_the_header_on_the_exact_way(settings: Settings) -> None:
    report = put_and_land(settings, f"{CASE_HEADER},承诺时限\n\nYS1,2024-03-04\n")
    assert landed(settings, report, "case_no, promise_limit") == [("YS1", None)]


def test_a_header_of_two_rows_and_a_header_repeated_by_pages(settings: Settings) -> None:
    keys = "case_no,accept_date,result_date,task_name"
    body = f"{keys}\n{CASE_HEADER}\nYS1,2024-03-04,,甲\n{CASE_HEADER}\nYS2,2024-03-04,,乙\n"
    report = put_and_land(settings, body)
    assert report["header_row"] == 2
    assert landed(settings, report, "row_no, case_no") == [(3, "YS1"), (5, "YS2")]
    assert report["skipped"] == {"title": 2}
    assert accounted(report) == 5


def test_headers_with_units_remarks_and_a_unit_column(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "办件编号*,受理时间（必填）,法定时限（天）,承诺办结时限,承诺办结时限单位\n"
        "YS1,2024-03-04,20,24,小时\nYS2,2024-03-04,30个工作日,,即办\n",
    )
    assert landed(
        settings, report, "legal_limit, legal_limit_unit, promise_limit, promise_limit_unit"
    ) == [(20.0, "自然日", 24.0, "小时"), (30.0, "工作日", 0.0, "即办")]


def test_words_of_people_are_never_taken_for_notes_or_headings(settings: Settings) -> None:
    report = put_and_land(
        settings,
        "留言内容,窗口,留言时间\n说明书看不懂,,\n审核太慢了,,\n服务很好,,\n注：以上为三月留言,,\n",
        "comments",
    )
    assert [text for (text,) in landed(settings, report, "content")] == [
        "说明书看不懂",
        "审核太慢了",
        "服务很好",
    ]
    assert report["skipped"] == {"note": 1}


def test_comments_of_one_column(settings: Settings) -> None:
    report = put_and_land(settings, "留言内容\n很好\n太慢,等了很久\n", "comments")
    assert landed(settings, report, "content, raw_json") == [
        ("很好", None),
        ("太慢", '{"第2列":"等了很久"}'),
    ]


@pytest.mark.parametrize("name", ["办件[2024].csv", "it's.csv", "办件*?.csv"])
def test_signs_in_file_and_folder_names(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{CASE_HEADER}\nFALSE,2020-01-01,,错\n", "办件2.csv")
    settings = Settings(tmp_path / "o'data[1]")
    for number in (1, 2):
        path = put(tmp_path, f"{CASE_HEADER}\nYS{number},2024-03-04,,甲\n", name)
        report = land(settings, Request(path, "cases"), quiet)
        assert report["loaded"] == 1
    path = put(tmp_path, f"{CASE_HEADER}\nYS1,2024-03-04,,甲\nYS2,2024-03-04,,甲\n", name)
    assert land(settings, Request(path, "cases"), quiet)["duplicate"] == 2


def ways_of(tmp_path: Path, text: str) -> dict[Way, list[tuple[Any, ...]]]:
    """Every row of one file as each way of reading types it."""
    contract = load("cases")
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    source = open_source(put(tmp_path, text), TemporaryDirectory(dir=tmp_path))
    mapping = find_mapping(source, contract, Choices())
    found: dict[Way, list[tuple[Any, ...]]] = {}
    for way in ("parallel", "serial", "exact"):
        con = duckdb.connect()
        width = load_raw(con, source, mapping.header_row, way)
        like = Landing("b", 1, "default", "salt", width, mapping.header_row, source.has_blanks)
        found[way] = con.execute(typed_select(contract, mapping, Choices(), like)).fetchall()
    return found


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_the_three_ways_of_reading_land_the_same(tmp_path: Path, ending: str, last: str) -> None:
    lines = ["办件明细,,,", CASE_HEADER]
    lines += [f"YS{i},2024-03-{i % 28 + 1:02d} 09:00:00,,办证{i}" for i in range(300)]
    lines += [
        '"YS,900",2024-03-04,,"说""好"""',
        "YS901,2024-03-04",
        ",,,",
        '"",,,',
        " YS902 ,\u30002024-03-04\t,无,\u00a0",
        "4.11E+17,2024-03-04,,甲",
        "YS903,昨天,-,=1+1",
        "合计,,,302",
        "注：完,,,",
    ]
    found = ways_of(tmp_path, ending.join(lines) + (ending if last else ""))
    assert len(found["exact"]) == 309
    assert found["parallel"] == found["exact"]
    assert found["serial"] == found["exact"]


@pytest.mark.parametrize(
    ("odd", "shift"),
    [("", 0), ('YS7,2024-03-04,,"两\n行"\n', 1), ("\n", 1), ("YS7,2024-03-04,,甲,乙,丙\n", 1)],
)
def test_row_numbers_are_those_a_person_sees(settings: Settings, odd: str, shift: int) -> None:
    good = "".join(f"YS{i + 10},2024-03-04,,甲\n" for i in range(250))
    report = put_and_land(settings, f"{CASE_HEADER}\n{good}{odd}坏,昨天,,乙\n,2024-03-04,,丙\n")
    assert [(row[0], row[1]) for row in rejects(report)] == [
        (str(252 + shift), "受理时间"),
        (str(253 + shift), "办件编号"),
    ]
    assert accounted(report) == 253 + shift


def test_a_blank_first_line_after_the_mark_and_a_blank_at_the_end(tmp_path: Path) -> None:
    assert not scan_text(put(tmp_path, "\n办件编号,受理时间\n", encoding="utf-8-sig")).is_plain
    assert scan_text(put(tmp_path, "a,b\n1,2 ")).has_blanks
    assert not scan_text(put(tmp_path, "a,b\r1,2\r")).is_plain
    assert not scan_text(put(tmp_path, 'a,b\n1, "2"\n')).is_plain
    assert scan_text(put(tmp_path, 'a,b\n1,"2 "\n')).is_plain
    assert scan_text(put(tmp_path, "a,b\r\n1,2\r\n", encoding="utf-8-sig")).is_plain


def test_old_line_ends_nul_signs_and_lone_marks(settings: Settings) -> None:
    report = put_and_land(settings, f"{CASE_HEADER}\rYS1,2024-03-04,,甲\rYS2,2024-03-04,,乙\r")
    assert landed(settings, report, "row_no, case_no") == [(2, "YS1"), (3, "YS2")]
    report = put_and_land(settings, f"{CASE_HEADER}\nYS3,2024-03-04,,甲\x00乙\n")
    assert len(landed(settings, report)) == 1


def test_skipped_rows_keep_their_numbers_in_the_landing(settings: Settings) -> None:
    report = put_and_land(settings, f"标题\n{CASE_HEADER}\n,,,\nYS1,2024-03-04,,甲\n合计,,,1\n")
    assert rows_where(settings, report, "row_no, row_status", "true") == [
        (3, "blank"),
        (4, "ok"),
        (5, "total"),
    ]
