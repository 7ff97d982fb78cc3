"""承诺与法定时限: how much faster than the law, and whether the promise holds."""

import streamlit as st

from etl.read import figures
from pages.shared import charts, filters, frame, links
from pages.shared import limit_tables as tables
from pages.shared.cached import ask, current_build
from pages.shared.labels import METRICS
from reports import limits as report
from reports import words

build = current_build()
frame.head(build, "承诺与法定时限", "我们比法律快多少？承诺还能再快吗？")
scope, window = filters.current()
frame.view_words(build, scope, window)
facts = ask(report.limits, build, scope)
now = ask(figures.case_figures, build, scope)

if facts.compression is None:
    st.markdown("##### 事项清单里没有可比的两种时限（以工作日计），压缩比从缺。")
else:
    st.markdown(
        f"##### 承诺比法定快 {words.percent(facts.compression)}："
        f"{facts.comparable:,} 个事项法定时限合计 {words.count(facts.statutory_sum)} 个工作日，"
        f"承诺 {words.count(facts.promise_sum)} 个工作日；"
        f"其中 {facts.two_thirds:,} 个事项压缩到三分之一以内。"
    )
cards = st.grid(3, min_column_width=150)
with cards:
    for label, value, key in [
        ("承诺时限压缩比", words.percent(facts.compression), "compression"),
        ("办理提速率", words.percent(now.speed_up), "speed_up"),
        ("按时办结率", words.percent(now.on_time.value), "on_time"),
        ("法定时限内办结率", words.percent(now.within_statutory.value), "within_statutory"),
        ("提前办结率", words.percent(now.early.value), "early"),
        ("用时中位数", words.days(now.median_days), "median"),
    ]:
        st.metric(label, value, help=METRICS[key].definition, border=True)
st.caption(
    f"按时办结率 {words.share(now.on_time)}；法定时限内 {words.share(now.within_statutory)}；"
    f"提前办结率 {words.share(now.early)}；压缩一半以上的事项 {facts.half:,} 个，"
    f"压缩三分之二以上的 {facts.two_thirds:,} 个。"
)

busiest = facts.busiest()
if busiest.empty:
    st.info("当前筛选下没有办件足够多、且两种时限都有的事项：请放宽时段、部门或窗口。")
else:
    st.subheader(f"办件最多的 {len(busiest)} 个事项：法定、承诺与真实用时", anchor=False)
    charts.draw(charts.dumbbell(busiest), "dumbbell", "各事项的法定时限、承诺时限与真实用时")
    with st.expander("看数据表（单位：工作日）", key="open_items", on_change="rerun") as opened:
        if opened.open:
            frame.table(tables.busiest(busiest), "事项时限", "limits-items")

left, right = st.columns(2)
with left:
    st.subheader("承诺还能再快的事项", anchor=False)
    room = facts.room()
    st.caption(f"九成办件用时不到承诺一半的事项，共 {len(room):,} 个。")
    frame.table(tables.room(room), "承诺还能再快的事项", "limits-room", 8)
with right:
    st.subheader("多数办件超出承诺的事项", anchor=False)
    late = facts.never_met()
    if late.empty:
        st.caption("没有这样的事项（不足10件的不判断）。")
    else:
        frame.table(tables.late(late), "多数超出承诺的事项", "limits-late", 8)
    links.cases("看超承诺时限办结的办件", "overdue")
    links.cases("看只因暂停而按时的办件", "only_by_pause")

st.subheader("各部门承诺时限压缩比", anchor=False)
frame.table(tables.departments(report.by_department(facts.items)), "部门压缩比", "limits-depts")
frame.definitions(
    [
        "compression",
        "speed_up",
        "on_time",
        "within_statutory",
        "early",
        "p90",
        "median",
        "only_by_pause",
    ]
)
frame.foot(build)
