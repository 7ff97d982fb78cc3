"""Files and calls that cannot be used: one Chinese line, and nothing has changed."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

import pytest
from landing_cases import CASE_HEADER, book, command, put, quiet, tree

from etl.errors import UserError
from etl.landing.land import Request, land
from etl.settings import Settings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [CASE_HEADER.split(","), ["YS1", "2024-03-04", "", "甲"]]


def encrypted_zip(path: Path) -> Path:
    book(path, ROWS)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            at = found.start() + offset
            (flags,) = struct.unpack_from("<H", data, at)
            struct.pack_into("<H", data, at, flags | 1)
    path.write_bytes(data)
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def plain_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("办件.csv", CASE_HEADER)
    return path


UNUSABLE = {
    "missing": (lambda d: d / "没有.csv", "找不到"),
    "folder": (lambda d: d, "是文件夹"),
    "empty": (lambda d: put(d, ""), "空的"),
    "blank": (lambda d: put(d, "\n \r\n\t\n"), "空的"),
    "header only": (lambda d: put(d, f"{CASE_HEADER}\n"), "没有数据行"),
    "header and total": (
        lambda d: put(d, f"标题\n{CASE_HEADER}\n,,,\n合计,,,0\n注：无\n"),
        "没有数据行",
    ),
    "header and many blanks": (lambda d: put(d, f"{CASE_HEADER}\n" + ",,,\n" * 900), "没有数据行"),
    "empty workbook": (lambda d: book(d / "空.xlsx", []), "空的"),
    "workbook with a header": (lambda d: book(d / "头.xlsx", ROWS[:1]), "没有数据行"),
    "wrong table": (lambda d: put(d, "窗口编号,窗口名称,人数\nA1,综合,3\n"), "窗口清单"),
    "no table": (lambda d: put(d, "甲,乙\n1,2\n"), "办件编号"),
    "no time": (lambda d: put(d, "办件编号,事项名称\n1,2\n"), "受理时间"),
    "ambiguous": (lambda d: put(d, "项目编号,受理时间\n1,2024-03-04\n"), "“项目编号”含义不唯一"),
    "encrypted workbook": (
        lambda d: written(
            d / "密.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
        ),
        "加密",
    ),
    "encrypted zip": (lambda d: encrypted_zip(d / "密.xlsx"), "加密"),
    "broken zip": (lambda d: written(d / "坏.xlsx", b"PK\x03\x04" + b"\0" * 90), "损坏"),
    "broken xls": (lambda d: written(d / "坏.xls", OLE + b"\0" * 900), "损坏"),
    "zip": (lambda d: plain_zip(d / "包.zip"), "没有数据行"),
    "html": (lambda d: put(d, "<html><table></table></html>", "网页.xls"), "html"),
    "pdf": (lambda d: written(d / "表.csv", b"%PDF-1.7\n%..."), "PDF"),
    "no text": (lambda d: written(d / "乱.csv", b"a,b\n\xff\xff\x81\xff\n"), "编码"),
    "cut utf-16": (lambda d: written(d / "断.csv", CASE_HEADER.encode("utf-16") + b"\x00"), "编码"),
}


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("kind", UNUSABLE)
def test_an_unusable_file_is_told_in_one_line_and_changes_nothing(
    settings: Settings, tmp_path: Path, kind: str, fresh: bool
) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    if not fresh:
        land(settings, Request(put(folder, f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n"), "cases"), quiet)
    make, said = UNUSABLE[kind]
    path = make(folder)
    before = tree(tmp_path)
    with pytest.raises(UserError) as told:
        land(settings, Request(path, "cases"), quiet)
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert tree(tmp_path) == before
    assert settings.data.exists() is not fresh


@pytest.mark.parametrize("table", ["items", "staff", "joint_cases"])
def test_cases_do_not_land_as_a_table_that_they_only_contain(
    settings: Settings, tmp_path: Path, table: str
) -> None:
    header = "办件编号,事项编码,事项名称,工号,窗口编号,受理时间,办结时间,并联编号"
    path = put(tmp_path, f"{header}\nYS1,4301,办证,G1,A1,2024-3-4,2024-3-5,B1\n")
    with pytest.raises(UserError, match="看起来像“办件”"):
        land(settings, Request(path, table), quiet)
    assert not settings.data.exists()


def test_an_unknown_table_and_an_unknown_sheet(settings: Settings, tmp_path: Path) -> None:
    path = book(tmp_path / "办件.xlsx", ROWS, "三月")
    with pytest.raises(UserError, match="没有名为“cats”的表"):
        land(settings, Request(path, "cats"), quiet)
    with pytest.raises(UserError, match="三月"):
        land(settings, Request(path, "cases", sheet="四月"), quiet)
    assert not settings.data.exists()
    assert land(settings, Request(path, "cases", sheet="三月"), quiet)["loaded"] == 1


def test_the_command_lands_and_reports(tmp_path: Path) -> None:
    path = put(tmp_path, f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n,2024-3-4,,乙\n", encoding="gb18030")
    data = tmp_path / "数据"
    status, report, said = command("land", path, "--table", "cases", "--data", data, "--json")
    assert status == 0
    assert report is not None
    one = report["files"][0]
    wanted = {"file", "batch", "sha256", "table", "encoding", "header_row", "rows_in", "loaded"}
    wanted |= {"rejected", "duplicate", "skipped", "already_landed", "rejects_path"}
    assert wanted <= set(one)
    assert (one["encoding"], one["loaded"], one["rejected"]) == ("gb18030", 1, 1)
    assert Path(one["rejects_path"]).is_file()
    assert "退回 1 行" in said
    status, gone, _ = command("forget", "--batch", one["batch"], "--data", data, "--json")
    assert (status, gone) == (0, {"batch": one["batch"], "rows": 2})
    status, gone, said = command("forget", "--batch", one["batch"], "--data", data, "--json")
    assert (status, gone) == (2, None)
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("kind", ["ambiguous", "pdf", "missing"])
def test_the_command_answers_what_it_cannot_use_with_two(tmp_path: Path, kind: str) -> None:
    make, expected = UNUSABLE[kind]
    path, data = make(tmp_path), tmp_path / "数据"
    status, report, said = command("land", path, "--table", "cases", "--data", data, "--json")
    assert (status, report) == (2, None)
    assert expected in said
    assert len(said.strip().splitlines()) == 1
    assert not data.exists()
