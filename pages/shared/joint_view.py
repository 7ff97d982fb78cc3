"""Parts of 并联审批: medians, departments on the critical path, one project at a time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import charts, charts_time, frame, links
from reports import words
from reports.definitions import METRICS
from reports.joint import Joint, Project

SHOWN = 15


def cards(view: Joint) -> None:
    """The medians over finished projects."""
    if not view.done:
        st.caption("还没有全部办结的项目，先看在办的。")
        return
    with st.grid(4, min_column_width=150):
        for label, name, key in [
            ("全程（中位）", "elapsed", "joint_elapsed"),
            ("各部门用时之和（中位）", "summed", "joint_elapsed"),
            ("并联省下（中位）", "saved", "joint_elapsed"),
            ("空等（中位）", "waiting", "joint_idle"),
        ]:
            value = view.median(name)
            text = words.NOTHING if value is None else f"{value:g} 天"
            st.metric(label, text, help=METRICS[key].definition, border=True)
    st.caption(f"按 {len(view.done):,} 个已全部办结、两个以上办件的项目计；天数都是工作日。")


def holders(view: Joint) -> None:
    """Which departments hold the critical paths, and how long work waited for them."""
    rows = view.holders()
    if rows.empty:
        return
    st.subheader("谁在关键路径上", anchor=False)
    table = pd.DataFrame(
        {
            "部门": rows["dept"],
            "在几个项目的关键路径上": rows["projects"].map(words.count),
            "合计占用（工作日）": rows["took"].map(words.count),
            "交到该部门前等待（工作日）": rows["waited"].map(words.count),
        }
    )
    frame.table(table, "并联审批-关键路径", "joint-holders", SHOWN)


def projects(view: Joint) -> None:
    """The list of projects and one of them in time."""
    st.subheader("各项目", anchor=False)
    table = pd.DataFrame(
        [
            {
                "项目": one.name,
                "阶段": one.stage,
                "牵头部门": one.lead,
                "发起": words.date(one.steps["dispatched_on"].iloc[0]),
                "部门数": one.steps["dept_name"].nunique(),
                "全程": one.elapsed,
                "部门用时之和": one.summed,
                "空等": one.waiting,
                "关键路径最久": one.slowest,
                "状态": "在办" if one.is_open else "办结",
            }
            for one in view.projects
        ]
    )
    frame.table(table, "并联审批-项目", "joint-projects", SHOWN)
    names = {one.joint_no: f"{one.name}（{one.joint_no}）" for one in view.projects}
    chosen = st.selectbox("看一个项目", list(names), format_func=names.__getitem__, key="joint_one")
    _one(next(one for one in view.projects if one.joint_no == chosen))


def _one(one: Project) -> None:
    if one.saved >= 0:
        against = f"比一个接一个办省下 {one.saved} 个工作日"
    else:
        against = f"比各部门用时之和还多 {-one.saved} 个工作日，多在空等"
    st.markdown(
        f"全程{'已' if one.is_open else ''} {one.elapsed} 个工作日，各部门用时之和 {one.summed} 个，{against}；"
        f"其中没有部门在办的空等 {one.waiting} 个。"
    )
    charts.draw(charts_time.project(one), "joint-gantt", "项目各办件的起止")
    path = " → ".join(
        f"{f'等 {step.waited} 天 → ' if step.waited else ''}{step.dept}（{step.took} 天）"
        for step in one.path
    )
    st.caption(frame.plain(f"蓝色为关键路径：{path}。天数为工作日。"))
    rows = one.steps
    table = pd.DataFrame(
        {
            "部门": rows["dept_name"],
            "事项": rows["item_name"],
            "办件编号": rows["case_no"],
            "受理": rows["accepted_on"].map(words.date),
            "办结": ["在办" if pd.isna(day) else words.date(day) for day in rows["finished_on"]],
            "占用工作日": (rows["ended_no"] - rows["accepted_no"]).astype(int),
            "其中暂停": rows["paused_workdays"].astype(int),
            "按承诺": [
                words.NOTHING if pd.isna(kept) else "按时" if kept else "超期"
                for kept in rows["is_within_promise"]
            ],
        }
    )
    frame.on_screen(table, links={"办件编号": [links.case_address(no) for no in rows["case_no"]]})
