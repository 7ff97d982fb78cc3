"""Parts of 预警: what the cards mean, the most pressing cases, the whole list, the windows."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st

from etl.read.build import Meta
from etl.read.watch import LISTED, Cards
from pages.shared import frame, links
from reports import words
from reports.watch import left_words

FIRST, SHOWN = 3, 100
COLOURS: dict[str, Literal["red", "orange", "blue"]] = {
    "红牌": "red",
    "黄牌": "orange",
    "预警": "blue",
}
ICONS = {"红牌": ":material/error:", "黄牌": ":material/warning:", "预警": ":material/schedule:"}


def notice(meta: Meta) -> None:
    """What the cards are, and that the formal ones are not ours."""
    st.caption(
        f"内部预警：剩余不超过 {meta.warn_workdays} 个工作日为预警，超承诺为黄牌，超法定或超承诺超过 "
        f"{meta.red_after_workdays} 个工作日为红牌。正式的黄牌、红牌由监察机构发出，本系统只作提示。"
    )


def cards(one: Cards, meta: Meta) -> None:
    """The four counts."""
    with st.grid(4, min_column_width=140):
        for name, value, told in [
            ("红牌", one.red, f"超法定，或超承诺超过 {meta.red_after_workdays} 个工作日"),
            ("黄牌", one.yellow, "已超承诺"),
            ("预警", one.warned, f"剩余不超过 {meta.warn_workdays} 个工作日"),
            ("暂停中", one.stopped, "时钟停着，恢复后继续计时"),
        ]:
            with st.container(border=True, height="stretch"):
                st.metric(name, f"{value:,} 件")
                st.caption(told)
    if one.without_limit:
        st.caption(f"另有 {one.without_limit:,} 件没有时限或到期日，无法预警。")


def first_cases(listed: pd.DataFrame) -> None:
    """Those that can still be kept, then those late longest, as cards that a phone shows whole."""
    if listed.empty:
        st.info("所选的预警等级下没有办件。")
        return
    soon, late = listed[listed["card"] == "预警"], listed[listed["card"] != "预警"]
    for title, rows in (("马上到期，还来得及", soon), ("已经超期，拖得最久的", late)):
        if len(rows):
            st.subheader(title, anchor=False)
            with st.grid(3, min_column_width=270):
                for row in rows.head(FIRST).itertuples():
                    _card(row)


def _card(row: Any) -> None:
    with st.container(border=True, height="stretch"):
        st.badge(row.card, icon=ICONS[row.card], color=COLOURS[row.card])
        st.markdown(f"**{frame.plain(_text(row.item_name) or '未写事项')}**")
        st.caption(_clocks(row))
        st.caption(frame.plain(_holder(row)))
        links.case(row.case_no, f"{row.case_no} 逐日账")


def _clocks(row: Any) -> str:
    sides = [
        ("承诺", row.promise_due_on, row.promise_workdays_left, row.is_within_promise),
        ("法定", row.statutory_due_on, row.statutory_workdays_left, row.is_within_statutory),
    ]
    parts = [
        f"{name} {_left(left, due, kept)}" for name, due, left, kept in sides if not pd.isna(due)
    ]
    return "；".join(parts) + ("；暂停中" if row.is_stopped else "")


def _left(left: Any, due: Any, kept: Any) -> str:
    """How far a clock is; a dash where there is no due date."""
    return words.NOTHING if pd.isna(due) else left_words(left, not pd.isna(kept) and not kept)


def _holder(row: Any) -> str:
    head = f"（首席代表 {row.chief_rep}）" if _text(row.chief_rep) else ""
    return f"{_text(row.window_name) or '未登记窗口'}{head} · {_since(row)}"


def _since(row: Any) -> str:
    """How long it has had its card."""
    came = {"红牌": row.red_on, "黄牌": row.yellow_on, "预警": row.warned_on}[row.card]
    return f"{row.card}自{came.month}月{came.day}日" if not pd.isna(came) else str(row.card)


def full_list(listed: pd.DataFrame) -> None:
    """Every case with its owner, both clocks and the days on which its cards came."""
    if listed.empty:
        return
    with st.expander(f"看全部 {len(listed):,} 件", key="open_watch", on_change="rerun") as opened:
        if not opened.open:
            return
        table = pd.DataFrame(
            {
                "等级": listed["card"],
                "办件编号": listed["case_no"],
                "事项": listed["item_name"].fillna("未写事项"),
                "窗口": listed["window_name"].fillna("未登记窗口"),
                "首席代表": listed["chief_rep"].fillna("未登记"),
                "受理人员工号": listed["staff_no"].fillna("未登记"),
                "承诺": [_left(*one) for one in _sides(listed, "promise")],
                "法定": [_left(*one) for one in _sides(listed, "statutory")],
                "受理": listed["accepted_on"].map(words.date),
                "预警自": _dates(listed["warned_on"]),
                "黄牌自": _dates(listed["yellow_on"]),
                "红牌自": _dates(listed["red_on"]),
                "暂停工作日": listed["paused_workdays"].astype(int),
                "暂停中": ["是" if one else "否" for one in listed["is_stopped"]],
            }
        )
        numbers = [links.case_address(no) for no in listed["case_no"]]
        frame.table(table, "预警名单", "watch-list", SHOWN, {"办件编号": numbers[:SHOWN]})
        if len(listed) >= LISTED:
            st.caption(f"只取最急的 {LISTED:,} 件：请按部门或窗口筛选。")


def _sides(listed: pd.DataFrame, clock: str) -> list[tuple[Any, Any, Any]]:
    columns = (f"{clock}_workdays_left", f"{clock}_due_on", f"is_within_{clock}")
    return list(zip(*(listed[name] for name in columns), strict=True))


def _dates(column: pd.Series) -> list[str]:
    return [words.NOTHING if pd.isna(day) else words.date(day) for day in column]


def windows(rows: pd.DataFrame) -> None:
    """Which window holds what."""
    if rows.empty:
        return
    st.subheader("各窗口", anchor=False)
    table = pd.DataFrame(
        {
            "窗口": rows["window_name"],
            "部门": rows["dept_name"].fillna("未登记"),
            "红牌": rows["red"].map(words.count),
            "黄牌": rows["yellow"].map(words.count),
            "预警": rows["warned"].map(words.count),
            "在办": rows["opened"].map(words.count),
        }
    )
    frame.table(table, "各窗口预警", "watch-windows", 12)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
