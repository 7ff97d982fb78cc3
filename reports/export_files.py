"""An export as a file: the rows, the filters and what every column means, with who took it in the records."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from etl.errors import UserError
from etl.read import Build, Scope, exports
from etl.read.export_tables import EXPORTS
from etl.settings import Settings
from records import trail
from records.entries import Entry, Record, Subject
from records.store import open_records
from records.users import User
from reports import words

Kind = Literal["csv", "xlsx", "parquet"]
KINDS: dict[Kind, str] = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}
EXCEL_ROWS = 200_000
"""More in one sheet holds neither an office PC nor the memory of the server; a CSV holds all."""
LOG, TABLE = "export", "export"
BOM = b"\xef\xbb\xbf"
MASKED = "姓名、电话、证件号等个人信息已隐去；手机号等只以加密后的形式留存，不导出。"


def export_file(build: Build, scope: Scope, name: str, kind: Kind) -> bytes:
    """The file: an XLSX with a cover, or a ZIP of the data and 说明.txt. UserError for too many rows."""
    rows = exports.count(build, scope, name)
    if kind == "xlsx":
        if rows > EXCEL_ROWS:
            raise UserError(
                f"共 {rows:,} 行，导出 Excel 最多 {EXCEL_ROWS:,} 行：请收窄时段，或选 CSV、Parquet"
            )
        return _workbook(build, scope, name, rows)
    out = io.BytesIO()
    with TemporaryDirectory(prefix="zw-export-") as work, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:  # fmt: skip
        path = Path(work) / f"data.{kind}"
        exports.write(build, scope, name, path, kind)
        label = EXPORTS[name].label
        with (
            packed.open(f"{label}.{kind}", "w", force_zip64=True) as target,
            path.open("rb") as source,
        ):
            if kind == "csv":
                target.write(BOM)
            shutil.copyfileobj(source, target)
        told = [*cover(build, scope, name, rows), ("", "各列的含义"), *meanings(name)]
        lines = (f"{what}：{text}" if what else f"\r\n{text}" for what, text in told)
        packed.writestr("说明.txt", BOM + "\r\n".join(lines).encode())
    return out.getvalue()


def cover(build: Build, scope: Scope, name: str, rows: int) -> list[tuple[str, str]]:
    """What a reader of the file must know."""
    one = EXPORTS[name]
    lines = [
        ("内容", f"{one.label}，{one.grain}"),
        ("筛选", _scope_words(scope, name)),
        ("行数", f"{rows:,}"),
        ("数据", f"统计到{words.date(build.meta.as_of)}，数据版本 {build.meta.build_id}"),
        ("个人信息", MASKED),
    ]  # fmt: skip
    if build.meta.is_demo:
        lines.insert(0, ("演示数据", "全部虚构，不代表任何真实单位和个人"))
    return lines


def meanings(name: str) -> list[tuple[str, str]]:
    """Every column of an export with what it means, its unit and its values."""
    return [(one.label, one.meaning) for one in EXPORTS[name].columns]


def _scope_words(scope: Scope, name: str) -> str:
    """The filters in words, those alone that apply to the table."""
    return words.scope_words(scope, of_cases=EXPORTS[name].month == "cases")


def _workbook(build: Build, scope: Scope, name: str, rows: int) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only when a file is asked for

    frame = exports.rows(build, scope, name)
    out = io.BytesIO()
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True, "remove_timezone": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    head = book.add_format({"bold": True, "bg_color": "#dce6f1", "border": 1})
    _sheet_of_words(book, "说明", cover(build, scope, name, rows))
    _sheet_of_words(book, "列说明", [("列", "含义"), *meanings(name)])
    data = book.add_worksheet(EXPORTS[name].label)
    data.freeze_panes(1, 0)
    data.set_column(0, len(frame.columns) - 1, 16)
    for at, label in enumerate(frame.columns):
        data.write_string(0, at, str(label), head)
    plain = frame.astype(object).where(frame.notna(), None)
    for row, values in enumerate(plain.itertuples(index=False), start=1):
        for at, value in enumerate(values):
            if isinstance(value, bool):
                data.write_string(row, at, "是" if value else "否")
            elif value is not None:
                data.write(row, at, value)
    book.close()
    return out.getvalue()


def _sheet_of_words(book: Any, name: str, lines: list[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    for at, (what, text) in enumerate(lines):
        sheet.write_string(at, 0, what)
        sheet.write_string(at, 1, text)


def log(
    settings: Settings, user: User, build: Build, scope: Scope, name: str, kind: Kind
) -> Record:
    """Record that somebody took an export, with what it held."""
    one = EXPORTS[name]
    entry = Entry(
        LOG, Subject(TABLE, name), f"导出{one.label}（{KINDS[kind]}）", "",
        evidence={
            "scope": _scope_words(scope, name), "rows": exports.count(build, scope, name),
            "build_id": build.meta.build_id,
        },
    )  # fmt: skip
    with open_records(settings.data) as store:
        return trail.append(store, user, entry)
