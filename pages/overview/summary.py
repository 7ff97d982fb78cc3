"""总览: how was this month, what moved, what should the leadership ask about."""

import streamlit as st

from etl.settings import Settings
from pages.shared import charts, filters, frame, kpis, loop_view
from pages.shared.cached import ask, current_build
from reports.overview import overview

build = current_build()
frame.head(build, "总览", "这个月怎么样？要我过问什么？")
scope, window = filters.current()
frame.view_words(build, scope, window)
view = ask(overview, build, scope)

frame.say(view.sentences())

if view.now.counts["finished"] == 0 and view.comments.total == 0:
    st.info("当前筛选下没有数据：请放宽时段、部门或窗口。")
else:
    kpis.overview_cards(view)

    st.subheader("按时办结率走势", anchor=False)
    on_time = view.trend("on_time", "promised")
    statutory = view.trend("within_statutory", "statutory")
    lines = {"承诺时限内": (on_time, charts.PROMISE), "法定时限内": (statutory, charts.STATUTE)}
    lines = {name: pair for name, pair in lines.items() if any(pair[0].wholes)}
    if lines:
        first = next(iter(lines))
        charts.draw(charts.share_lines(lines, first), "trend", "承诺与法定时限内办结率，按月")
        st.caption(kpis.signal_words(lines[first][0], first))

    moved, ask_about = st.columns(2)
    with moved:
        st.subheader("变化最大", anchor=False)
        kpis.movers(view)
    with ask_about:
        st.subheader("需要过问", anchor=False)
        loops = loop_view.told(loop_view.Asked(Settings.from_environment(), build, scope))
        kpis.attention(view, loops.overdue)
    frame.definitions(
        [
            "finished",
            "on_time",
            "within_statutory",
            "early",
            "p90",
            "satisfaction",
            "complaints",
            "open_past",
            "due_soon",
            "only_by_pause",
        ]
    )
frame.foot(build)
