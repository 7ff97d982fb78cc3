"""What inspect tells of a file, and what every row below a header is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from landing_cases import book, put, put_and_land

from etl.landing.inspecting import inspect
from etl.settings import Settings

HEADER = "办件编号,受理时间,事项名称,申请人"


def look(folder: Path, text: str, **given: Any) -> dict[str, Any]:
    return inspect(put(folder, text), folder, **given)


def typed(folder: Path, text: str) -> list[list[str]]:
    """The rows that `--rows` writes below its header."""
    out = folder / "行.csv"
    look(folder, text, rows_out=out)
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[1:]


def test_the_measuring_files_give_what_is_expected(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "messy"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name, told in expected.items():
        found = inspect(folder / name, tmp_path)
        wanted = {key: value for key, value in told.items() if not key.startswith("_")}
        assert {key: found[key] for key in wanted} == wanted, name


ROWS = {
    # The row below a good one, and what it is.
    "空行": (",,,", "blank"),
    "空白": ("　,\u00a0,,", "blank"),
    "表头又来": (HEADER, "title"),
    "标题又来": ("三月办件,,,", "title"),
    "合计": ("合计,,,12", "total"),
    "合 计": ("合　 计,3,4,5", "total"),
    "序号空着的合计": (",合计,,3", "total"),
    "总计（件）": ("总计（件）,1,2,3", "total"),
    "小计带冒号": ("小计：,1,2,3", "total"),
    "部门小计": ("市场监管局小计,12,3,4", "total"),
    "共计几件": ("共计35件,,,", "total"),
    "本页合计": ("本页合计,3,,", "total"),
    "注": ("注：数据来自业务系统,,,", "note"),
    "注1": ("注1、不含退件,,,", "note"),
    "数据来源": ("数据来源：业务系统,,,", "note"),
    "签名": ("制表人：张三,审核人：李四,,", "note"),
    "签名隔开": ("单位负责人：张三,,填表人：李四,", "note"),
    "长句": ("本月因系统升级，三日至五日的办件未能全部导出，已另行补录。,,,", "note"),
    "页码": ("第 1 页 共 3 页,,,", "note"),
    "分节": ("市场监管局,,,", "section"),
    "分节带数": ("北京市（92所）,,,", "section"),
    "注册开头的分节": ("注册登记,,,", "section"),
    "月份分节": ("2024年3月,,,", "section"),
    # Rows of data that look like something else.
    "事项名叫合计": ("YS2,2024-03-04,合计器具检定,甲", None),
    "申请人叫总计": ("YS2,2024-03-04,办证,总计财务公司", None),
    "事项在首列": ("合计器具检定,2024-03-04,甲,乙", None),
    "注在句中": ("注销登记,2024-03-04,甲,乙", None),
    "有小计二字的文字行": ("小计量器具小计,甲,乙,丙", None),
    "只有编号": ("潭许2024001号,,,", None),
    "只有字母编号": ("YS9,,,", None),
    "说明在别的列": ("YS2,,,说明：补正", None),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_is(tmp_path: Path, name: str) -> None:
    row, reason = ROWS[name]
    found = look(tmp_path, f"三月办件,,,\n{HEADER}\nYS1,2024-03-04,办证,甲\n{row}\n")
    assert found["data_rows"] == (1 if reason else 2)
    below = dict(found["skipped"])
    below["title"] -= 1
    assert {key: count for key, count in below.items() if count} == ({reason: 1} if reason else {})


@pytest.mark.parametrize("name", ROWS)
def test_landing_and_inspect_count_alike(settings: Settings, tmp_path: Path, name: str) -> None:
    text = f"三月办件,,,\n{HEADER}\nYS1,2024-03-04,办证,甲\n{ROWS[name][0]}\n"
    seen, landed = look(tmp_path, text), put_and_land(settings, text)
    assert (seen["header_row"], seen["data_rows"]) == (landed["header_row"], landed["rows_in"])
    assert seen["skipped"] == landed["skipped"]
    assert seen["data_rows"] + sum(seen["skipped"].values()) + 1 == 4


def test_two_columns_have_no_headings_and_people_speak_freely(tmp_path: Path) -> None:
    assert look(tmp_path, "名称,数量\n甲,1\n乙,\n")["data_rows"] == 2
    text = "留言内容,窗口,时间\n说明书看不懂,,\n审核太慢了,,\n注：以上为三月留言,,\n"
    found = look(tmp_path, text)
    assert (found["data_rows"], found["skipped"]) == (2, {"note": 1})


def test_columns_without_a_name_or_without_anything(tmp_path: Path) -> None:
    found = look(tmp_path, ",,部门,部门,,,\n1,,甲,乙,丙,,\n2,,甲,乙,丁,,\n")
    assert found["columns"] == ["第1列", "部门", "部门_2", "第5列"]


def test_a_header_without_rows_is_no_error(tmp_path: Path) -> None:
    out = tmp_path / "行.csv"
    found = look(tmp_path, "办件表\n办件编号,受理时间\n", rows_out=out)
    assert (found["header_row"], found["data_rows"]) == (2, 0)
    assert out.read_bytes().decode("utf-8-sig") == "办件编号,受理时间\n"


TYPED = {
    '"5267 "': "5267",
    '"1,234.50"': "1234.50",
    '"12,34"': "12,34",
    "１２３": "123",
    "4111010001.0": "4111010001",
    "0012": "0012",
    "430302199003071234": "430302199003071234",
    "`0012": "0012",
    '"=""0012"""': "0012",
    "4.11E+17": "4.11E+17",
    "-12.5": "-12.5",
    "-": "-",
    "=1+1": "'=1+1",
    "@甲": "'@甲",
    "-2+3": "'-2+3",
    "2024-03-04": "2024-03-04",
    "　你好\u00a0": "你好",
    "Ａ栋（一）": "Ａ栋（一）",
    '"上\n下"': "上\n下",
}


@pytest.mark.parametrize("raw", TYPED)
def test_rows_are_written_as_typed_text(tmp_path: Path, raw: str) -> None:
    assert typed(tmp_path, f"甲,乙,丙\nx,{raw},y\n") == [["x", TYPED[raw], "y"]]


def test_rows_keep_the_order_of_the_file_and_leave_out_what_is_no_data(tmp_path: Path) -> None:
    body = "".join(f"YS{i},2024-03-04,甲,乙\n" for i in range(3000))
    rows = typed(tmp_path, f"标题\n{HEADER}\n{body}合计,,,3000\n")
    assert [row[0] for row in rows] == [f"YS{i}" for i in range(3000)]


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", [["甲", "乙"], [1, 2.5]], "三月")
    found = inspect(path, tmp_path, "三月")
    assert (found["container"], found["encoding"], found["sheet"]) == ("xlsx", None, "三月")
    assert (found["sheets"], found["columns"], found["data_rows"]) == (["三月"], ["甲", "乙"], 1)
