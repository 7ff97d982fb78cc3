"""Tables for analysts: what may leave the house, under the filters of a page, masked as the pages show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from etl.read.build import Build
from etl.read.scope import Scope
from etl.settings import DEFAULT_SOURCE

Format = Literal["csv", "parquet"]
FORMULA = "=+-@＝＋－＠\t\r\n"

CODES = {
    "label": {
        "praise": "表扬", "complaint": "投诉", "mixed": "褒贬都有", "suggestion": "建议", "inquiry": "咨询",
        "neutral": "中性",
    },
    "label_source": {"model": "机器", "human": "人工"},
    "source_system": {DEFAULT_SOURCE: "默认来源"},
}  # fmt: skip
"""Codes of the published tables in words."""


@dataclass(frozen=True)
class Export:
    """A table to export: its name, what a row is, the published table, its columns with Chinese names.

    `month` says which of the scope's conditions applies.
    """

    label: str
    grain: str
    table: str
    month: Literal["cases", "comments", "ratings", "inspections", "innovations", "none"]
    columns: dict[str, str]


EXPORTS = {
    "cases": Export(
        "办件", "一行一件办件；按所选口径的月份", "fct_case", "cases",
        {
            "case_no": "办件编号", "item_code": "事项编码", "item_name": "事项", "dept_name": "部门",
            "window_code": "窗口编号", "window_name": "窗口", "case_type": "办件类型", "channel": "办理形式",
            "applicant_type": "申请人类型", "accepted_on": "受理日期", "finished_on": "办结日期",
            "promise_workdays": "承诺工作日", "statutory_workdays": "法定工作日", "promise_due_on": "承诺到期",
            "statutory_due_on": "法定到期", "used_workdays": "用时工作日", "paused_workdays": "暂停工作日",
            "finish_class": "办结情况", "card": "亮牌", "status": "状态", "result": "结果",
            "is_counted": "是否计入", "has_date_conflict": "日期矛盾", "source_system": "来源",
        },
    ),
    "comments": Export(
        "群众留言", "一行一条留言；文字已隐去姓名、电话等", "fct_comment", "comments",
        {
            "comment_no": "留言编号", "commented_on": "日期", "channel": "来源渠道", "dept_name": "部门",
            "window_code": "窗口编号", "case_no": "办件编号", "label": "判断", "label_source": "判断来源",
            "probability": "把握", "needs_review": "待人看", "is_counted": "是否计入", "text_masked": "内容",
        },
    ),
    "ratings": Export(
        "好差评", "一行一条评价；文字已隐去姓名、电话等", "fct_rating", "ratings",
        {
            "rating_id": "评价编号", "case_no": "办件编号", "rated_on": "日期", "channel": "渠道",
            "dept_name": "部门", "window_code": "窗口编号", "grade": "等级", "grade_label": "评价",
            "is_active": "主动评价", "is_valid": "有效", "is_suspect": "待核查", "suspect_reason": "线索",
            "text_masked": "内容",
        },
    ),
    "inspections": Export(
        "巡查", "一行一次巡查发现", "fct_inspection", "inspections",
        {
            "inspection_no": "巡查编号", "inspected_on": "日期", "window_code": "窗口编号", "category": "类别",
            "work_rule": "制度", "finding": "情况", "points": "扣分", "is_appealed": "申诉", "is_counted": "计入",
        },
    ),
    "innovations": Export(
        "创新举措", "一行一项举措、锦旗或表扬", "fct_innovation", "innovations",
        {
            "innovation_no": "编号", "happened_on": "日期", "window_code": "窗口编号", "kind": "种类",
            "title": "内容", "adopted_by": "认定单位", "points": "加分", "is_counted": "计入",
        },
    ),
    "items": Export(
        "事项", "一行一个事项；不分月份", "dim_item", "none",
        {
            "item_code": "事项编码", "item_name": "事项", "dept_name": "部门", "window_code": "窗口编号",
            "case_type": "类型", "statutory_workdays": "法定工作日", "promise_workdays": "承诺工作日",
            "min_visits": "最少到场次数",
        },
    ),
}  # fmt: skip


def _asked(scope: Scope, one: Export) -> tuple[str, list[Any]]:
    if one.month == "none":
        where, params = scope.places()
        return f"true{where}", params
    conditions: dict[str, Callable[[], tuple[str, list[Any]]]] = {
        "cases": scope.cases,
        "comments": scope.comments,
        "ratings": scope.ratings,
        "inspections": scope.inspections,
        "innovations": scope.innovations,
    }
    return conditions[one.month]()


def count(build: Build, scope: Scope, name: str) -> int:
    """How many rows an export has; KeyError for one that EXPORTS does not hold."""
    one = EXPORTS[name]
    where, params = _asked(scope, one)
    return int(build.rows(f"select count(*) from {one.table} where {where}", params)[0][0])


def rows(build: Build, scope: Scope, name: str, limit: int | None = None) -> pd.DataFrame:
    """The rows under their Chinese names."""
    chosen, params = _query(build, scope, name, "parquet")
    most = "" if limit is None else f" limit {int(limit)}"
    return build.frame(f"{chosen}{most}", params)


def write(build: Build, scope: Scope, name: str, path: Path, kind: Format) -> None:
    """Write the rows to a file without holding them in memory; a CSV opens in Excel as it is.

    In a CSV a text that could start a formula is neutralised.
    """
    form = "(format parquet)" if kind == "parquet" else "(format csv, header)"
    build.copy(*_query(build, scope, name, kind), path, form)


def _query(build: Build, scope: Scope, name: str, kind: Format) -> tuple[str, list[Any]]:
    """The rows of an export under their Chinese names, in order of the first column."""
    one = EXPORTS[name]
    where, params = _asked(scope, one)
    types = dict(build.rows(f"select column_name, column_type from (describe {one.table})"))
    names = ", ".join(
        f'{_column(column, types[column], kind)} as "{label}"'
        for column, label in one.columns.items()
    )
    first = next(iter(one.columns))
    return f"select {names} from {one.table} where {where} order by {first}", params


def _column(column: str, kind: str, form: Format) -> str:
    """A column as it leaves: labels in Chinese, in a CSV 是 and 否, and no text that begins a formula."""
    if column in CODES:
        whens = " ".join(f"when '{code}' then '{name}'" for code, name in CODES[column].items())
        column = f"case {column} {whens} else {column} end"
    if form != "csv":
        return column
    if kind == "BOOLEAN":
        return f"case when {column} then '是' when not {column} then '否' end"
    if kind != "VARCHAR":
        return column
    signs = ", ".join(f"chr({ord(sign)})" for sign in FORMULA)
    return f"case when left({column}, 1) in ({signs}) then '''' || {column} else {column} end"
