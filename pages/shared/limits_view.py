"""Parts of 承诺与法定时限: the answer, the items, the departments, delivery, differences."""

from __future__ import annotations

import streamlit as st

from etl.read import Build, Scope
from etl.read import delivery as read_delivery
from etl.read.figures import CaseFigures
from pages.shared import charts, charts_time, frame, links
from pages.shared import limit_tables as shown
from pages.shared.cached import ask
from reports import limits as report
from reports import words
from reports.definitions import METRICS
from reports.limits import Limits


def answer(facts: Limits) -> None:
    """One sentence: how much shorter the promise is than the law."""
    if facts.compression is None:
        st.markdown("##### 事项清单里没有可比的两种时限（以工作日计），压缩比从缺。")
        return
    st.markdown(
        f"##### 承诺比法定快 {words.percent(facts.compression)}："
        f"{facts.comparable:,} 个事项法定时限合计 {words.count(facts.statutory_sum)} 个工作日，"
        f"承诺 {words.count(facts.promise_sum)} 个工作日；"
        f"其中 {facts.two_thirds:,} 个事项压缩到三分之一以内。"
    )


def cards(facts: Limits, now: CaseFigures) -> None:
    """The six figures with their denominators."""
    with st.grid(3, min_column_width=150):
        for label, value, key in [
            ("承诺时限压缩比", words.percent(facts.compression), "compression"),
            ("办理提速率", words.percent(now.speed_up), "speed_up"),
            ("按时办结率", words.brief(now.on_time), "on_time"),
            ("法定时限内办结率", words.brief(now.within_statutory), "within_statutory"),
            ("提前办结率", words.brief(now.early), "early"),
            ("用时中位数", words.days(now.median_days), "median"),
        ]:
            st.metric(label, value, help=METRICS[key].definition, border=True)
    st.caption(
        f"按时办结率 {words.share(now.on_time)}，若只扣法定事由的暂停为 {words.share(now.on_time_lawful)}；"
        f"法定时限内 {words.share(now.within_statutory)}；提前办结率 {words.share(now.early)}；"
        f"压缩一半以上的事项 {facts.half:,} 个，压缩三分之二以上的 {facts.two_thirds:,} 个。"
    )


def dumbbell(facts: Limits) -> None:
    """Statute, promise and what really happened, for the busiest items."""
    busiest = facts.busiest()
    if busiest.empty:
        st.info("当前筛选下没有办件足够多、且两种时限都有的事项：请放宽时段、部门或窗口。")
        return
    st.subheader(f"办件最多的 {len(busiest)} 个事项：法定、承诺与真实用时", anchor=False)
    charts.draw(charts.dumbbell(busiest), "dumbbell", "各事项的法定时限、承诺时限与真实用时")
    with st.expander("看数据表（单位：工作日）", key="open_items", on_change="rerun") as opened:
        if opened.open:
            frame.table(shown.busiest(busiest), "事项时限", "limits-items")


def standing(facts: Limits) -> None:
    """Items always kept with days to spare, and items mostly not kept."""
    left, right = st.columns(2)
    with left:
        st.subheader("从不超期、还有富余的事项", anchor=False)
        always = facts.always_met()
        st.caption(f"本期一件也没超过承诺，九成办件还剩 1 天以上，共 {len(always):,} 个。")
        if len(always):
            frame.table(shown.room(always), "从不超期的事项", "limits-always", 8)
    with right:
        st.subheader("多数办件超出承诺的事项", anchor=False)
        late = facts.never_met()
        if late.empty:
            st.caption("没有这样的事项（不足10件的不判断）。")
        else:
            st.caption(f"有承诺的办结件一半以上超期，共 {len(late):,} 个。")
            frame.table(shown.late(late), "多数超出承诺的事项", "limits-late", 8)
        links.cases("看超承诺时限办结的办件", "overdue")
        links.page("pauses", "看只因暂停而按时的窗口")


def departments(build: Build, scope: Scope, facts: Limits) -> None:
    """The twelve months of every department, and the compression of each."""
    heat = ask(report.heat, build, scope)
    if heat.notna().any(axis=None):
        st.subheader("各部门按时办结率（%）：近12个月和最近6个月", anchor=False)
        charts.draw(charts_time.heat(heat), "heat", "各部门各月的按时办结率")
        st.caption("最差的部门在上；颜色越深越低，空格不足10件。")
    st.subheader("各部门承诺时限压缩比", anchor=False)
    frame.table(shown.departments(report.by_department(facts.items)), "部门压缩比", "limits-depts")


def delivery(build: Build, scope: Scope) -> None:
    """The clock from the decision to the delivered result, beside the two others."""
    told = ask(read_delivery.delivery, build, scope)
    if not told.in_time.whole:
        st.info("来源没有送达时间：导出办件时带上“送达时间”一列，这里就能看到发证快慢。")
        return
    st.markdown(
        f"##### 准予的办件 {words.percent(told.in_time.value)} 在决定后 10 个工作日内送达"
        f"（{told.in_time.part:,}/{told.in_time.whole:,}），一半在 {words.days(told.median_days)}内，"
        f"九成在 {told.in_ninety} 个工作日内。"
    )
    st.caption(
        f"另有 {told.unknown:,} 件没有送达时间，不计入。送达是办结之后的另一个时钟（行政许可法第44条），"
        "不计入办理时限，也不影响按时办结率；按办结月份统计。"
    )
    late = ask(read_delivery.by_item, build, scope)
    late = late[late["late"] > 0]
    if late.empty:
        st.caption("本期没有超过 10 个工作日才送达的事项。")
    else:
        frame.table(shown.late_delivery(late), "超期送达的事项", "limits-delivery", 10)


def differences(build: Build, scope: Scope) -> None:
    """Why a source system that compares times of day counts fewer cases in time."""
    st.markdown(
        "本系统**按日期**判定：办结日不晚于到期日就是按时（民法典第203条，期限的最后一天到当天结束）。"
        "有的系统拿办结的时分与到期的时分比，来源又常把到期写成当天零点，于是到期当天办结也成了超期。"
    )
    found = ask(report.differences, build, scope)
    if not found:
        st.info("来源没有给出到期时间，只给了天数，不存在这种差异。")
        return
    for one in found:
        st.markdown(
            f"**{one.clock}时限**：来源给出到期时间的办结件，按日期 {words.share(one.by_date)} 按时，"
            f"按时分比是 {words.share(one.by_time)}，相差 {words.count(one.apart)} 件。"
        )
    st.caption("按办结月份统计；这里的按时分比较只用来解释差异，其他页面都按日期。")
