"""A workbook read back by python-calamine, as a second program that opens it."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Every sheet's rows by its name; the first row of the file is the first of them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
