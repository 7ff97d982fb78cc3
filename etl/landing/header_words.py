"""What the words of a header look like, and what the cells around and below it look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from etl import contract as contracts
from etl.contract import bare_header, header_key

# Endings of Chinese column names; a row of data seldom ends its cells so.
ENDINGS = (
    "编号", "编码", "代码", "号码", "序号", "文号", "名称", "标题", "时间", "日期", "时限", "期限",
    "单位", "部门", "机构", "地址", "电话", "手机", "方式", "类型", "类别", "分类", "种类", "状态",
    "结果", "意见", "内容", "备注", "说明", "来源", "渠道", "数量", "人数", "次数", "件数", "天数",
    "总数", "金额", "等级", "级别", "层次", "领域", "范围", "依据", "信息", "摘要", "标识码",
    "姓名", "性别", "年龄", "工号", "职务", "岗位", "窗口", "事项", "项目", "指标", "地区", "所在地",
    "年份", "月份", "年度", "时长", "用时", "申请人", "经办人", "受理人", "联系人", "负责人", "发布者",
    "受理数", "办结数", "评价数", "办件量", "满意度", "满意率", "办结率", "占比", "比例", "是否",
)  # fmt: skip
PERIOD = re.compile(
    r"(19|20)\d\d年?(度|\d{1,2}月(份|\d{1,2}日)?|[上下]半年|第?[一二三四1-4]季度)?|\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|第?[一二三四1-4]季度"
)
YEAR = re.compile(r"(19|20)\d\d")
NUMBER = re.compile(r"[+-]?[¥￥$]?\d[\d,，]*(\.\d+)?([eE][+-]?\d+)?\s*[%％‰]?")
DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]*([上下]午)?\d{1,2}[:：时点].*)?|\d{1,2}[:：]\d\d([:：]\d\d)?"
)
CODE = re.compile(r"(?=.*\d{3})[`'A-Za-z0-9_\-〔〕()（）年第号]{5,}|.*\d{9,}.*")
KEY = re.compile(r"([\u4e00-\u9fff（）()]+[/|])?[A-Za-z][A-Za-z0-9_.$]*")
COMPOUND_KEY = re.compile(r".*[a-z0-9][A-Z].*|.*_.*|.*[/|].*")
REMARK = re.compile(
    r"[^：:()（）]{1,14}[：:].*|(附件|附表|表)\s*[0-9一二三四五六七八九十]*\s*[：:]?|单位\s*[：:].*"
)
BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
FULL = str.maketrans("０１２３４５６７８９．，：／－", "0123456789.,:/-")


@cache
def _known() -> frozenset[str]:
    """Every header that any contract knows."""
    fields = [field for table in contracts.tables() for field in contracts.load(table).fields]
    words = [w for f in fields for w in (f.label, *f.aliases, *f.ambiguous, *f.unit_aliases)]
    return frozenset(map(header_key, words))


def is_known(cell: str) -> bool:
    """Whether some contract has a column of this name."""
    return header_key(cell) in _known() or header_key(bare_header(cell)) in _known()


def is_key(cell: str) -> bool:
    """Whether a cell is a machine's name of a column: accept_date, 区域/pkregion."""
    return bool(KEY.fullmatch(cell))


def is_name(cell: str) -> bool:
    """Whether a cell reads like a column's name."""
    return is_known(cell) or BRACKETS.sub("", cell).rstrip("*＊ ：:").endswith(ENDINGS)


def has_names(cells: Sequence[str]) -> bool:
    """Whether at least half of the filled cells read like names of columns, and two of them do."""
    filled = [cell for cell in cells if cell]
    found = sum(map(is_name, filled))
    return found >= 2 and found * 2 >= len(filled)


def names_share(cells: Sequence[str]) -> float:
    """The share of cells that are known names or are put together as machine keys are (0–1)."""
    return sum(is_known(one) or bool(COMPOUND_KEY.fullmatch(one)) for one in cells) / len(cells)


def is_value(cell: str) -> bool:
    """Whether a cell is a value and no name: a number, a date, a time, a code with digits."""
    plain = cell.translate(FULL).strip()
    if PERIOD.fullmatch(plain) and not YEAR.fullmatch(plain):
        return False
    return any(form.fullmatch(plain) for form in (NUMBER, DATE, CODE))


def years_only(cells: Sequence[str]) -> bool:
    """Whether every value in a row is a bare year and no year comes twice: 指标, 2022, 2021."""
    values = [cell for cell in cells if is_value(cell)]
    return bool(values) and all(map(YEAR.fullmatch, values)) and len(set(values)) == len(values)


def is_remark(cell: str) -> bool:
    """Whether a cell is a line above or below a table: 单位：件, 附件1, 导出时间：2024-03-04."""
    return bool(REMARK.fullmatch(BRACKETS.sub("", cell) or cell))
