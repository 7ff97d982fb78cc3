"""Exports for analysts: every format holds the same rows, masked, explained, and recorded."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from data_folders import office_of
from python_calamine import CalamineWorkbook

from etl.errors import UserError
from etl.read import Build, Scope, exports, open_build
from etl.read.export_tables import EXPORTS, Column
from etl.settings import Settings
from records import trail
from records.errors import NotNamedError
from records.store import open_records
from records.users import NOBODY, User
from reports import export_files

OCTOBER = Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1))


def counted(build: Build, table: str, month: str) -> int:
    return int(build.rows(f"select count(*) from {table} where {month} = '2026-10-01'")[0][0])


@pytest.mark.parametrize(
    ("name", "table", "month"),
    [
        ("cases", "fct_case", "finished_month"), ("comments", "fct_comment", "commented_month"),
        ("ratings", "fct_rating", "rated_month"), ("inspections", "fct_inspection", "inspected_month"),
        ("innovations", "fct_innovation", "happened_month"),
    ],
)  # fmt: skip
def test_every_format_holds_the_same_rows(
    demo_build: Build, name: str, table: str, month: str
) -> None:
    expected = counted(demo_build, table, month)
    columns = EXPORTS[name].labels
    frames = {}
    for kind in ("csv", "parquet"):
        with zipfile.ZipFile(
            io.BytesIO(export_files.export_file(demo_build, OCTOBER, name, kind))
        ) as packed:  # type: ignore[arg-type]
            (data,) = [one for one in packed.namelist() if one.endswith(kind)]
            content = packed.read(data)
            told = packed.read("说明.txt").decode("utf-8-sig")
        assert all(f"{one.label}：{one.meaning}" in told for one in EXPORTS[name].columns)
        assert f"行数：{expected:,}" in told and "2026年10月" in told and "全部虚构" in told
        if kind == "csv":
            assert content.startswith(b"\xef\xbb\xbf")
            frames[kind] = pd.read_csv(io.BytesIO(content), dtype=str)
        else:
            frames[kind] = pd.read_parquet(io.BytesIO(content))
        assert list(frames[kind].columns) == columns and len(frames[kind]) == expected
    book = CalamineWorkbook.from_filelike(io.BytesIO(export_files.export_file(demo_build, OCTOBER, name, "xlsx")))  # fmt: skip
    meant = [tuple(row) for row in book.get_sheet_by_name("列说明").to_python()[1:]]
    assert meant == [(one.label, one.meaning) for one in EXPORTS[name].columns]
    rows = book.get_sheet_by_name(EXPORTS[name].label).to_python()
    assert rows[0] == columns and len(rows) == expected + 1
    first = next(iter(columns))
    keys = [str(one) for one in frames["parquet"][first]]
    assert [one.lstrip("'") for one in frames["csv"][first]] == keys
    assert [str(row[0]) for row in rows[1:]] == keys


def test_codes_leave_in_words(demo_build: Build) -> None:
    frame = exports.rows(demo_build, OCTOBER, "comments")
    assert set(frame["判断"]) <= {"表扬", "投诉", "褒贬都有", "建议", "咨询", "中性"}
    assert set(frame["判断来源"]) <= {"机器", "人工"}
    content = export_files.export_file(demo_build, OCTOBER, "cases", "csv")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        told = pd.read_csv(packed.open("办件.csv"), dtype=str)
    rated = exports.rows(demo_build, OCTOBER, "ratings")
    known = {row[0] for row in demo_build.rows("select rating_id from fct_rating")}
    assert len(rated) and {f"default:{one}" for one in rated["评价编号"]} <= known
    sure = frame["把握"].dropna()
    assert len(sure) and all(f"{one:.3f}".rstrip("0").rstrip(".") == f"{one:g}" for one in sure)
    assert set(told["是否计入"]) <= {"是", "否"} and set(told["来源"]) == {"默认来源"}


def test_filters_hold_and_items_know_no_month(demo_build: Build) -> None:
    code = demo_build.rows("select window_code from fct_case where finished_month = '2026-10-01' limit 1")[0][0]  # fmt: skip
    frame = exports.rows(demo_build, replace(OCTOBER, window=code), "cases")
    assert set(frame["窗口编号"]) == {code}
    assert exports.count(demo_build, OCTOBER, "items") == demo_build.rows("select count(*) from dim_item")[0][0]  # fmt: skip


def test_nothing_personal_leaves(demo_build: Build) -> None:
    columns = {one.name for each in EXPORTS.values() for one in each.columns}
    assert not columns & {"applicant_name", "mobile", "id_no", "text", "signed", "staff_name"}
    for table in {each.table for each in EXPORTS.values()}:
        there = {row[0] for row in demo_build.rows(f"select column_name from (describe {table})")}
        mine = {
            one.name
            for each in EXPORTS.values()
            if each.table == table
            for one in each.columns
            if not one.expression
        }
        assert mine <= there


def test_a_formula_stays_text(tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as con:
        con.execute("create table v (n integer, t varchar)")
        rows = ["=1+1", "+1", "＝1", "\t=1", "\r=1", "\n=1", "好", "", None]
        con.executemany("insert into v values (?, ?)", list(enumerate(rows)))
        safe = exports._column(Column("t", "文字", ""), "VARCHAR", "csv")
        told = [row[0] for row in con.execute(f"select {safe} from v order by n").fetchall()]
    assert told == [f"'{one}" for one in rows[:6] if one] + ["好", "", None]


def test_too_many_rows_for_a_sheet(demo_build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = exports.count(demo_build, OCTOBER, "cases")
    monkeypatch.setattr(export_files, "EXCEL_ROWS", rows)
    assert export_files.export_file(demo_build, OCTOBER, "cases", "xlsx")
    monkeypatch.setattr(export_files, "EXCEL_ROWS", rows - 1)
    with pytest.raises(UserError, match="请收窄时段，或选 CSV、Parquet"):
        export_files.export_file(demo_build, OCTOBER, "cases", "xlsx")


def test_every_export_is_recorded(demo: Settings, tmp_path: Path) -> None:
    office = office_of(demo, tmp_path / "data")
    build = open_build(office)
    made = export_files.log(office, User("李明"), build, OCTOBER, "comments", "csv")
    assert made.action == "导出群众留言（CSV）" and made.evidence["rows"] == exports.count(
        build, OCTOBER, "comments"
    )
    with pytest.raises(NotNamedError):
        export_files.log(office, NOBODY, build, OCTOBER, "comments", "csv")
    with open_records(office.data) as store:
        assert trail.count(store) == 1
