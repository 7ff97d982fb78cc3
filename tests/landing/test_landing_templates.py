"""Templates: empty they hold no row, filled in they land whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from landing_cases import book, landed, quiet

from etl.contract import Contract, Field, load, tables
from etl.errors import UserError
from etl.landing.choices import Choices
from etl.landing.inspecting import inspect
from etl.landing.land import Request, land
from etl.landing.mapping import propose_mapping
from etl.landing.readers import open_source
from etl.landing.templates import template_fields, write_template
from etl.settings import Settings

MOMENT = dt.datetime(2026, 3, 4, 9, 30)
FILLED: dict[str, tuple[Any, Any]] = {
    "id": ("0012345678901234567", "0012345678901234567"),
    "text": ("某词", "某词"),
    "content": ("窗口态度很好", "窗口态度很好"),
    "timestamp": (MOMENT, MOMENT),
    "integer": (3, 3),
    "number": (2.5, 2.5),
    "boolean": ("是", True),
    "limit": ("20个工作日", 20.0),
}


def value(field: Field) -> tuple[Any, Any]:
    """What a person fills in, and what lands of it."""
    if field.type == "enum":
        word = next(iter(field.values))
        return word, word
    return FILLED[field.type]


def filled(folder: Path, contract: Contract) -> Path:
    """A workbook with the template's own headers and one row under them."""
    headers = inspect(write_template(contract.table, folder / "空.xlsx"), folder)["columns"]
    row = [value(field)[0] for field in template_fields(contract)]
    row += ["3-12-2"] * (len(headers) - len(row))
    return book(folder / "填好.xlsx", [headers, row], "填写")


@pytest.mark.parametrize("table", tables())
def test_an_empty_template_has_a_header_and_no_row(
    settings: Settings, tmp_path: Path, table: str
) -> None:
    path = write_template(table, tmp_path / "模板.xlsx")
    found = inspect(path, tmp_path)
    assert (found["header_row"], found["data_rows"], found["skipped"]) == (1, 0, {})
    assert found["sheets"] == ["填写", "说明"]
    with pytest.raises(UserError, match="没有数据行"):
        land(settings, Request(path, table), quiet)
    assert not settings.data.exists()


@pytest.mark.parametrize("table", tables())
def test_the_sheet_of_explanations_is_no_table(tmp_path: Path, table: str) -> None:
    path = write_template(table, tmp_path / "模板.xlsx")
    with TemporaryDirectory() as name:
        source = open_source(path, TemporaryDirectory(dir=name), "说明")
        assert propose_mapping(source, load(table), Choices()).problem is not None


@pytest.mark.parametrize("table", tables())
def test_a_filled_template_lands_whole(settings: Settings, tmp_path: Path, table: str) -> None:
    contract = load(table)
    report = land(settings, Request(filled(tmp_path, contract), table), quiet)
    assert (report["loaded"], report["rejected"], report["skipped"]) == (1, 0, {})
    fields = template_fields(contract)
    [row] = landed(settings, report, ", ".join(field.name for field in fields))
    assert list(row) == [value(field)[1] for field in fields]


def test_no_template_asks_for_what_is_kept_as_a_hash_only() -> None:
    for table in tables():
        assert all(field.pii < 2 for field in template_fields(load(table)))


def test_the_guestbook_template_follows_the_page_and_keeps_the_place(
    settings: Settings, tmp_path: Path
) -> None:
    contract = load("comments")
    path = filled(tmp_path, contract)
    columns = inspect(path, tmp_path)["columns"]
    assert columns[:4] == ["留言时间", "窗口", "留言内容*", "来源"]
    report = land(settings, Request(path, "comments"), quiet)
    assert landed(settings, report, "raw_json") == [('{"册页号":"3-12-2"}',)]


def test_a_template_is_a_workbook_of_a_known_table(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="xlsx"):
        write_template("cases", tmp_path / "模板.csv")
    with pytest.raises(UserError, match="没有名为“cats”的表"):
        write_template("cats", tmp_path / "模板.xlsx")
    assert list(tmp_path.iterdir()) == []
