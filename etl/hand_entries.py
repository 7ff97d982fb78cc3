"""Findings of checks and measures adopted as people write them on a page, then landed like any export."""

from __future__ import annotations

import datetime as dt

from etl import drafts
from etl.drafts import Kind, Row
from etl.errors import UserError
from etl.settings import Settings

LONGEST = 500
MOST_POINTS = 100.0
INSPECTIONS = Kind(
    "entries/inspections", "inspections", {
        "巡查编号": "number", "巡查时间": "day", "窗口编号": "window_code", "工号": "staff_no",
        "类别": "category", "制度": "work_rule", "情况": "told", "扣分": "points", "佐证": "evidence",
    }, "fct_inspection", "inspection_no", "巡查录入", "没有待导入的巡查：请先录入",
)  # fmt: skip
INNOVATIONS = Kind(
    "entries/innovations", "innovations", {
        "举措编号": "number", "日期": "day", "窗口编号": "window_code", "工号": "staff_no",
        "种类": "category", "内容": "told", "佐证": "evidence", "认定单位": "adopted_by",
        "加分": "points",
    }, "fct_innovation", "innovation_no", "举措录入", "没有待导入的创新举措：请先录入",
)  # fmt: skip
KINDS = {one.table: one for one in (INSPECTIONS, INNOVATIONS)}
PREFIXES = {"inspections": "XC", "innovations": "JC"}
NO_FAULT = "无问题"


def add(settings: Settings, table: str, by: str, day: dt.date, given: Row) -> Row:
    """Keep one row of a table of KINDS. UserError for a day to come, no window, no words, odd points.

    `given`: window_code, staff_no, category, told, evidence, points and, by table, work_rule or
    adopted_by; texts, empty where there is nothing.
    """
    kind = KINDS[table]
    drafts.not_to_come("日期", day)
    if not given["window_code"]:
        raise UserError("窗口没有选：请选一个")
    if not given["told"].strip() and given["category"] != NO_FAULT:
        raise UserError("情况（内容）没有填写：请写清楚是什么事")
    if any(len(text) > LONGEST for text in given.values()):
        raise UserError(f"文字太长：每一栏最多 {LONGEST} 个字")
    points = float(given["points"] or 0)
    if not 0 <= points <= MOST_POINTS:
        raise UserError(f"分值应在 0 到 {MOST_POINTS:g} 之间：请改正")
    number, now = drafts.numbered(PREFIXES[table], day, by, given["told"])
    row = {
        **{name: given.get(name, "").strip() for name in kind.headers.values()},
        "number": number, "day": day.isoformat(), "points": f"{points:g}", "by": by, "at": now,
    }  # fmt: skip
    same = [name for name in row if name not in ("number", "at")]
    if any(all(one[name] == row[name] for name in same) for one in drafts.read(settings, kind)):
        raise UserError("一模一样的已经录过，正等导入：确有两次的，请在情况里写明区别")
    drafts.keep(settings, kind, row)
    return row


def why_not_counted(table: str, given: Row) -> str:
    """Why a measure earns no points as it is written; empty where it does, and for checks."""
    if table != "innovations":
        return ""
    needed = {"evidence": "佐证", "adopted_by": "认定单位"}
    missing = [name for key, name in needed.items() if not given.get(key, "").strip()]
    missing += ["加分"] if not float(given["points"] or 0) else []
    return f"缺{'、'.join(missing)}，不计分" if missing else ""
