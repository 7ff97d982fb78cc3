"""Values as people write them: each form, what it is read as, and what is left unread."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from etl.contract import bare_header, header_key, header_unit, load, tables
from etl.landing import typing as sql

APRIL = dt.datetime(2023, 4, 3)


def read(expression: str, value: str | None) -> Any:
    cell = f"nullif(trim(c, {sql.quote(sql.BLANKS)}), '')"
    query = f"select {expression} from (select {cell} as r from (select ?::varchar as c))"
    return duckdb.execute(query, [value]).fetchone()[0]  # type: ignore[index]


def at(hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return APRIL.replace(hour=hour, minute=minute, second=second)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2023年4月3日", APRIL),
        ("2023年04月03日 12:05:01", at(12, 5, 1)),
        ("2023年4月3日8时5分", at(8, 5)),
        ("2023年4月3日 8时", at(8)),
        ("2023年4月3号", APRIL),
        ("2023/4/3 8:05", at(8, 5)),
        ("2023/4/3", APRIL),
        ("2023-4-3", APRIL),
        ("2023.4.3", APRIL),
        ("2023.4.3 8:05", at(8, 5)),
        ("20230403", APRIL),
        ("20230403120501", at(12, 5, 1)),
        ("20230403T120501", at(12, 5, 1)),
        ("20230403 12:05:01", at(12, 5, 1)),
        ("2023-04-03T12:05:01", at(12, 5, 1)),
        ("2023-04-03T12:05:01Z", at(12, 5, 1)),
        ("2023-04-03T12:05:01.000Z", at(12, 5, 1)),
        ("2023-04-03T12:05:01+08:00", at(12, 5, 1)),
        ("2023-04-03 02:05:01 PM", at(14, 5, 1)),
        ("2023/4/3 2:05 PM", at(14, 5)),
        ("2023/4/3 12:05 PM", at(12, 5)),
        ("2023-4-3 12:05 AM", at(0, 5)),
        ("2023-04-03 下午2:05:01", at(14, 5, 1)),
        ("2023年4月3日 上午8时05分", at(8, 5)),
        ("2023/4/3 中午 12:05", at(12, 5)),
        ("45019", APRIL),
        ("45019.5", at(12)),
        ("45019.336805555555", at(8, 5)),
        ("２０２３－０４－０３　１２：０５", at(12, 5)),
        ("\u00a02023-04-03\u3000", APRIL),
    ],
)
def test_times_in_every_form_offices_write(written: str, meant: dt.datetime) -> None:
    assert read(sql.unless_sentinel(sql.timestamp("r")), written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "1753-1-1",
        "1753-01-01 00:00:00",
        "1900-01-01",
        "1900/1/1 0:00:00",
        "9999-12-31",
        "-",
        "/",
        "无",
        "—",
        "N/A",
        "NULL",
        "暂无",
        "",
        None,
        "2023-02-30",
        "20231301",
        "23-04-03",
        "4/3/2023",
        "昨天",
        "12:05",
        "infinity",
        "epoch",
        "now",
    ],
)
def test_sentinels_nulls_and_garbage_are_no_time(written: str | None) -> None:
    assert read(sql.unless_sentinel(sql.timestamp("r")), written) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1,234.5", 1234.5),
        ("１，２３４", 1234.0),
        (" 12 ", 12.0),
        ("1 234", 1234.0),
        ("-3", -3.0),
        ("nan", None),
        ("inf", None),
        ("十二", None),
        ("—", None),
    ],
)
def test_numbers(written: str, meant: float | None) -> None:
    assert read(sql.finite(sql.number("r")), written) == meant


@pytest.mark.parametrize(("written", "meant"), [("3.0", 3), ("1,000", 1000), ("2.5", None)])
def test_whole_numbers(written: str, meant: int | None) -> None:
    assert read(sql.integer(sql.number("r")), written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4111010001.0", "4111010001"),
        ("`411101000123456789", "411101000123456789"),
        ("'411101000123456789", "411101000123456789"),
        ('="00123"', "00123"),
        ("411101\t", "411101"),
        ("ＹＳ２０２３０１", "YS202301"),
        ("潭政〔2023〕1号", "潭政〔2023〕1号"),
        ("00123", "00123"),
        ("12.50", "12.50"),
        ("`", None),
        ("无", None),
    ],
)
def test_codes(written: str, meant: str | None) -> None:
    assert read(sql.identifier("r"), written) == meant


@pytest.mark.parametrize(
    ("written", "damaged"),
    [
        ("4.11E+17", True),
        ("4.11101E+17", True),
        ("4E+17", True),
        ("4.11e17", True),
        ("４．１１Ｅ＋１７", True),
        ("2024E001", False),
        ("E17", False),
        ("411101", False),
        ("4111010001.0", False),
    ],
)
def test_scientific_notation_is_damage_and_a_letter_e_is_not(written: str, damaged: bool) -> None:
    assert read(sql.is_scientific("r"), written) is damaged


@pytest.mark.parametrize(
    ("written", "header", "value", "unit"),
    [
        ("20个工作日", None, 20.0, "工作日"),
        ("20工作日", None, 20.0, "工作日"),
        ("２０个工作日", None, 20.0, "工作日"),
        ("15天", None, 15.0, "自然日"),
        ("15个自然日", None, 15.0, "自然日"),
        ("15日", None, 15.0, "工作日"),
        ("24小时", None, 24.0, "小时"),
        ("1个月", None, 1.0, "月"),
        ("3月", None, 3.0, "月"),
        ("1年", None, 1.0, "年"),
        ("即办", None, 0.0, "即办"),
        ("当场办结", None, 0.0, "即办"),
        ("无期限", None, None, "无期限"),
        ("20", None, 20.0, "工作日"),
        ("20", "自然日", 20.0, "自然日"),
        ("20个工作日", "自然日", 20.0, "工作日"),
        ("1.5", None, 1.5, "工作日"),
        ("0", None, 0.0, "工作日"),
        ("999", None, 999.0, "工作日"),
        ("-5", None, -5.0, "工作日"),
        ("尽快", None, None, "工作日"),
        ("nan", None, None, "工作日"),
        (None, None, None, None),
    ],
)
def test_limits(
    written: str | None, header: str | None, value: float | None, unit: str | None
) -> None:
    assert read(sql.finite(sql.limit_value("r")), written) == value
    assert read(sql.limit_unit("r", None, header), written) == unit


@pytest.mark.parametrize(
    ("written", "meant"), [("是", True), ("√", True), ("Y", True), ("否", False), ("？", None)]
)
def test_yes_and_no(written: str, meant: bool | None) -> None:
    assert read(sql.boolean("r"), written) is meant


def test_headers_are_compared_without_width_blanks_and_brackets() -> None:
    assert header_key(" 受理 时间＊ ") == header_key("受理时间")
    assert header_key("Accept_Date") == header_key("acceptdate")
    assert header_unit("法定时限（工作日）") == ("法定时限", "工作日")
    assert header_unit("承诺时限(单位：天)") == ("承诺时限", "自然日")
    assert header_unit("事项编码（实施编码）") == ("事项编码(实施编码)", None)
    assert bare_header("受理时间（必填）*") == "受理时间"


def test_every_contract_names_each_header_once() -> None:
    for table in tables():
        fields = load(table).fields
        owners: dict[str, set[str]] = {}
        for one in fields:
            for alias in one.aliases:
                owners.setdefault(header_key(alias), set()).add(one.name)
        assert {key: names for key, names in owners.items() if len(names) > 1} == {}
