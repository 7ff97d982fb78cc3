"""数据质量: is everything there, and can it be trusted."""

import datetime as dt

import streamlit as st

from etl.read import quality, trust
from pages.shared import frame
from pages.shared import quality_view as view
from pages.shared.cached import ask, current_build
from pages.shared.findings import weighty
from reports import words

SHOWN = 50

build = current_build()
today = dt.date.today()
frame.head(build, "数据质量", "数据全不全、信得过吗？这里看的是全部已导入的数据，不分时段和部门。")
standing = ask(quality.standing, build, weighty())
fresh = ask(quality.freshness, build)
facts = ask(trust.trust, build)
st.markdown(f"##### {view.verdict(standing, fresh, today)}")
cards = st.grid(4, min_column_width=150)
with cards:
    st.metric(
        "读入",
        f"{facts.rows_in:,} 行",
        border=True,
        help="各批次数据行合计；标题、空行、合计行不算",
    )
    st.metric("入库", f"{facts.loaded:,} 行", border=True, help="新的一行，或同一行的新内容")
    st.metric("退回", f"{facts.rejected:,} 行", border=True, help="缺少编号等而无法入库，原因见下")
    st.metric("重复", f"{facts.duplicate:,} 行", border=True, help="以前导入过、没有新内容")

st.subheader("数据疑点", anchor=False)
found = ask(quality.findings, build)
if found.empty:
    st.success("没有发现疑点：所有入库的行都合常理。", icon=":material/check_circle:")
else:
    st.caption("有疑点的行都已入库；一行可以有几种疑点。占比按同一张表的行数算。")
    listed = view.findings_table(found)
    view.findings_list(listed)
    frame.download(listed, "数据疑点", "findings-table")
    view.one_finding(build, found)

st.subheader("导入账目", anchor=False)
accounts = ask(quality.accounts, build)
balanced = (
    "每一批都是：读入＝入库＋退回＋重复。"
    if not standing.unbalanced
    else (f"有 {standing.unbalanced} 批的读入不等于入库＋退回＋重复，请联系系统管理员。")
)
st.caption(f"共 {len(accounts):,} 批。{balanced}")
frame.table(view.accounts_table(accounts), "导入账目", "accounts-table", SHOWN)

st.subheader("退回的行", anchor=False)
if not facts.rejected:
    st.caption("没有退回的行。")
else:
    reasons = ask(quality.reject_reasons, build)
    frame.on_screen(view.reasons_table(reasons))
    rejects = ask(trust.rejects, build)
    rejects.columns = view.REJECT_COLUMNS
    frame.download(rejects, "退回明细", "rejects-download")

left, right = st.columns(2)
with left:
    st.subheader("新不新", anchor=False)
    st.caption("清单类没有发生时间，按最近一次导入算。")
    frame.on_screen(view.freshness_table(fresh, today))
with right:
    st.subheader("节假日安排", anchor=False)
    st.caption(f"已知到{words.date(build.meta.calendar_until)}；之后的年份按周末推算，公布后重算。")
    years = ask(quality.calendar_years, build)
    if years.empty:
        st.caption("还没有办件。")
    else:
        frame.on_screen(view.calendar_table(years))
frame.foot(build)
