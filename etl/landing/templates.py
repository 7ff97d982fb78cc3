"""Empty workbooks to fill in, one a contract: `python -m etl template`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl import contract as contracts
from etl.contract import Contract, Field
from etl.errors import UserError

SHEET, HELP = "填写", "说明"
ROWS = 5000
DATE, MOMENT, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@"
# What a person copies from a paper 意见簿, in the order of the page.
ORDER = {
    "comments": (
        "commented_at", "window_name", "content", "channel", "kind", "dept_name",
        "staff_no", "case_no", "item_code", "person", "comment_no",
    ),
}  # fmt: skip
EXTRA = {"comments": (("册页号", "意见簿的册号、页码与本页第几条，如 3-12-2：便于找到原文"),)}
SUGGESTED = {
    ("comments", "channel"): ("意见簿", "意见箱", "来信", "现场", "电话", "12345", "网上留言"),
    ("comments", "kind"): ("表扬", "投诉", "建议", "咨询", "求助"),
}
HOW = {
    "id": "按原样填写，这一列已设为文本，长编号不会变成科学计数法",
    "text": "文字",
    "content": "照原文抄录，不要改写；不要写身份证号和电话",
    "timestamp": "日期写成 2026-03-04；有时刻的写成 2026-03-04 09:30",
    "integer": "整数",
    "number": "数字",
    "boolean": "从下拉选：是、否",
    "limit": "连单位一起写，如 20个工作日、15天、24小时、1个月、即办、无期限",
    "enum": "从下拉选",
}


def write_template(table: str, out: Path) -> Path:
    """Write the empty workbook of a table to `out`; the path.

    Columns kept only as hashes (ID numbers, contacts) are not asked for. UserError for an unknown
    table or a name that is no workbook's.
    """
    import xlsxwriter  # noqa: PLC0415  loaded only for this command

    contract = contracts.load(table)
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"模板文件名“{out.name}”应以 .xlsx 结尾：请改名后重试")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.tmp")
    try:
        with xlsxwriter.Workbook(partial) as book:
            _fill_sheet(book, contract)
            _help_sheet(book, contract)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return out


def template_fields(contract: Contract) -> list[Field]:
    """The fields a template asks for, in its order; hashed ones are left out (least data)."""
    asked = {one.name: one for one in contract.fields if one.pii < 2}
    order = ORDER.get(contract.table)
    return [asked[name] for name in order] if order else list(asked.values())


def template_header(field: Field) -> str:
    """The header of a field on templates: its first alias, with * where no row goes without it."""
    return field.aliases[0] + ("*" if "missing" in field.reject else "")


def _fill_sheet(book: Any, contract: Contract) -> None:
    page = book.add_worksheet(SHEET)
    page.freeze_panes(1, 0)
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#DDEBF7"}
    plain, must = book.add_format(look), book.add_format(look | {"bg_color": "#FCE4D6"})
    for column, field in enumerate(template_fields(contract)):
        header = template_header(field)
        width = 60 if field.type == "content" else max(12, 2 * len(header) + 2)
        shown = book.add_format({"num_format": _format(field), "text_wrap": True})
        page.set_column(column, column, width, shown)
        page.write_string(0, column, header, must if field.reject else plain)
        page.write_comment(0, column, _told(contract, field), {"x_scale": 2})
        if rule := _validation(contract, field):
            page.data_validation(1, column, ROWS, column, rule)
    for column, (name, told) in enumerate(_extra(contract), len(template_fields(contract))):
        page.set_column(column, column, 14, book.add_format({"num_format": TEXT}))
        page.write_string(0, column, name, plain)
        page.write_comment(0, column, told, {"x_scale": 2})


def _help_sheet(book: Any, contract: Contract) -> None:
    """What each column means. Every row is a sentence of its own, so nothing here is a table."""
    page = book.add_worksheet(HELP)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 100, wrap)
    lines = [
        f"“{contract.label}”填写说明",
        f"请填在“{SHEET}”工作表，从第二行起一行一条；不要改动表头，不要合并单元格。",
        "带 * 的列必须填写，缺了这一列的行会被退回；其他列没有的留空，不要填“无”或 0。",
        "身份证号、电话、住址不要填写；涉密信息不得录入。",
    ]
    lines += [f"【{template_header(f)}】{_told(contract, f)}" for f in template_fields(contract)]
    lines += [f"【{name}】{told}" for name, told in _extra(contract)]
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, wrap)


def _extra(contract: Contract) -> tuple[tuple[str, str], ...]:
    return EXTRA.get(contract.table, ())


def _format(field: Field) -> str:
    if field.type == "timestamp":
        return DATE if field.name.endswith("_on") or field.name == "commented_at" else MOMENT
    return "General" if field.type in ("integer", "number") else TEXT


def _words(contract: Contract, field: Field) -> tuple[str, ...]:
    if field.type == "boolean":
        return ("是", "否")
    return tuple(field.values) or SUGGESTED.get((contract.table, field.name), ())


def _told(contract: Contract, field: Field) -> str:
    words = _words(contract, field)
    listed = f"：{'、'.join(words)}" if words and field.type != "boolean" else ""
    how = "从下拉选，也可另写" if words and field.type == "text" else HOW[field.type]
    must = "必填。" if "missing" in field.reject else ""
    return f"{must}{how}{listed}。"


def _validation(contract: Contract, field: Field) -> dict[str, Any] | None:
    words = _words(contract, field)
    if not words:
        return None
    told = {
        "error_title": "不在约定的取值中",
        "error_message": f"请从下拉中选：{'、'.join(words)}"[:255],
    }
    kind = "stop" if field.type in ("enum", "boolean") else "information"
    return {"validate": "list", "source": list(words), "error_type": kind, **told}
