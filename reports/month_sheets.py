"""The sheets of the report's workbook: how one is set up to be read and printed, and its formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports import words
from reports.report_model import Kind, MonthReport

FORMATS: dict[str, str] = {
    "share": '[=1]0.0%;[>=0.9995]"＞99.9%";0.0%',
    "count": "#,##0",
    "days": "0.0",
    "points": "0.0",
    "date": "yyyy-mm-dd",
}
WIDEST, HEADER = 60, 2
LINE = 15.0
"""Points of one line of a row."""
TALLEST = 405.0
"""Excel knows no taller row."""


class Formats(dict[str, Any]):
    """The formats of a workbook: those by name, and number formats made as they are asked for."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[str, Any]()
        top: dict[str, Any] = {"valign": "top"}
        super().__init__(
            {kind: self.of(text) for kind, text in FORMATS.items()},
            text=book.add_format({"text_wrap": True, "indent": 1, **top}),
            missing=book.add_format({"align": "right", **top}),
            title=book.add_format({"bold": True, "font_size": 14}),
            head=book.add_format(
                {"bold": True, "bg_color": "#dce6f1", "border": 1, "text_wrap": True, "align": "center"}
            ),
        )  # fmt: skip

    def of(self, text: str) -> Any:
        """The format of numbers that `text` tells."""
        if text not in self._made:
            self._made[text] = self._book.add_format({"num_format": text, "valign": "top"})
        return self._made[text]


def new_sheet(book: Any, formats: Formats, report: MonthReport, name: str, title: str) -> Any:
    """A sheet with its title, set up to be printed on A4 across with the header repeated."""
    sheet = book.add_worksheet(name[:31])
    sheet.write_string(0, 0, title, formats["title"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADER - 1)
    sheet.freeze_panes(HEADER, 1)
    sheet.set_footer(
        f"&L{'演示数据 ' if report.is_demo else ''}{report.scope_words}&R第 &P 页，共 &N 页"
    )
    return sheet


def width(texts: Iterable[str], widest: float = WIDEST) -> float:
    """A column's width for its texts, in letters."""
    return min(widest, 3.0 + max((letters(one) for one in texts), default=0.0))


def letters(text: str) -> float:
    """How many letters wide a text stands; a Chinese sign is as wide as two."""
    return sum(2.0 if words.is_wide(sign) else 1.1 for sign in text)


def tall(sheet: Any, row: int, text: str, wide: float) -> None:
    """Give a row the lines that a wrapped text needs: not every program does it by itself."""
    lines = -(-letters(text) // max(wide - 3, 1))
    if lines > 1:
        sheet.set_row(row, min(LINE * lines, TALLEST))


def number(
    sheet: Any, row: int, column: int, value: float | None, kind: Kind, formats: Formats
) -> None:
    """Write a number of a kind; nothing where there is none."""
    if value is not None:
        sheet.write_number(row, column, value, formats[kind])
