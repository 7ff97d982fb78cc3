"""Writes readable rows as the real files that offices send, in every container and encoding."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Spec = dict[str, Any]
Rows = Sequence[Sequence[Any]]
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def write_file(folder: Path, spec: Spec) -> Path:
    """The file that a description means.

    `written` is csv (also TSV and any text), xlsx, ods, html, parquet or zip; the name is free,
    so that an extension may lie. Text stands in `text` as it is, or in `rows` cell by cell.
    """
    path = folder / spec.get("name", "办件.csv")
    WRITERS[spec.get("written", "csv")](path, spec)
    return path


def file_rows(spec: Spec) -> int:
    """Rows of the file as a person counts them, blank ones too."""
    if "text" not in spec:
        return len(spec["rows"])
    mark = spec.get("delimiter", ",")
    return len(list(csv.reader(io.StringIO(spec["text"], newline=""), delimiter=mark)))


def csv_text(rows: Rows, delimiter: str = ",", newline: str = "\n", quoted: bool = False) -> str:
    """Rows as CSV; `quoted` puts every cell in quotes."""
    sink = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(sink, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return sink.getvalue()


def _write_csv(path: Path, spec: Spec) -> None:
    newline = spec.get("newline", "\n")
    if "text" in spec:
        text = spec["text"].replace("\n", newline)
    else:
        text = csv_text(spec["rows"], spec.get("delimiter", ","), newline)
    # The codec utf-16 writes the machine's order with a mark; the other order is made here.
    encoding = spec.get("encoding", "utf-8")
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + text.encode(encoding))


def _write_xlsx(path: Path, spec: Spec) -> None:
    sheets = spec.get("sheets", [{"name": "Sheet1", **spec} if "rows" in spec else {}])
    with xlsxwriter.Workbook(
        path, {"default_date_format": "yyyy-mm-dd hh:mm:ss", "strings_to_formulas": False}
    ) as book:
        for number, sheet in enumerate(sheets, start=1):
            label = sheet["name"] if "sheets" in spec else f"Sheet{number}"
            page = book.add_worksheet(label)
            for index, row in enumerate(sheet.get("rows", [])):
                for column, cell in enumerate(row):
                    if cell != "":
                        page.write(index, column, cell)
            for area in sheet.get("merged", []):
                first, last = (_corner(corner) for corner in area.split(":"))
                page.merge_range(*first, *last, sheet["rows"][first[0]][first[1]])
            for index in range(sheet.get("formatted_empty_rows", 0)):
                at = len(sheet["rows"]) + index
                for column in range(len(sheet["rows"][0])):
                    page.write_blank(at, column, None, book.add_format({"border": 1}))


def _corner(name: str) -> tuple[int, int]:
    return int(name[1:]) - 1, ord(name[0]) - ord("A")


def _write_ods(path: Path, spec: Spec) -> None:
    sheets = spec.get("sheets", [{"name": "Sheet1", "rows": spec.get("rows", [])}])
    pages = "".join(
        f'<table:table table:name="{one["name"]}">{"".join(map(_ods_row, one["rows"]))}</table:table>'
        for one in sheets
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES} '
        f'office:version="1.2"><office:body><office:spreadsheet>{pages}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)


def _ods_row(row: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Any) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, dt.date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, (int, float)):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    # Two paragraphs are how ODS holds a line break within a cell.
    lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f"<table:table-cell {kind}>{lines}</table:table-cell>"


def _write_html(path: Path, spec: Spec) -> None:
    encoding = spec.get("encoding", "utf-8")
    if "text" in spec:
        path.write_bytes(spec["text"].encode(encoding))
        return
    body = "\n".join(
        f"<tr>{''.join(f'<td>{_html_cell(cell)}</td>' for cell in row)}</tr>"
        for row in spec["rows"]
    )
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        f'</head><body><table border="1">\n{body}\n</table></body></html>'
    )
    path.write_bytes(page.encode(encoding))


def _html_cell(cell: Any) -> str:
    return html.escape(str(cell)).replace("\n", "<br>")


def _write_parquet(path: Path, spec: Spec) -> None:
    header, *body = spec["rows"]
    columns = [
        [None if cell == "" else cell for cell in column] for column in zip(*body, strict=True)
    ]
    pq.write_table(pa.table(dict(zip(header, map(pa.array, columns), strict=True))), path)


def _write_zip(path: Path, spec: Spec) -> None:
    inside = path.parent / f"{path.stem}里面"
    inside.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(spec["members"]):
            made = write_file(inside, {**member, "name": f"{number}"})
            archive.writestr(_member_name(member["name"], spec), made.read_bytes())
            made.unlink()
    inside.rmdir()
    if spec.get("names") == "gbk":
        _rename_in_gbk(path, [member["name"] for member in spec["members"]])


def _member_name(name: str, spec: Spec) -> str:
    return _stand_in(name) if spec.get("names") == "gbk" else name


def _stand_in(name: str) -> str:
    """An ASCII name as long as the name is in GBK: the library writes only UTF-8 names."""
    digest = re.sub(r"\W", "", name.encode("gbk").hex().translate(str.maketrans("0123", "wxyz")))
    return (digest * 2)[: len(name.encode("gbk"))]


def _rename_in_gbk(path: Path, names: list[str]) -> None:
    data = path.read_bytes()
    for name in names:
        data = data.replace(_stand_in(name).encode(), name.encode("gbk"))
    path.write_bytes(data)


WRITERS = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "ods": _write_ods,
    "html": _write_html,
    "parquet": _write_parquet,
    "zip": _write_zip,
}
