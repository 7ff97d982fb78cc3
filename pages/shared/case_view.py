"""Parts of 办件逐日账: the sentences, the strip of days, the tables behind it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from pages.shared import charts, charts_time, frame
from pages.shared.labels import CASE_COLUMNS, CLOCKS_STOPPED
from reports import account as report
from reports import words
from reports.account import Account

FACTS = ("item_name", "dept_name", "window_name", "case_type", "channel", "status", "result")


def choose(found: pd.DataFrame) -> int:
    """The case, where one number stands for several sources or items."""
    if len(found) == 1:
        return int(found["case_id"].iloc[0])
    names = {
        int(row.case_id): f"{row.item_name or '未写事项'} · {row.window_name or '未登记窗口'} · "
        f"{words.date(row.accepted_on)}受理"
        for row in found.itertuples()
    }
    st.caption(f"这个编号有 {len(found)} 件办件（并联审批或来自不同系统）。")
    return int(
        st.selectbox("看哪一件", list(names), format_func=names.__getitem__, key="which_case")
    )


def head(told: Account, as_of: dt.date) -> None:
    """The verdict in sentences, then who handled what."""
    frame.say(report.sentences(told, as_of))
    case = told.case
    if case["is_calendar_provisional"]:
        st.warning("涉及节假日安排尚未发布的年份，这些日子按周末推算，安排公布后会重算。")
    parts = [f"{CASE_COLUMNS[name]}：{case[name]}" for name in FACTS if case.get(name)]
    if case.get("chief_rep"):
        parts.append(f"窗口首席代表：{case['chief_rep']}")
    st.caption(frame.plain(" · ".join(parts)))


def picture(told: Account) -> None:
    """The strip calendar with its key in words; none where the dates contradict each other."""
    if told.case["has_date_conflict"] or len(told.days) == 0:
        return
    st.subheader("逐日账", anchor=False)
    charts.draw(charts_time.strip(told), "strip", "这件办件每一天是否计时的日历")
    st.caption(
        "蓝色为计入承诺时限的工作日（“第几天”），“班”为调休上班；灰色“休”“假”不计；"
        "“停”为暂停的工作日：紫色是法定事由，两个时限都停，橙色是本地暂停，只停承诺时限（法定时限照数）；浅红为超过承诺后的工作日。"
    )
    if len(told.days) > charts_time.DAYS_SHOWN:
        st.caption("时间太长，只画出前面一段；上面的合计按全部日子计算，逐日表里也都有。")


def tables(told: Account) -> None:
    """Pauses, and every day as a table to download."""
    pauses = told.file.pauses
    if len(pauses):
        st.subheader("暂停记录", anchor=False)
        frame.on_screen(_pauses(pauses))
    case = told.case
    if case["delivered_on"] is not None and case["delivery_workdays"] is not None:
        kept = "在" if case["is_delivered_in_time"] else "超过"
        st.markdown(
            f"发证：{words.date(case['delivered_on'])}送达，决定后第 {case['delivery_workdays']} 个工作日，"
            f"{kept}法定 10 个工作日{'之内' if kept == '在' else ''}（另一个时钟，不计入办理时限）。"
        )
    with st.expander("看逐日表", key="open_days", on_change="rerun") as opened:
        if opened.open:
            frame.table(_days(told), f"逐日账-{case['case_no']}", "days")


def _pauses(pauses: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "事由": pauses["pause_kind"],
            "停哪个时限": [CLOCKS_STOPPED[bool(one)] for one in pauses["is_statutory"]],
            "开始": pauses["started_on"].map(words.date),
            "结束": [
                words.date(one) if one is not None else "未结束" for one in pauses["ended_on"]
            ],
            "理由": pauses["pause_text"].fillna("未写"),
            "批准人": pauses["approver"].fillna("未写"),
            "起作用": [
                "否，没有停到这件办件的任何一天" if one else "是" for one in pauses["is_idle"]
            ],
        }
    )


def _days(told: Account) -> pd.DataFrame:
    rows = [
        {
            "日期": f"{day.date:%Y-%m-%d}",
            "星期": f"周{report.WEEK[day.date.weekday()]}",
            "这一天": day.kind,
            "说明": day.why,
            "承诺第几天": "" if day.promise_no is None else str(day.promise_no),
            "法定第几天": "" if day.statutory_no is None else str(day.statutory_no),
            "当天": "、".join(day.marks),
        }
        for day in told.days
    ]
    return pd.DataFrame(rows)
