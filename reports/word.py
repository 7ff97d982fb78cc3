"""Word documents laid out by GB/T 9704-2012, without red head, number or seal.

A4, 22 lines of 28 characters in an area of 156 × 225 mm; fonts by name, which the office's own PC
supplies. Sizes: 2号 22 pt, 3号 16 pt, 4号 14 pt.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.errors import UserError

if TYPE_CHECKING:
    from docx.document import Document

TITLE, BODY, FIRST, SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN, NUMBERS = "Times New Roman", "宋体"
TWO, THREE, FOUR, SMALL = 22, 16, 14, 12
LINE, TITLE_LINE = 28, 33
GRID_LINE, TIGHTER = 580, -5
"""Line pitch, and what a character is narrower than its size so that 28 stand in a line; both in
twentieths of a point. A grid of characters, narrower than the characters, is read differently by
LibreOffice, which gives each two of its places."""
LEVELS = {1: FIRST, 2: SECOND, 3: BODY, 4: BODY}
SHORT = 10
"""Signs of a cell that stands in the middle; longer ones begin at the left."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def new_document(subject: str, template: Path | None = None) -> Document:
    """An empty document with page, grid, body font and page numbers set; `subject` is its title.

    An office's own `template` keeps its page, its headers and its styles instead. UserError for one that
    is no Word file.
    """
    import docx  # noqa: PLC0415  only when a document is asked for

    made = docx.Document() if template is None else _from_template(template)
    if template is None:
        _laid_out(made)
    told = made.core_properties
    told.title, told.author, told.comments, told.language = clean(subject), "", "", "zh-CN"
    told.created = told.modified = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return made


def _from_template(path: Path) -> Document:
    """The template without its text."""
    import docx  # noqa: PLC0415
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        made = docx.Document(str(path))
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        OSError,
    ):
        raise UserError(
            f"Word 模板“{path.name}”打不开：请用 Word 另存为 .docx 再放入，或删掉它改用默认版式"
        ) from None
    body_ = made.element.body
    for block in list(body_):
        if block.tag != _word("sectPr"):
            body_.remove(block)
    return made


def template_fault(path: Path | None) -> str:
    """What is wrong with a template, in a line; empty where there is none or it can be used."""
    try:
        if path is not None:
            _from_template(path)
    except UserError as error:
        return str(error)
    return ""


def _laid_out(made: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    section = made.sections[0]
    _page(section)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = section._sectPr.makeelement(qn("w:docGrid"), {})
        section._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", str(GRID_LINE))):
        grid.set(qn(f"w:{name}"), value)
    style = made.styles["Normal"]
    font(style, BODY, THREE)
    spacing = style.element.rPr.makeelement(_word("spacing"), {_word("val"): str(TIGHTER)})
    # The schema has an order, and Word refuses a file that is out of it.
    style.element.rPr.find(_word("sz")).addprevious(spacing)
    style.paragraph_format.line_spacing = Pt(LINE)
    style.paragraph_format.space_after = Pt(0)
    made.settings.odd_and_even_pages_header_footer = True
    _numbered(section.footer, is_even=False)
    _numbered(section.even_page_footer, is_even=True)


def _page(section: Any) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7 - 5)


def clean(text: str) -> str:
    """What a document can hold: control characters and halves of characters are left out."""
    return _UNWRITABLE.sub("", text)


def font(target: Any, name: str, size: float, latin: str = LATIN, bold: bool = False) -> None:
    """Font and size of a style or run, for Chinese by its East Asian attribute."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    target.font.name, target.font.size, target.font.bold = latin, Pt(size), bold
    properties = target.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), latin)


def title(made: Document, *lines: str) -> None:
    """The title, centred, broken where its words end, with an empty line below."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    for line in lines:
        paragraph = made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(TITLE_LINE)
        font(paragraph.add_run(clean(line)), TITLE, TWO)
    made.add_paragraph()


def heading(made: Document, level: int, text: str, new_page: bool = False) -> None:
    """A heading of level 1 一、 to 4 (1), which Word's navigation finds."""
    paragraph = body(made, text, LEVELS[level])
    properties = paragraph._p.get_or_add_pPr()
    outline = properties.makeelement(_word("outlineLvl"), {_word("val"): str(level - 1)})
    properties.append(outline)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.page_break_before = new_page


def body(made: Any, text: str, name: str = BODY, indent: bool = True) -> Any:
    """A paragraph that begins two characters in."""
    from docx.shared import Pt  # noqa: PLC0415

    # Not justified: a long number that does not fit would pull the line before it apart.
    paragraph = made.add_paragraph()
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * THREE)
    font(paragraph.add_run(clean(text)), name, THREE)
    return paragraph


def signature(made: Document, unit: str, day: str) -> None:
    """Who issues it and when, at the right; never on a page without text."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    for paragraph in _last(made):
        paragraph.paragraph_format.keep_with_next = True
    made.add_paragraph().paragraph_format.keep_with_next = True
    for text in (unit, day):
        paragraph = made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(4 * THREE)
        paragraph.paragraph_format.keep_with_next = text is unit
        font(paragraph.add_run(clean(text)), BODY, THREE)


def _last(made: Document) -> list[Any]:
    """The last paragraph, or those of the last row where a table stands at the end."""
    blocks = list(made.iter_inner_content())
    if not blocks or not hasattr(blocks[-1], "rows"):
        return blocks[-1:]
    return [each for cell in blocks[-1].rows[-1].cells for each in cell.paragraphs]


def table(
    made: Document,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: float = SMALL,
) -> None:
    """A real table whose header is repeated on every page; `widths` in mm, 156 in all, `size` in pt."""
    from docx.enum.table import WD_TABLE_ALIGNMENT  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    drawn = made.add_table(rows=1, cols=len(columns))
    _lined(drawn)
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    _row(drawn.rows[0], columns, widths, (FIRST, size))
    header = drawn.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(_word("tblHeader"), {_word("val"): "true"}))
    if rows:
        first = drawn.add_row()
        _row(first, rows[0], widths, (BODY, size))
        for told in rows[1:]:
            drawn._tbl.append(_like(first, told))
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Mm(width)


def _lined(drawn: Any) -> None:
    """Lines around every cell, whatever styles a template has."""
    properties = drawn._tbl.tblPr
    borders = properties.makeelement(_word("tblBorders"), {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        told = {"val": "single", "sz": "4", "space": "0", "color": "auto"}
        line = {_word(key): one for key, one in told.items()}
        borders.append(borders.makeelement(_word(side), line))
    # The schema wants it after the width and before the layout.
    properties.find(_word("tblW")).addnext(borders)


def _row(
    row: Any, cells: Sequence[str], widths: Sequence[float], letters: tuple[str, float]
) -> None:
    """The cells of a row; `letters` are their font and size in pt."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(_word("cantSplit"), {_word("val"): "true"}))
    for cell, text, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(letters[1] + 6)
        # The page's grid would set the lines of small letters as far apart as those of large ones.
        properties = paragraph._p.get_or_add_pPr()
        free = properties.makeelement(_word("snapToGrid"), {_word("val"): "0"})
        properties.find(_word("spacing")).addprevious(free)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(paragraph.add_run(), *letters)
        _write(cell._tc, text)


def _like(row: Any, cells: Sequence[str]) -> Any:
    """A row made as another one is, with other texts: setting up each anew takes five times as long."""
    made = copy.deepcopy(row._tr)
    for cell, text in zip(made.tc_lst, cells, strict=True):
        _write(cell, text)
    return made


def _write(cell: Any, text: str) -> None:
    """The text of a cell that is set up: a short one in the middle, a longer one at the left."""
    paragraph = cell.p_lst[0]
    paragraph.r_lst[0].text = clean(text)
    paragraph.pPr.find(_word("jc")).set(_word("val"), "center" if len(text) <= SHORT else "left")


def _numbered(footer: Any, is_even: bool) -> None:
    """— 1 — in 4号宋体: on odd pages at the right, on even ones at the left, one character in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_even else WD_ALIGN_PARAGRAPH.RIGHT
    side = paragraph.paragraph_format
    side.left_indent, side.right_indent = (Pt(FOUR), None) if is_even else (None, Pt(FOUR))
    font(paragraph.add_run("— "), NUMBERS, FOUR, NUMBERS)
    field = paragraph.add_run()
    font(field, NUMBERS, FOUR, NUMBERS)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        name = "instrText" if text else "fldChar"
        sign = field._r.makeelement(_word(name), {} if text else {_word("fldCharType"): kind})
        if text:
            sign.text = text
        field._r.append(sign)
    font(paragraph.add_run(" —"), NUMBERS, FOUR, NUMBERS)


def _word(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415

    return str(qn(f"w:{name}"))


def bordered(made: Document, colour: str) -> None:
    """A double line around the page."""
    properties = made.sections[0]._sectPr
    border = properties.makeelement(_word("pgBorders"), {_word("offsetFrom"): "page"})
    for side in ("top", "left", "bottom", "right"):
        told = {"val": "double", "sz": "24", "space": "24", "color": colour}
        border.append(
            border.makeelement(_word(side), {_word(key): one for key, one in told.items()})
        )
    # The schema wants it before the columns and the grid.
    properties.find(_word("pgMar")).addnext(border)


def written(made: Document) -> bytes:
    """The document as a file."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def caption(made: Document, text: str) -> None:
    """A line in small letters over a table or below a picture, kept with what follows."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    paragraph = made.add_paragraph()
    is_note = text.startswith("注：")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_note else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = not is_note
    font(paragraph.add_run(clean(text)), BODY if is_note else FIRST, SMALL)


def picture(made: Document, content: bytes, name: str) -> None:
    """A picture as wide as the area, its caption below."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # The exact line of the text would cut the picture off.
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(150))
    below = made.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font(below.add_run(clean(name)), BODY, SMALL)
