"""办件明细: the cases behind any figure, so that every number can be explained."""

import pandas as pd
import streamlit as st

from etl.read import tables
from pages.shared import filters, frame, links
from pages.shared.cached import ask, current_build
from pages.shared.labels import CASE_COLUMNS, CASE_SETS
from reports import words

SHOWN = 50

build = current_build()
frame.head(build, "办件明细", "这个数是哪些办件？")
scope, window = filters.current()
names = {label: key for key, label in CASE_SETS.items()}
chosen = st.selectbox(
    "哪些办件", list(names), key="which", bind="query-params", width=260, placeholder="请选择"
)
chosen = chosen or next(iter(names))
which = names[chosen]
frame.view_words(build, scope, window)

rows, total = ask(tables.cases, build, scope, which)
if rows.empty:
    st.info(f"当前筛选下没有“{chosen}”的办件：请放宽时段、部门或窗口。")
else:
    now = "（统计日在办，与时段无关）" if which.startswith("open") else ""
    st.markdown(f"##### {chosen} {words.count(total)} 件{now}，用时最长的在前")
    text = rows.copy()
    for column in text.columns[text.dtypes.astype(str).str.startswith("datetime")]:
        text[column] = text[column].dt.strftime("%Y-%m-%d").fillna("—")
    text = text.rename(columns=CASE_COLUMNS)
    first = [
        "办件编号",
        "事项",
        "窗口",
        "受理日期",
        "承诺到期",
        "法定到期",
        "办结日期",
        "已用工作日",
        "暂停工作日",
        "办结情况",
    ]
    brief = text[first].head(SHOWN).astype(object).where(pd.notna(text[first].head(SHOWN)), "—")
    frame.on_screen(brief, {"办件编号": [links.case_address(str(no)) for no in brief["办件编号"]]})
    if total > SHOWN:
        more = (
            f"，下载得到用时最长的 {words.count(len(text))} 件"
            if total > len(text)
            else "，下载得到全部"
        )
        st.caption(f"只列出前 {SHOWN} 件{more}。")
    frame.download(text, f"办件明细-{chosen}", "cases-download")
frame.definitions(["on_time", "within_statutory", "only_by_pause", "open_past", "due_soon"])
frame.foot(build)
