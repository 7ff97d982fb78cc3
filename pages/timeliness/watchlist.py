"""预警: who will be late today, on both clocks, and who holds it."""

import streamlit as st

from etl.read import watch as read_watch
from pages.shared import charts, charts_time, filters, frame, links, watch_view
from pages.shared.cached import ask, current_build
from reports.watch import watch_view as view_of

build = current_build()
frame.head(build, "预警", "今天谁会超期？")
scope, window = filters.current()
view = ask(view_of, build, scope)
frame.view_now(build, scope, window)
frame.say(view.sentences())
frame.age(build)
watch_view.notice(build.meta)

if view.cards.open:
    watch_view.cards(view.cards, build.meta)
    chosen = st.segmented_control(
        "看哪些",
        list(read_watch.CARDS),
        key="card",
        selection_mode="multi",
        default=list(read_watch.CARDS),
    )
    if chosen:
        listed = ask(read_watch.watch_list, build, scope, tuple(chosen))
        watch_view.first_cases(listed)
        watch_view.full_list(listed)
    else:
        st.info("请至少选一个等级。")
    st.subheader("离到期还有几天", anchor=False)
    if len(view.days_left):
        charts.draw(charts_time.days_left(view.days_left), "days-left", "在办办件离到期的工作日")
        st.caption("柱为按承诺时限，横线为按法定时限；暂停中的办件按暂停到今天计。")
    watch_view.windows(view.windows)
if len(view.months) > 1:
    st.subheader("月底超期未办结", anchor=False)
    charts.draw(charts_time.open_months(view.months), "open-months", "每月底超期未办结的办件数")
    st.caption("按现在知道的到期日回看每个月底；之后补录的暂停也算在内。")
links.cases("看全部未办结的办件", "open")
frame.definitions(["card", "open_past", "due_soon", "on_time", "within_statutory"])
frame.foot(build)
