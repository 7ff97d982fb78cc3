"""What analysts may take along: every table with its columns, their Chinese names and what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from etl.settings import DEFAULT_SOURCE

Month = Literal["cases", "comments", "ratings", "inspections", "innovations", "none"]
PROBABILITY_DIGITS = 3
LABELS = {
    "praise": "表扬", "complaint": "投诉", "mixed": "褒贬都有", "suggestion": "建议", "inquiry": "咨询",
    "neutral": "中性",
}  # fmt: skip
"""What a comment is judged to be, in words."""


@dataclass(frozen=True)
class Column:
    """A column of the published table, its Chinese name, its meaning with unit and values.

    `expression`: how it leaves, where not as it is. `codes`: its values in words.
    """

    name: str
    label: str
    meaning: str
    expression: str = ""
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Export:
    """A table to export: its name, what a row is, the published table, its columns.

    `month` says which of the scope's conditions applies.
    """

    label: str
    grain: str
    table: str
    month: Month
    columns: tuple[Column, ...]

    @property
    def labels(self) -> list[str]:
        """The Chinese names of the columns in their order."""
        return [one.label for one in self.columns]


ITEM_CODE = Column(
    "item_code", "事项编码", "事项清单里的编码；对不上清单的照来源写的编码，没有编码的写事项名称。"
)
ITEM_NAME = Column("item_name", "事项", "事项名称，来源没有写的取事项清单的。")
DEPT = Column("dept_name", "部门", "来源写明的部门，没有写的取窗口清单的。")
WINDOW = Column(
    "window_code", "窗口编号", "窗口清单里的编号；对不上清单的照来源写的编号或名称，都没有的为空。"
)


WINDOW_NAME = Column("window_name", "窗口", "窗口清单里的名称；不在清单里的照来源写的。")


def _window_name(table: str) -> Column:
    """The name where the table has the code alone."""
    name = f"(select any_value(w.window_name) from dim_window w where w.window_code = {table}.window_code)"
    return replace(WINDOW_NAME, expression=name)


CASE_NO = Column("case_no", "办件编号", "对应的办件；没有写明的为空。")
NOT_COUNTED = "不计入的仍在文件里，按此列筛掉就与页面一致。"
MASKED_TEXT = "原文，姓名、电话、证件号、门牌号等已隐去。"

CASES = (
    Column("case_no", "办件编号", "来源里的办件编号；一个编号办几个事项的，一个事项一行。"),
    ITEM_CODE,
    ITEM_NAME,
    DEPT,
    WINDOW,
    WINDOW_NAME,
    Column("case_type", "办件类型", "即办件、承诺件或其他；来源没有写的取事项清单的，再没有的按时限推定。"),
    Column("channel", "办理形式", "窗口办理、电脑端网上办理、移动端网上申请、快递申请、其他。"),
    Column("applicant_type", "申请人类型", "自然人、企业法人等；来源没有写的为空。"),
    Column("accepted_on", "受理日期", "计时的起点，当日不计入时限；来源没有受理时间的取收件时间。"),
    Column("finished_on", "办结日期", "作出决定的日期；没有办结的为空。"),
    Column("promise_workdays", "承诺工作日", "承诺时限，折合工作日；没有承诺的为空。"),
    Column("statutory_workdays", "法定工作日", "法定时限，折合工作日；没有法定时限的为空。"),
    Column("promise_due_on", "承诺到期", "来源写明的到期日；没有写的按承诺时限和工作日历推算，并按暂停顺延。"),
    Column("statutory_due_on", "法定到期", "来源写明的到期日；没有写的按法定时限和工作日历推算，只按法定事由的暂停顺延。"),
    Column("used_workdays", "用时工作日", "从受理次日到办结日（没有办结的到统计日）的工作日，扣除暂停。"),
    Column("paused_workdays", "暂停工作日", "停下承诺时钟的工作日。"),
    Column("finish_class", "办结情况", "提前、按时、超期按承诺到期日判定，即办件当日办结的为即办；没有办结或没有承诺时限的为空。"),
    Column("card", "亮牌", "内部用：预警（没有办结、快到期）、黄牌（超承诺）、红牌（超法定，或超承诺多日）；没有亮牌的为空。"),
    Column("status", "状态", "来源写明的办件状态。"),
    Column("result", "结果", "来源写明的办理结果。"),
    Column("is_counted", "是否计入", f"草稿、不予受理、作废、撤回、退件、退回为否。{NOT_COUNTED}"),
    Column("has_date_conflict", "日期矛盾", "日期先后不合情理的为是：计入件数，不计入用时和比率。"),
    Column("source_system", "来源", "导入时写明的来源系统。", codes=((DEFAULT_SOURCE, "默认来源"),)),
)  # fmt: skip
COMMENTS = (
    Column("comment_no", "留言编号", "来源里的留言编号。"),
    Column("commented_on", "日期", "留言的日期。"),
    Column("channel", "来源渠道", "网上留言、意见簿、12345热线等。"),
    Column("dept_name", "部门", "来源写明的部门，没有写的取窗口或办件的；窗口由人改定的取那个窗口的。"),
    WINDOW,
    _window_name("fct_comment"),
    CASE_NO,
    Column(
        "label", "判断", "表扬、投诉、褒贬都有、建议、咨询、中性之一；人改过的以人为准。",
        codes=tuple(LABELS.items()),
    ),
    Column("label_source", "判断来源", "机器或人工。", codes=(("model", "机器"), ("human", "人工"))),
    Column(
        "probability", "把握", "机器对自己判断的把握，0 到 1，三位小数；越低越要人看。",
        f"round(probability, {PROBABILITY_DIGITS})",
    ),
    Column("needs_review", "待人看", "机器拿不准、还没有人决定的为是。"),
    Column("is_counted", "是否计入", f"待核查的和核定剔除的为否。{NOT_COUNTED}"),
    Column("text_masked", "内容", MASKED_TEXT),
)  # fmt: skip
RATINGS = (
    Column(
        "rating_id", "评价编号", "来源里的评价编号，来源没有编号的是系统按内容编的；不是默认来源的，前面写来源。",
        f"case when starts_with(rating_id, '{DEFAULT_SOURCE}:') "
        f"then substr(rating_id, {len(DEFAULT_SOURCE) + 2}) else rating_id end",
    ),
    CASE_NO,
    Column("rated_on", "日期", "评价的日期。"),
    Column("channel", "渠道", "大厅平板、移动端、二维码等；“系统默认”是无人评价时系统补的。"),
    Column("dept_name", "部门", "窗口清单里的部门，没有的取办件的。"),
    WINDOW,
    _window_name("fct_rating"),
    Column("grade", "等级", "1 到 5，5 最好；1 和 2 是差评。"),
    Column("grade_label", "评价", "非常满意、满意、基本满意、不满意、非常不满意。"),
    Column("is_active", "主动评价", "由人作出的为是，系统默认的为否；好评率只算主动评价。"),
    Column("is_valid", "有效", "来源剔除的和核定无效的为否。"),
    Column("is_suspect", "待核查", "有疑似刷评的线索、还没有人核定的为是；有效的在核定前仍计入。"),
    Column("suspect_reason", "线索", "为什么待核查；只作线索，不是结论。"),
    Column("text_masked", "内容", MASKED_TEXT),
)  # fmt: skip
INSPECTIONS = (
    Column("inspection_no", "巡查编号", "巡查记录的编号。"),
    Column("inspected_on", "日期", "巡查的日期。"),
    WINDOW,
    _window_name("fct_inspection"),
    Column("category", "类别", "在岗、窗容等；没有发现问题的写“无问题”。"),
    Column("work_rule", "制度", "对应八项制度中的哪一项；没有对应的为空。"),
    Column("finding", "情况", MASKED_TEXT),
    Column("points", "扣分", "巡查记录上写的分；怎样计入得分见评分规则。"),
    Column("is_appealed", "申诉", "窗口提出申诉的为是。"),
    Column("is_counted", "计入", "认定的问题为是；申诉没有认定的、撤销的、没有问题的为否。"),
)
INNOVATIONS = (
    Column("innovation_no", "编号", "举措或表扬的编号。"),
    Column("happened_on", "日期", "发生或认定的日期。"),
    WINDOW,
    _window_name("fct_innovation"),
    Column("kind", "种类", "创新举措、锦旗、表扬信、媒体表扬。"),
    Column("title", "内容", MASKED_TEXT),
    Column("adopted_by", "认定单位", "谁认定的；没有认定的为空。"),
    Column("points", "加分", "认定时给的分；怎样计入得分见评分规则。"),
    Column("is_counted", "计入", "已认定、有依据、有分的为是。"),
)
ITEMS = (
    Column("item_code", "事项编码", "事项清单里的编码；不在清单、只在办件中出现的也在内。"),
    Column("item_name", "事项", "事项名称，只在办件中出现的照办件写的。"),
    Column("dept_name", "部门", "事项清单里的部门，没有的照办件写的。"),
    Column("window_code", "窗口编号", "事项清单里写的办理窗口，照原样。"),
    Column("case_type", "类型", "事项清单里的类型；没有写的为空。"),
    Column(
        "statutory_workdays", "法定工作日", "法定时限，即办为 0；没有写明或不以工作日计的为空。"
    ),
    Column("promise_workdays", "承诺工作日", "承诺时限，即办为 0；没有写明或不以工作日计的为空。"),
    Column("min_visits", "最少到场次数", "办成这件事申请人至少要到场的次数。"),
)

EXPORTS = {
    "cases": Export("办件", "一行一件办件；按所选口径的月份", "fct_case", "cases", CASES),
    "comments": Export("群众留言", "一行一条留言；文字已隐去姓名、电话等", "fct_comment", "comments", COMMENTS),
    "ratings": Export("好差评", "一行一条评价；文字已隐去姓名、电话等", "fct_rating", "ratings", RATINGS),
    "inspections": Export("巡查", "一行一次巡查发现", "fct_inspection", "inspections", INSPECTIONS),
    "innovations": Export("创新举措", "一行一项举措、锦旗或表扬", "fct_innovation", "innovations", INNOVATIONS),
    "items": Export("事项", "一行一个事项；不分月份", "dim_item", "none", ITEMS),
}  # fmt: skip
