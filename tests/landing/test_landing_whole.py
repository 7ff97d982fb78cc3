"""Nothing of an export is lost in silence, and a call that cannot be used changes nothing."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from landing_cases import command, landed, tree

from etl.errors import UserError
from etl.landing.databases import _require_select
from etl.landing.land import Request, land, land_all
from etl.landing.passes import over_rows
from etl.landing.preview import preview
from etl.landing.readers import open_source
from etl.settings import Settings

HEADER = "办件编号,受理时间,事项名称\n"


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


def clean(count: int, first: int = 0) -> str:
    return "".join(f"A{first + i},2026-01-05,甲\n" for i in range(count))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data")


@pytest.mark.parametrize(
    "bad",
    [
        'B0,2026-01-05,12"管道,"三楼',
        'B0,2026-01-05,"x\\",","',
        'B0,2026-01-05,"甲"乙',
        'B0,2026-01-05,"甲',
    ],
)
def test_a_broken_quote_takes_no_other_row_with_it(settings, tmp_path, bad) -> None:
    text = HEADER + clean(500) + bad + "\n" + clean(500, 500)
    report = land(settings, Request(put(tmp_path / "a.csv", text), "cases"), quiet)
    kept = {number for (number,) in landed(settings, report, "case_no")}
    assert {f"A{i}" for i in range(1000)} <= kept
    assert report["rows_in"] == report["loaded"] + report["rejected"] + report["duplicate"] == 1001


def test_parts_that_do_not_fit_are_named(settings, tmp_path) -> None:
    archive = tmp_path / "季度.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.csv", HEADER + clean(3))
        made.writestr("b.csv", "办件编号,受理时间X,事项名称\n" + clean(3))
    found = land_all(settings, [Request(archive, "cases")], quiet)
    assert [one["rows_in"] for one in found.reports] == [3]
    assert [one["file"] for one in found.left] == ["季度.zip/b.csv"]
    assert "受理时间" in found.left[0]["reason"]


def test_one_unusable_file_keeps_the_others_out(settings, tmp_path) -> None:
    good = put(tmp_path / "a.csv", HEADER + clean(3))
    # The header's rows are totals only, which shows when all of the file is read.
    bad = put(tmp_path / "b.csv", HEADER + "合计,300,9\n" * 300)
    with pytest.raises(UserError, match="只有表头"):
        land_all(settings, [Request(good, "cases"), Request(bad, "cases")], quiet)
    assert not list(settings.data.rglob("batches/*.json"))
    again = land(settings, Request(good, "cases"), quiet)
    assert (again["loaded"], again["batch"][:5]) == (3, "00001")
    assert len(list(settings.landing.glob("cases/*.parquet"))) == 1


def test_the_same_file_twice_in_one_call_lands_once(settings, tmp_path) -> None:
    one = put(tmp_path / "a.csv", HEADER + clean(3))
    other = put(tmp_path / "b.csv", HEADER + clean(3))
    found = land_all(settings, [Request(one, "cases"), Request(other, "cases")], quiet)
    assert [report["already_landed"] for report in found.reports] == [False, True]


def test_an_archive_can_be_previewed(settings, tmp_path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("一月.csv", HEADER + clean(3))
    found = preview(settings, archive, "cases", "default")
    assert (found["rows_in"], found["problem"], found["members"]) == (3, None, ["一月.csv"])


def test_an_address_among_the_files_is_not_repeated(tmp_path) -> None:
    status, _, said = command(
        "land", "postgresql://zw:S3cret@db.local/case", "--table", "cases", "--data", tmp_path / "d"
    )
    assert status == 2
    assert "S3cret" not in said
    assert "--from" in said


@pytest.mark.parametrize("written", ['"办件编号" = ["case_no"]', 'a.b = "case_no"'])
def test_a_mapping_of_another_form_is_told_in_one_line(settings, tmp_path, written) -> None:
    file = put(tmp_path / "a.csv", HEADER + clean(1))
    mapping = put(tmp_path / "m.toml", f"[columns]\n{written}\n")
    with pytest.raises(UserError, match="写法不对"):
        land(settings, Request(file, "cases", mapping=mapping), quiet)


@pytest.mark.parametrize(
    "query",
    [
        "select 1 into/**/outfile 'never.txt'",
        "select 1 into -- x\n dumpfile 'never.txt'",
        "delete from t",
    ],
)
def test_a_query_that_writes_is_refused(query) -> None:
    with pytest.raises(UserError, match="SELECT"):
        _require_select(query)


def test_personal_numbers_in_unknown_columns_are_hidden(settings, tmp_path) -> None:
    text = (
        "办件编号,受理时间,phone,contact_address,情况\n"
        "A1,2026-01-05,0731-58212345,人民路12号,张三 电话13812345678 身份证430302198001011234 单号20260105123456789\n"
    )
    report = land(settings, Request(put(tmp_path / "a.csv", text), "cases"), quiet)
    kept = json.loads(landed(settings, report, "raw_json")[0][0])
    assert "58212345" not in kept["phone"]
    assert "人民路" not in kept["contact_address"]
    assert kept["情况"] == "张三 电话138****5678 身份证430****34 单号20260105123456789"


def test_a_sheet_asked_of_a_text_file_is_refused(settings, tmp_path) -> None:
    file = put(tmp_path / "a.csv", HEADER + clean(1))
    before = tree(tmp_path)
    with pytest.raises(UserError, match="没有工作表"):
        land(settings, Request(file, "cases", sheet="1月"), quiet)
    assert tree(tmp_path) == before


def test_a_reader_that_returns_fewer_rows_than_lines_is_not_believed(tmp_path) -> None:
    file = put(tmp_path / "a.csv", HEADER + clean(5))
    opened = open_source(file, TemporaryDirectory(dir=tmp_path))
    # As if one line more had been counted than the fast readers return.
    source = replace(opened, lines=opened.lines + 1)
    ways: list[int] = []

    def count(_: int) -> int:
        ways.append(con.execute("select count(*) from raw").fetchall()[0][0])
        return ways[-1]

    with duckdb.connect() as con:
        assert over_rows(con, source, 1, count, lambda rows: rows) == 5
        assert ways == [5, 5, 5]
        # What follows on the same source goes record by record at once.
        assert over_rows(con, source, 1, count, lambda rows: rows) == 5
    assert ways == [5, 5, 5, 5]
