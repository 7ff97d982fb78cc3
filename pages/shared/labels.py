"""Chinese names and definitions of everything on screen, in one place."""

from __future__ import annotations

from etl import contract as contracts
from etl.read import export_tables
from etl.settings import DEFAULT_SOURCE

APP_TITLE = "政务服务效能与满意度看板"
DEMO_NOTICE = "演示数据"
UNKNOWN = "未登记"
NAME_FIRST = "填写左侧的姓名（手机上先点左上角的 »）后才能"


GRADES = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LABELS = export_tables.LABELS
CASE_SETS = {
    "finished": "全部办结件",
    "overdue": "超承诺时限办结",
    "past_statutory": "超法定时限办结",
    "only_by_pause": "只因暂停而按时",
    "open": "全部未办结",
    "open_past_promise": "超期未办结",
    "open_past_statutory": "超法定时限未办结",
    "open_due_soon": "即将到期",
    "open_unclear": "状态为办结而无办结时间",
    "left_out": "不计入统计的办件",
    "conflicts": "日期有矛盾的办件",
    "deemed": "视为受理的办件",
    "paused": "暂停过的办件",
}
# By whether the law knows the kind of pause.
CLOCKS_STOPPED = {True: "承诺和法定", False: "只停承诺"}

CASE_COLUMNS = {
    "case_no": "办件编号",
    "item_name": "事项",
    "dept_name": "部门",
    "window_name": "窗口",
    "channel": "办理形式",
    "case_type": "办件类型",
    "accepted_on": "受理日期",
    "promise_due_on": "承诺到期",
    "statutory_due_on": "法定到期",
    "finished_on": "办结日期",
    "used_workdays": "已用工作日",
    "paused_workdays": "暂停工作日",
    "promise_workdays": "承诺时限（折合工作日）",
    "statutory_workdays": "法定时限（折合工作日）",
    "finish_class": "办结情况",
    "status": "状态",
    "result": "结果",
    "source_system": "来源系统",
    "batch_id": "导入批次",
    "row_no": "原表行号",
}
TABLES = {
    "cases": "办件",
    "pauses": "特别程序",
    "comments": "留言",
    "ratings": "好差评",
    "items": "事项清单",
    "windows": "窗口清单",
    "staff": "人员名册",
    "joint_cases": "并联审批",
    "inspections": "巡查",
    "innovations": "创新举措",
}


def table_name(table: str) -> str:
    """A table as people call it."""
    return TABLES.get(table) or contracts.load(table).label


def source_name(source: str) -> str:
    """A source as people call it; the constant for “none given” has a Chinese name."""
    return "默认来源" if source == DEFAULT_SOURCE else source


def batch_name(batch_id: str) -> str:
    """A batch as people call it: 00005-cases-0a14858d is 第5批."""
    return f"第{int(batch_id.split('-', maxsplit=1)[0])}批"
