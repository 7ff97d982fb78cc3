"""Papers of a selection in Word: the public notice, the circular of the decision, the certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records.candidates import Candidate
from records.honours import Award, Selection
from reports import word, words
from reports.selection import Placed
from scoring.period import parse_period

DEEDS = 60
"""So many characters of the deeds stand in the table of a notice."""
if TYPE_CHECKING:
    from docx.document import Document

CERTIFICATE, GOLD = (40, 26, 18), "B8860B"


def notice(selection: Selection, ranked: Sequence[Placed], is_demo: bool = False) -> bytes:
    """关于……拟表彰名单的公示, as an office may issue it."""
    what, listed = _what(selection), _of(ranked, selection.listed)
    name = f"关于{what}", "拟表彰名单的公示"
    made = word.new_document("".join(name))
    word.title(made, *name)
    _demo(made, is_demo)
    count = f"{len(listed)}{'个窗口' if selection.award == Award.WINDOW else '名同志'}"
    word.body(
        made,
        f"依据《{selection.rules}》，经系统按数据提出推荐名单、提名、初评打分、窗口答复和另一人复核，"
        f"拟表彰下列{count}为{what}，现予公示。",
    )
    _listed(made, selection, listed)
    word.body(
        made,
        f"公示时间：{words.iso_date(selection.notice_from)}至{words.iso_date(selection.notice_until)}"
        f"（自公示次日起{selection.notice_days}个工作日）。",
    )
    word.body(
        made,
        "公示期内，对名单有不同意见的，请以书面、电话或当面的方式反映；反映情况应当具体、真实，"
        f"提倡署名。受理方式：{selection.contact}。",
    )
    word.signature(made, selection.unit, words.iso_date(selection.notice_from))
    return word.written(made)


def circular(selection: Selection, ranked: Sequence[Placed], is_demo: bool = False) -> bytes:
    """关于……的通报: whom the meeting has decided to honour."""
    what, listed = _what(selection), _of(ranked, selection.honoured)
    name = "关于表彰", f"{what}的通报"
    made = word.new_document("".join(name))
    word.title(made, *name)
    _demo(made, is_demo)
    word.body(
        made,
        f"依据《{selection.rules}》，经公示，{selection.meeting}决定，对下列{len(listed)}"
        f"{'个窗口' if selection.award == Award.WINDOW else '名同志'}予以表彰，授予“{selection.award}”称号。",
    )
    _listed(made, selection, listed)
    word.signature(made, selection.unit, words.iso_date(selection.decided_on))
    return word.written(made)


def certificate(selection: Selection, one: Candidate, is_demo: bool = False) -> bytes:
    """One certificate, A4 across, to be printed on the office's own paper and sealed by hand."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    made = word.new_document(f"{selection.award}荣誉证书")
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(30)
    section.left_margin = section.right_margin = Mm(40)
    made.settings.odd_and_even_pages_header_footer = False
    for paragraph in section.footer.paragraphs:
        paragraph.clear()
    word.bordered(made, GOLD)
    large, name_size, size = CERTIFICATE
    _demo(made, is_demo)
    for text, font, points, side in (
        ("荣誉证书", word.TITLE, large, WD_ALIGN_PARAGRAPH.CENTER),
        ("", word.BODY, size, WD_ALIGN_PARAGRAPH.LEFT),
        (f"{one.name}：", word.FIRST, name_size, WD_ALIGN_PARAGRAPH.LEFT),
        (
            f"　　经公示和{selection.meeting}决定，授予{_period(selection)}“{selection.award}”称号。",
            word.BODY, name_size - 2, WD_ALIGN_PARAGRAPH.LEFT,
        ),
        ("　　特发此证。", word.BODY, name_size - 2, WD_ALIGN_PARAGRAPH.LEFT),
        ("", word.BODY, size, WD_ALIGN_PARAGRAPH.LEFT),
        (selection.unit, word.BODY, size + 4, WD_ALIGN_PARAGRAPH.RIGHT),
        (words.iso_date(selection.decided_on), word.BODY, size + 4, WD_ALIGN_PARAGRAPH.RIGHT),
    ):  # fmt: skip
        paragraph = made.add_paragraph()
        paragraph.alignment = side
        paragraph.paragraph_format.line_spacing = Pt(points * 1.6)
        word.font(paragraph.add_run(word.clean(text)), font, points)
    return word.written(made)


def file_name(selection: Selection, what: str, kind: str) -> str:
    """The name of a paper: 红旗窗口-2026年第3季度-公示.docx."""
    return f"{selection.award}-{_period(selection)}-{what}.{kind}"


def _period(selection: Selection) -> str:
    return parse_period(selection.period).label


def _what(selection: Selection) -> str:
    return f"{_period(selection)}{selection.award}"


def _of(ranked: Sequence[Placed], codes: Sequence[str]) -> list[Placed]:
    """In the order of the list, which does not change when somebody on it loses its place."""
    by_code = {each.one.code: each for each in ranked}
    return [by_code[code] for code in codes]


def _demo(made: Document, is_demo: bool) -> None:
    if is_demo:
        word.body(made, "（演示数据，内容均为虚构）", indent=False)


def _listed(made: Document, selection: Selection, listed: Sequence[Placed]) -> None:
    is_window = selection.award == Award.WINDOW
    word.table(
        made,
        [
            "序号",
            "窗口" if is_window else "姓名",
            "部门" if is_window else "窗口",
            "得分",
            "主要事迹",
        ],
        [
            [
                str(number),
                each.one.name,
                each.one.place,
                f"{each.one.total:.1f}",
                _short(each.one.deeds),
            ]
            for number, each in enumerate(listed, start=1)
        ],
        [14, 34, 34, 18, 56],
    )


def _short(deeds: str) -> str:
    told = " ".join(deeds.split())
    return told if len(told) <= DEEDS else told[: DEEDS - 1] + "…"
