"""What the reader sees in a file, without any contract: `python -m etl inspect`."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from etl import contract as contracts
from etl.contract import header_key
from etl.errors import UserError
from etl.landing import rows
from etl.landing import typing as sql
from etl.landing.header import Header, find_header, rows_above, titles_above
from etl.landing.mapping import shape_of
from etl.landing.passes import over_rows
from etl.landing.readers import Source, open_source
from etl.landing.watching import connect


def inspect(
    path: Path, work: Path, sheet: str | None = None, rows_out: Path | None = None
) -> dict[str, Any]:
    """Container, encoding, header, columns and what every row is: the JSON of `inspect`.

    `work` is an existing folder for temporary files. `rows_out` gets the data rows as typed text.
    UserError when the file cannot be read.
    """
    if rows_out is not None and not rows_out.absolute().parent.is_dir():
        raise UserError(f"没有文件夹“{rows_out.absolute().parent}”：请先建好，或换个位置")
    holder = TemporaryDirectory(dir=work)
    source = open_source(path, holder, sheet)
    header = find_header(source.preview, source.merged)
    con = connect(work)
    try:
        counts, filled = _looked_at(con, source, header)
        named = column_names(header.names, filled)
        if rows_out is not None:
            _write_rows(con, source, header, named, rows_out)
    finally:
        con.close()
        holder.cleanup()
    return {
        "file": path.name,
        "container": source.container,
        "encoding": source.encoding,
        "sheet": source.sheet,
        "sheets": source.sheets,
        "header_row": header.row,
        "columns": list(named.values()),
        "data_rows": counts.get("data", 0),
        "skipped": rows.skipped(counts, rows_above(source.preview, header.row)),
    }


def column_names(names: Sequence[str], filled: Sequence[int]) -> dict[int, str]:
    """Names by column: those of the header, and 第3列 for a column of values without a name."""
    width = max(len(names), len(filled))
    named = {i: names[i] if i < len(names) else "" for i in range(width)}
    named |= {i: f"第{i + 1}列" for i in named if not named[i] and i < len(filled) and filled[i]}
    return {i: name for i, name in named.items() if name}


def _reason(source: Source, header: Header, width: int) -> str:
    spoken_keys = {
        header_key(alias)
        for table in contracts.tables()
        for field in contracts.load(table).fields
        if field.type == "content"
        for alias in field.aliases
    }
    spoken = [i for i, name in enumerate(header.names) if header_key(name) in spoken_keys]
    titles = titles_above(source.preview, header)
    return rows.reason(shape_of(header.names, header.rows, titles, spoken), width)


def _judged(source: Source, header: Header, width: int) -> str:
    cells = ", ".join(f"{sql.trimmed(f'c{i}', source.has_blanks)} as r{i}" for i in range(width))
    told = _reason(source, header, width)
    return f"select *, {told} as reason from (select {cells} from raw)"


def _looked_at(
    con: duckdb.DuckDBPyConnection, source: Source, header: Header
) -> tuple[dict[str, int], list[int]]:
    """Rows by what they are (`data` or a reason), and filled cells of the data by column."""

    def run(width: int) -> list[tuple[Any, ...]]:
        filled = ", ".join(f"count(r{i})" for i in range(width))
        return con.execute(
            f"select coalesce(reason, 'data'), count(*), {filled} "
            f"from ({_judged(source, header, width)}) group by 1"
        ).fetchall()

    found = over_rows(con, source, header.row, run, lambda rows: sum(n for _, n, *_ in rows)) or []
    data = next((list(row[2:]) for row in found if row[0] == "data"), [])
    return {row[0]: row[1] for row in found}, data


def _write_rows(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    header: Header,
    named: dict[int, str],
    out: Path,
) -> None:
    """The data rows as CSV for Excel, in the order of the file; memory does not grow with it."""
    partial, body = out.with_name(f".{out.name}.tmp"), out.with_name(f".{out.name}.rows")

    def run(width: int) -> None:
        there = [i for i in named if i < width]
        texts = ", ".join(f"{typed_text(f'r{i}')} as t{i}" for i in there)
        listed = ", ".join(
            f"{sql.neutral(f't{i}') if i < width else 'null'} as {_identifier(name)}"
            for i, name in named.items()
        )
        kept = f"select {texts} from ({_judged(source, header, width)}) where reason is null"
        con.execute(
            f"copy (select {listed} from ({kept})) to {sql.quote(str(body))} "
            "(format csv, header true)"
        ).fetchall()

    try:
        over_rows(con, source, header.row, run)
        with partial.open("wb") as stream:
            stream.write(codecs.BOM_UTF8)
            if body.exists():
                with body.open("rb") as written:
                    shutil.copyfileobj(written, stream)
            else:
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerow(named.values())
                stream.write(text.getvalue().encode())
        partial.replace(out)
    finally:
        body.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def typed_text(cell: str) -> str:
    """SQL: a trimmed cell as typed text.

    Numbers lose their separators and nothing else, a whole number read as a fraction is whole
    again, marks that keep codes as text are taken off, full-width digits become half width.
    Words stay as written; what a spreadsheet has damaged stays visible.
    """
    half = sql.half_width(cell)
    return (
        # Words, and the common forms of codes, whole numbers and dates, stay as they are.
        f"case when {cell} is null or ({cell} >= '一' and {cell} < '\u9fff') "
        f"or regexp_full_match({cell}, '[0-9A-Za-z_]+[0-9A-Za-z_ :/-]*') then {cell} "
        f"when regexp_full_match({half}, '[0-9]+[.]0+') then split_part({half}, '.', 1) "
        f"when regexp_full_match({half}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?') "
        f"then replace({half}, ',', '') "
        f"when regexp_full_match({half}, '[`''’=\"]+[0-9A-Za-z_-]+\"?') "
        f"then rtrim(ltrim({half}, '`''’=\"'), '\"') "
        f"when regexp_full_match({half}, '[0-9.,:/+% -]+') then {half} else {cell} end"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
