"""Every container that offices send, and what of each is refused."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from landing_cases import book, put

from etl.errors import UserError
from etl.landing import archives, delimited, markup, staging
from etl.landing.readers import Source, load_raw, open_all, open_source

Work = TemporaryDirectory[str]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with TemporaryDirectory(dir=tmp_path) as name:
        holder = TemporaryDirectory(dir=name)
        yield holder


def rows(source: Source, header_row: int = 0) -> list[list[str | None]]:
    """All rows below the header as they would be typed, without the nulls at their end."""
    con = duckdb.connect()
    if load_raw(con, source, header_row) == 0:
        return []
    read = [list(row) for row in con.execute("select * from raw").fetchall()]
    for row in read:
        while row and row[-1] is None:
            row.pop()
    return read


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path, work: Work, sheet: str | None = None) -> str:
    with pytest.raises(UserError) as told:
        rows(open_source(path, work, sheet))
    assert "\n" not in str(told.value)
    return str(told.value)


# Staging


def test_staged_rows_keep_their_order_and_width(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BLOCK_CELLS", 6)
    made = [[f"{i}-{j}" for j in range(i % 5)] for i in range(50)] + [["末"]]
    staged = staging.stage(made, tmp_path, "x")
    assert (staged.rows, staged.width) == (51, 4)
    assert len(staged.paths) > 1
    for skip in (0, 1, staged.counts[0], staged.counts[0] + 1, 50, 51, 60):
        read = duckdb.sql(staged.relation(skip)).fetchall()
        assert read == [(*row, *[None] * (4 - len(row))) for row in made[skip:]]


def test_nothing_staged_is_an_empty_relation(tmp_path: Path) -> None:
    assert duckdb.sql(staging.stage([], tmp_path, "x").relation(1)).fetchall() == []


@pytest.mark.parametrize(("width", "is_table"), [(1999, True), (2000, True), (2001, False)])
def test_how_wide_a_table_may_be(tmp_path: Path, work: Work, width: int, is_table: bool) -> None:
    path = put(tmp_path, ",".join(map(str, range(width))) + "\n")
    if is_table:
        assert open_source(path, work).width == width
    else:
        assert "2001 列" in refusal(path, work)


# Workbooks


def test_cells_of_a_workbook_as_they_would_be_typed(tmp_path: Path, work: Work) -> None:
    cells = [4111010001.0, 15.5, 0.1 + 0.2, 123456789012345.0, 411101000112345678.0, 1e-05]
    made = [[], ["", "值"], ["", *cells], ["", dt.datetime(2024, 3, 4, 9, 10), True, 1e15, "　是 "]]
    assert rows(open_source(book(tmp_path / "表.xlsx", made), work)) == [
        [],
        ["", "值"],
        ["", "4111010001", "15.5", "0.3", "123456789012345", "4.111010001123457e+17", "0.00001"],
        ["", "2024-03-04 09:10:00", "是", "1.000000000000000e+15", "　是 "],
    ]


def test_a_workbook_is_read_by_its_content_and_formatted_ends_are_nothing(
    tmp_path: Path, work: Work
) -> None:
    path = tmp_path / "表.xls"
    with xlsxwriter.Workbook(path) as made:
        bold = made.add_format({"bold": True})
        made.add_worksheet("空")
        page = made.add_worksheet("数据")
        page.merge_range(0, 0, 0, 2, "标题")
        page.write_row(1, 0, ["甲", "乙"])
        page.write_blank(40, 30, None, bold)
        made.add_worksheet("又").write_row(0, 0, ["丙"])
    source = open_source(path, work)
    assert (source.container, source.sheet, source.sheets) == ("xlsx", "数据", ["空", "数据", "又"])
    assert rows(source) == [["标题"], ["甲", "乙"]]
    assert source.merged == [(0, 0, 0, 2)]
    assert [one.sheet for one in open_all(path, work)] == ["数据", "又"]
    assert rows(open_source(path, work, "又")) == [["丙"]]
    assert "现有：空、数据、又" in refusal(path, work, "没有")
    assert "空的" in refusal(path, work, "空")


def test_a_stray_cell_far_out_is_refused_before_it_is_held(tmp_path: Path, work: Work) -> None:
    path = tmp_path / "远.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet()
        page.write(0, 0, "甲")
        page.write(1_048_575, 16_383, "远")
    assert "XFD1048576" in refusal(path, work)


def test_old_excel_and_an_empty_template(shared_data: Path, work: Work) -> None:
    schools = open_source(shared_data / "messy" / "06_全国高等学校名单.xls", work)
    read = rows(schools)
    assert (schools.container, len(read)) == ("xls", 2953)
    assert read[4][:3] == ["1", "北京大学", "4111010001"]
    assert (0, 0, 0, 6) in schools.merged
    assert len(rows(open_source(shared_data / "messy" / "12_权责清单导入模板.xlsx", work))) == 2


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_workbook_cut_off_is_refused(tmp_path: Path, work: Work, share: float) -> None:
    path = book(tmp_path / "表.xlsx", [["甲", i] for i in range(500)])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "损坏" in refusal(path, work)


# Web pages and Excel's XML

PAGE = """<html><head><meta charset="{charset}"></head><body><table><tr><td>外
<table><tr><th colspan=2>甲&nbsp;&amp;<br>乙</th><th>丙</th></tr>
<tr><td rowspan="2">1</td><td> 2
 3 </td><td>=1</td></tr><tr><td>4</td><td>5</td></tr><tr><td></td></tr></table></td></tr></table>
<table><tr><td>第二张<script>alert(1)</script></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_fullest_table_of_a_web_page(tmp_path: Path, work: Work, encoding: str) -> None:
    path = put(tmp_path, PAGE.format(charset="gb2312"), "导出.xls", encoding)
    source = open_source(path, work)
    assert (source.container, source.encoding) == ("html", encoding)
    assert (source.sheet, source.sheets) == ("表2", ["表1", "表2", "表3"])
    assert rows(source) == [
        ["甲\u00a0& 乙", "", "丙"],
        ["1", "2 3", "=1"],
        ["", "4", "5"],
    ]
    assert source.merged == [(0, 0, 0, 1), (1, 0, 2, 0)]
    assert rows(open_source(path, work, "表3")) == [["第二张"]]
    assert "表1、表2、表3" in refusal(path, work, "表9")


XML = """<?xml version="1.0"?>{doctype}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="空"><Table/></Worksheet>
<Worksheet ss:Name="办件"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题{extra}</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">4.111010001E9</Data></Cell>
<Cell><Data ss:Type="DateTime">2024-03-04T09:10:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_sheets_of_excels_xml(tmp_path: Path, work: Work) -> None:
    source = open_source(put(tmp_path, XML.format(doctype="", extra=""), "旧.xls"), work)
    assert rows(source) == [
        ["标题"],
        [],
        ["", "4111010001", "2024-03-04 09:10:00", "是"],
    ]
    assert (source.sheet, source.merged) == ("办件", [(0, 0, 0, 1)])


def test_no_entity_of_a_document_is_resolved(tmp_path: Path, work: Work) -> None:
    secret = put(tmp_path, "机密", "secret.txt")
    doctype = f'<!DOCTYPE Workbook [<!ENTITY x SYSTEM "file://{secret}">]>'
    path = put(tmp_path, XML.format(doctype=doctype, extra="&x;"), "旧.xls")
    assert not any("机密" in (cell or "") for row in rows(open_source(path, work)) for cell in row)


def test_documents_without_a_whole_table(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有表格" in refusal(put(tmp_path, "<html><p>请登录</p></html>", "登录.xls"), work)
    assert "没有传完" in refusal(put(tmp_path, "<table><tr><td>1</td></tr><tr>", "断.xls"), work)
    assert "不是表格" in refusal(put(tmp_path, "<?xml version='1.0'?><a><b/></a>", "数.xml"), work)
    cut = XML.format(doctype="", extra="")[:-60]
    assert "损坏" in refusal(put(tmp_path, cut, "断.xls"), work)
    assert "MHT" in refusal(put(tmp_path, "MIME-Version: 1.0\nX: y\n", "网.xls"), work)
    monkeypatch.setattr(markup, "MOST_BYTES", 10)
    assert "300 MB" in refusal(put(tmp_path, "<table><tr><td>1</table>", "大.xls"), work)


# Archives


def test_an_archive_of_one_file_opens_that_file(tmp_path: Path, work: Work) -> None:
    litter = {"__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "夹/": b"", "Thumbs.db": b"x"}
    path = packed(tmp_path / "包.zip", {**litter, "夹/办件.csv": "甲,乙\n1,2\n".encode("gb18030")})
    source = open_source(path, work)
    assert (source.container, source.encoding, source.path.name) == ("zip", "gb18030", "办件.csv")
    assert (source.members, rows(source, 1)) == (["夹/办件.csv"], [["1", "2"]])


def test_an_archive_of_several_files_and_sheets(tmp_path: Path, work: Work) -> None:
    inner = book(tmp_path / "b.xlsx", [["丙"]], "三月").read_bytes()
    path = packed(tmp_path / "包.zip", {"a.csv": b"x,y\n", "b.xlsx": inner, "../../c.csv": b"z\n"})
    opened = list(open_all(path, work))
    assert [rows(one) for one in opened] == [[["x", "y"]], [["丙"]], [["z"]]]
    assert opened[0].members == ["a.csv", "b.xlsx", "../../c.csv"]
    assert not (tmp_path.parent / "c.csv").exists()
    assert sorted(one.name for one in tmp_path.glob("*.*")) == ["b.xlsx", "包.zip"]


def test_names_that_chinese_windows_packed(tmp_path: Path) -> None:
    path = packed(tmp_path / "包.zip", {"XXXX.csv": b"a\n"})
    path.write_bytes(path.read_bytes().replace(b"XXXX", "办件".encode("gb18030")))
    assert [one.name for one in archives.members(path)] == ["办件.csv"]


def test_archives_that_are_refused(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "包.zip"
    assert "没有文件" in refusal(packed(path, {"夹/": b""}), work)
    assert "里还有压缩包" in refusal(packed(path, {"a.zip": b"x"}), work)
    assert "Word" in refusal(packed(path, {"[Content_Types].xml": b"", "word/a": b""}), work)
    bomb = packed(path, {"a.csv": b"0,0\n" * 2_000_000})
    monkeypatch.setattr(archives, "HARMLESS", 1 << 20)
    assert "压缩比异常" in refusal(bomb, work)
    monkeypatch.setattr(archives, "MOST_BYTES", 1 << 20)
    assert "太大" in refusal(bomb, work)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert len(archives.members(packed(path, {"a.csv": b"", "b.csv": b""}))) == 2
    assert "3 个文件" in refusal(packed(path, dict.fromkeys(("a", "b", "c"), b"a")), work)
    broken = bytearray(packed(path, {"a.csv": os.urandom(3000)}).read_bytes())
    broken[1000] ^= 255
    path.write_bytes(broken)
    assert "损坏" in refusal(path, work)


# Parquet


def test_parquet_as_people_write_it(tmp_path: Path, work: Work) -> None:
    path = tmp_path / "表.csv"
    utc = pa.array([dt.datetime(2024, 3, 4, 1, 10), None], pa.timestamp("us", "UTC"))
    columns = {
        "编号": pa.array([4111010001.0, None]),
        "时间": pa.array([dt.datetime(2024, 3, 4, 9, 10), None]),
        "世界时": utc,
        "日期": pa.array([dt.date(2024, 3, 4), None]),
        "是": pa.array([True, False]),
        "数": pa.array([1.5, float("nan")]),
        "大": pa.array([4.111010001e17, 12.0]),
    }
    pq.write_table(pa.table(columns), path)
    source = open_source(path, work)
    assert (source.container, source.preview[0]) == ("parquet", list(columns))
    local = "2024-03-04 09:10:00"
    assert rows(source, 1) == [
        ["4111010001", local, local, "2024-03-04", "是", "1.5", "4.111010001e+17"],
        [None, None, None, None, "否", None, "12"],
    ]


def test_parquet_that_is_refused_or_empty(tmp_path: Path, work: Work) -> None:
    path = tmp_path / "表.parquet"
    pq.write_table(pa.table({"图": pa.array([b"\x00"])}), path)
    assert "“图”列是二进制" in refusal(path, work)
    pq.write_table(pa.table({"甲": pa.array([], pa.string())}), path)
    assert rows(open_source(path, work), 1) == []
    path.write_bytes(path.read_bytes()[:-20])
    assert "损坏" in refusal(path, work)


# Delimited text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('1,"abc,2\n3,4\n5,6\n', [["1", '"abc', "2"], ["3", "4"], ["5", "6"]]),
        ('1,"abc\n3,"x,y",4\n', [["1", '"abc'], ["3", "x,y", "4"]]),
        ('"1","abc\n"3","4"\n', [["1", '"abc'], ["3", "4"]]),
        ('1,"他说"好"",2\n3,4\n', [["1", '他说"好"', "2"], ["3", "4"]]),
        ('1,"他说"好"了",2\n3,4\n', [["1", '他说"好"了', "2"], ["3", "4"]]),
        ('1, "2" ,3\r\n\r\n"a\r\nb",c\r\n', [["1", "2", "3"], [], ["a\r\nb", "c"]]),
        ('a,""\nb,"c""d"\n', [["a", ""], ["b", 'c"d']]),
        ("a,1\rb,\x002\r", [["a", "1"], ["b", "\x002"]]),
    ],
)
def test_quotes_of_any_kind(tmp_path: Path, work: Work, text: str, read: list[list[str]]) -> None:
    path = put(tmp_path, text)
    assert list(delimited.records_of(path, ",", "办件.csv")) == read


@pytest.mark.parametrize("rest", ["{i},甲,乙", '{i},"甲","乙"', '"{i}","甲","",""'])
def test_an_unclosed_quote_swallows_no_row(tmp_path: Path, work: Work, rest: str) -> None:
    body = [rest.format(i=i) for i in range(1000)]
    body[2] = '2,"甲,乙'
    read = rows(open_source(put(tmp_path, "\n".join(["编号,甲,乙", *body]) + "\n"), work), 1)
    assert [row[0] for row in read] == [str(i) for i in range(1000)]


@pytest.mark.parametrize(("breaks", "count"), [(98, 1), (99, 1), (100, 101)])
def test_how_many_lines_a_cell_may_have(tmp_path: Path, breaks: int, count: int) -> None:
    path = put(tmp_path, 'a,"x' + "\ny" * breaks + '"\n')
    assert len(list(delimited.records_of(path, ",", "办件.csv"))) == count


def test_a_cell_that_is_too_long_is_refused(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LONGEST", 1000)
    assert len(rows(open_source(put(tmp_path, "编号\n" + "字" * 990 + "\n"), work))) == 2
    assert "单元格" in refusal(put(tmp_path, "编号\n" + "字" * 1001 + "\n"), work)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("sep=;\na,b;c\n", ";"),
        ("关于甲,乙,丙的统计\n\na\tb\tc\n1\t2,3\t4\n注：甲,乙", "\t"),
        ('a;b;c\n"1;2,3";"x,y";3\n', ";"),
        ("a|b|c\n1,2|3|4\n", "|"),
        ("留言内容\n很好\n太慢\n", ","),
    ],
)
def test_the_delimiter_is_what_makes_a_table(tmp_path: Path, text: str, mark: str) -> None:
    assert delimited.delimiter_of(put(tmp_path, text)) == mark


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(tmp_path: Path, work: Work, encoding: str) -> None:
    source = open_source(put(tmp_path, "办件编号,时间\nYS1,2024\n", encoding=encoding), work)
    assert (source.encoding, rows(source, 1)) == ("utf-16", [["YS1", "2024"]])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_half_a_character_at_the_end_is_a_file_cut_off(
    tmp_path: Path, work: Work, encoding: str
) -> None:
    path = tmp_path / "断.csv"
    path.write_bytes("办件编号,事项\nYS1,受理".encode(encoding)[:-1])
    assert "编码" in refusal(path, work)


def test_a_file_changed_while_it_is_read(tmp_path: Path, work: Work) -> None:
    path = put(tmp_path, "甲,乙\n1,2\n")
    source = open_source(path, work)
    source.check_unchanged()
    with path.open("a") as stream:
        stream.write("3,4\n")
    with pytest.raises(UserError, match="读取过程中被改动"):
        source.check_unchanged()
    path.unlink()
    with pytest.raises(UserError, match="找不到"):
        source.check_unchanged()
