"""Tables written at random and damaged as offices damage them: every intact value comes back.

A table is drawn as cases with values that are known, each written in one of the forms people
use; then rows that are no data, rows that must be sent back and rows that stand twice are mixed
in, and the whole is written in some container. What lands must be the known values at the known
row numbers, and every row of the file must be counted once under its reason.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landing_cases import accounted, quiet, rows_where
from messy_files import csv_text, write_file

from etl.landing.land import Request, land
from etl.settings import Settings

EXAMPLES = {"csv": 60, "xlsx": 20, "ods": 20, "html": 20, "zip": 15, "parquet": 15}
BLANKS = " \t\n\u3000\u00a0\u200b"
SIGNS = "甲乙丙丁办证市监局吉𠮷《》、，。：（）éabXY019 \",;|\t\n'()-+=/\\&<>"
TRICKY = (
    "合计器具检定", "注销登记", "说明：变更登记", "单位：件的换算", "=1+1", "-甲", "他说\"好\"",
    '5"管道', "设立,变更", "小计广告部", "上一行\n下一行", "数据来源：申报", "总计财务公司",
)  # fmt: skip
NULL_WORDS = ("-", "/", "\\", "无", "--")
HEADERS = {
    "case_no": ("办件编号", "业务流水号", "受理编号", " 办件编号* "),
    "accepted_at": ("受理时间", "受理日期", "受理时间（必填）"),
    "item_name": ("事项名称", "办理事项"),
    "promise_limit": ("承诺时限", "承诺办结时限"),
    "visits": ("跑动次数", "到场次数"),
    "remark": ("备注栏",),
}
TITLES = ("湘潭市政务服务中心办件明细表", "附件1", "单位：件", "导出时间：2023-05-01 08:00")
SECTIONS = ("市场监督管理局", "一、住房和城乡建设局", "湘潭县（12件）")
NOTES = ("注：以上数据不含县市区", "数据来源：一体化平台", "制表人：张三")
TOTALS = ("合计", "总计", "小计", "合 计")
UNREADABLE = ("昨天", "2023-02-30", "1753-1-1", "")
SCIENTIFIC = ("4.11101E+17", "4.11E+17")
FULL_WIDTH = str.maketrans("0123456789-:/", "０１２３４５６７８９－：／")


def noon(when: dt.datetime) -> str:
    """A 12-hour clock in Chinese."""
    return f"{when:%Y-%m-%d} {'下午' if when.hour >= 12 else '上午'}{when.hour % 12 or 12}:{when:%M:%S}"


# How a time may be written, and what of it the form keeps.
TIMES: dict[str, tuple[Callable[[dt.datetime], str], str]] = {
    "iso": (lambda t: f"{t:%Y-%m-%d %H:%M:%S}", "second"),
    "iso with T": (lambda t: f"{t:%Y-%m-%dT%H:%M:%S}", "second"),
    "slashes": (lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}", "minute"),
    "Chinese": (lambda t: f"{t.year}年{t.month}月{t.day}日", "day"),
    "eight digits": (lambda t: f"{t:%Y%m%d}", "day"),
    "fourteen digits": (lambda t: f"{t:%Y%m%d%H%M%S}", "second"),
    "12 hours": (noon, "second"),
    "serial": (lambda t: repr((t - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)), "second"),
    "full width": (lambda t: f"{t:%Y-%m-%d %H:%M}".translate(FULL_WIDTH), "minute"),
}
LIMITS: dict[str, tuple[Callable[[int], str], str]] = {
    "bare": (str, "工作日"),
    "working days": (lambda n: f"{n}个工作日", "工作日"),
    "days": (lambda n: f"{n}天", "自然日"),
    "hours": (lambda n: f"{n}小时", "小时"),
    "months": (lambda n: f"{n}个月", "月"),
    "full width": (lambda n: f"{n}个工作日".translate(FULL_WIDTH), "工作日"),
}


@dataclass
class Export:
    """Rows of a file as they are written, and what must come of them."""

    rows: list[list[Any]] = field(default_factory=list)
    kept: list[tuple[Any, ...]] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0

    def add(self, row: list[Any]) -> int:
        """Put a row at the end; its number in the file."""
        self.rows.append(row)
        return len(self.rows)

    def skip(self, reason: str, row: list[Any]) -> None:
        """Put in a row that is no data."""
        self.add(row)
        self.skipped[reason] += 1


def free_text(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(TRICKY) | st.text(SIGNS, min_size=1, max_size=12)).strip(BLANKS)


@st.composite
def cases(
    draw: st.DrawFn, number: int, is_workbook: bool
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """One case: its cells as written, and the values that must land."""
    case_no = f"{draw(st.sampled_from(['', 'YS', '4303']))}{number:0{draw(st.integers(6, 14))}d}"
    when, cell = _time(draw, is_workbook)
    limit, limit_cell = _limit(draw)
    visits, visits_cell = _visits(draw, is_workbook)
    item, remark = free_text(draw), free_text(draw)
    written = {
        "case_no": _id_form(draw, case_no),
        "accepted_at": cell,
        "item_name": _padded(draw, item),
        "promise_limit": limit_cell,
        "visits": visits_cell,
        "remark": _padded(draw, remark),
    }
    return written, (case_no, when, none(item), *limit, visits, remark or None)


def none(text: str) -> str | None:
    """What a typed text column keeps."""
    return None if text in ("", *NULL_WORDS) else text


def _time(draw: st.DrawFn, is_workbook: bool) -> tuple[dt.datetime, Any]:
    when = draw(st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2026, 12, 31)))
    form = draw(st.sampled_from([*TIMES, *(["real"] if is_workbook else [])]))
    write, keeps = TIMES.get(form, (lambda t: t, "second"))
    zeroed = {"second": {}, "minute": {"second": 0}, "day": {"hour": 0, "minute": 0, "second": 0}}
    kept = when.replace(microsecond=0, **zeroed[keeps])
    return kept, write(kept)


def _limit(draw: st.DrawFn) -> tuple[tuple[float | None, str | None], str]:
    form = draw(st.sampled_from([*LIMITS, "即办", "无期限", ""]))
    if form in LIMITS:
        write, unit = LIMITS[form]
        days = draw(st.integers(1, 999))
        return (float(days), unit), write(days)
    return (0.0 if form == "即办" else None, form or None), form


def _visits(draw: st.DrawFn, is_workbook: bool) -> tuple[int | None, Any]:
    value = draw(st.none() | st.integers(0, 12_345))
    if value is None:
        return None, draw(st.sampled_from(["", "-", "/", "无", "N/A", "NULL", "暂无", "—"]))
    forms = [str(value), f"{value:,}", str(value).translate(FULL_WIDTH), f"{value} ", f"{value}.0"]
    return value, draw(st.sampled_from([*forms, *([value] if is_workbook else [])]))


def _id_form(draw: st.DrawFn, case_no: str) -> str:
    forms = [
        case_no,
        f"`{case_no}",
        f"\t{case_no}",
        f"{case_no}\u00a0",
        case_no.translate(FULL_WIDTH),
    ]
    if case_no.isdigit() and not case_no.startswith("0"):
        forms.append(f"{case_no}.0")
    return draw(st.sampled_from(forms))


def _padded(draw: st.DrawFn, text: str) -> str:
    pads = st.sampled_from(["", "", "", " ", "\u3000", "\u00a0", "\u200b"])
    return draw(pads) + text + draw(pads)


@st.composite
def exports(draw: st.DrawFn, container: str) -> Export:
    """A damaged table; Parquet has no room for rows that are no data."""
    order = draw(st.permutations(list(HEADERS)).filter(lambda names: names[0] != "visits"))
    width = len(order) + (0 if container == "parquet" else draw(st.integers(0, 3)))
    has_paper = container != "parquet"
    is_csv = container in ("csv", "zip")
    made = Export()

    def lone(text: str) -> list[Any]:
        return [text, *[""] * (width - 1)]

    def line(cells: dict[str, Any]) -> list[Any]:
        return [*(cells.get(name, "") for name in order), *[""] * (width - len(order))]

    if has_paper:
        for title in draw(st.lists(st.sampled_from(TITLES), max_size=3, unique=True)):
            made.skip("title", lone(title))
        if draw(st.booleans()):
            made.skip("blank", lone(""))
    header = line({name: draw(st.sampled_from(HEADERS[name])) for name in order})
    made.add(header)
    for number in range(1, draw(st.integers(1, 8)) + 1):
        written, values = draw(cases(number, container in ("xlsx", "ods")))
        row = line(written)
        made.kept.append((made.add(row), *values))
        if draw(st.integers(0, 5)) == 0:
            made.kept.append((made.add(row), *values))
            made.duplicates += 1
        if draw(st.integers(0, 5)) == 0:
            bad = written | draw(_broken())
            made.rejected.append(made.add(line(bad)))
        if has_paper and draw(st.integers(0, 3)) == 0:
            _paper_between(draw, made, header, lone, line)
    if has_paper:
        _paper_below(draw, made, lone, line, is_csv)
    if not is_csv:
        _without_empty_foot(made)
    return made


def _without_empty_foot(made: Export) -> None:
    """Empty rows at the foot of a workbook or a page are only its formatting: none is drawn."""
    while not any(cell.strip(BLANKS) if isinstance(cell, str) else True for cell in made.rows[-1]):
        made.rows.pop()
        made.skipped["blank"] -= 1
    made.skipped = +made.skipped


def _broken() -> st.SearchStrategy[dict[str, str]]:
    """What makes a row unusable: no number, a damaged number, no or unreadable time."""
    numbers = st.sampled_from(["", "无", *SCIENTIFIC]).map(lambda cell: {"case_no": cell})
    return numbers | st.sampled_from(UNREADABLE).map(lambda cell: {"accepted_at": cell})


def _paper_between(
    draw: st.DrawFn,
    made: Export,
    header: list[Any],
    lone: Callable[[str], list[Any]],
    line: Callable[[dict[str, Any]], list[Any]],
) -> None:
    reason = draw(st.sampled_from(["blank", "section", "total", "title"]))
    if reason == "blank":
        made.skip(reason, draw(st.sampled_from([lone(""), lone(" "), lone("\u3000")])))
    elif reason == "section":
        made.skip(reason, lone(draw(st.sampled_from(SECTIONS))))
    elif reason == "title":
        made.skip(reason, header)
    else:
        made.skip(reason, _total(draw, line))


def _total(draw: st.DrawFn, line: Callable[[dict[str, Any]], list[Any]]) -> list[Any]:
    row = line({"visits": "12"})
    return [draw(st.sampled_from(TOTALS)), *row[1:]]


def _paper_below(
    draw: st.DrawFn,
    made: Export,
    lone: Callable[[str], list[Any]],
    line: Callable[[dict[str, Any]], list[Any]],
    is_csv: bool,
) -> None:
    if draw(st.booleans()):
        made.skip("total", _total(draw, line))
    for note in draw(st.lists(st.sampled_from(NOTES), max_size=2, unique=True)):
        made.skip("note", lone(note))
    for _ in range(draw(st.integers(0, 2)) if is_csv else 0):
        made.skip("blank", draw(st.sampled_from([[], lone("")])))


@st.composite
def csv_forms(draw: st.DrawFn) -> dict[str, Any]:
    """How the text of a CSV is written."""
    return {
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])),
        "delimiter": draw(st.sampled_from([",", ",", "\t", ";", "|"])),
        "newline": draw(st.sampled_from(["\n", "\r\n"])),
        "quoted": draw(st.booleans()),
        "is_cut": draw(st.booleans()),
    }


def write(folder: Path, container: str, rows: list[list[Any]], form: dict[str, Any]) -> Path:
    """The rows in a container; a CSV may end without a line end."""
    if container not in ("csv", "zip"):
        return write_file(folder, {"name": "办件.dat", "written": container, "rows": rows})
    text = csv_text(rows, form["delimiter"], form["newline"], form["quoted"])
    if form["is_cut"] and rows[-1]:
        text = text.removesuffix(form["newline"])
    inside = {"name": "办件.csv", "encoding": form["encoding"], "text": text}
    if container == "csv":
        return write_file(folder, inside)
    return write_file(folder, {"name": "包.zip", "written": "zip", "members": [inside]})


def squeezed(value: Any) -> Any:
    """Text with runs of blanks as one: HTML and ODS keep no more, and line ends differ."""
    return re.sub(r"[ \t\r\n]+", " ", value) if isinstance(value, str) else value


@pytest.mark.parametrize("container", EXAMPLES)
def test_every_intact_value_comes_back_and_every_row_is_counted_once(container: str) -> None:
    @settings(
        max_examples=EXAMPLES[container],
        derandomize=True,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(export=exports(container), form=csv_forms())
    def check(export: Export, form: dict[str, Any]) -> None:
        with TemporaryDirectory() as name:
            office = Settings(Path(name) / "数据")
            path = write(Path(name), container, export.rows, form)
            report = land(office, Request(path, "cases"), quiet)
            assert_landed(office, report, export)

    check()


def assert_landed(office: Settings, report: dict[str, Any], export: Export) -> None:
    names = "row_no, case_no, accepted_at, item_name, promise_limit, promise_limit_unit, visits"
    found = rows_where(office, report, f"{names}, raw_json", "row_status = 'ok'")
    typed = [(*row[:-1], json.loads(row[-1] or "{}").get("备注栏")) for row in found]
    assert [tuple(map(squeezed, row)) for row in typed] == [
        tuple(map(squeezed, row)) for row in export.kept
    ]
    back = rows_where(office, report, "row_no", "row_status = 'rejected'")
    assert [number for (number,) in back] == export.rejected
    assert report["skipped"] == dict(export.skipped)
    assert report["duplicate"] == export.duplicates
    assert report["loaded"] == len(export.kept) - export.duplicates
    assert report["rejected"] == len(export.rejected)
    assert accounted(report) == len(export.rows)
