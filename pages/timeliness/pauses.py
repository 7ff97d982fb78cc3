"""只因暂停而按时: what pauses did to every window's share, and the reasons given."""

import streamlit as st

from pages.shared import charts, filters, frame, kpis, links, pause_view
from pages.shared.cached import ask, current_build
from reports.pausing import pausing_view

build = current_build()
frame.head(build, "只因暂停而按时", "按时，是办得快，还是停得多？")
scope, window = filters.current()
frame.view_words(build, scope, window)
view = ask(pausing_view, build, scope)
frame.say(view.sentences())
st.caption(
    "暂停本身合规与否由人判断：这里只把多于同类的窗口挑出来。法定事由（听证、检验、检测、鉴定、专家评审、延期等）停两个时限；"
    "补正、踏勘、公示、等待申请人等本地暂停只停承诺时限。"
)
if view.share("promised").whole:
    pause_view.cards(view)
    st.subheader("各窗口", anchor=False)
    pause_view.windows(view)
    if view.trend.months:
        st.subheader("只因暂停而按时的占比，按月", anchor=False)
        lines = {"只因暂停": (view.trend, charts.PROMISE)}
        charts.draw(
            charts.share_lines(lines, "只因暂停", 280, zero=True),
            "pause-trend",
            "只因暂停而按时的占比，按月",
        )
        st.caption(kpis.signal_words(view.trend, "只因暂停而按时的占比"))
    pause_view.reasons(view)
links.cases("看只因暂停而按时的办件", "only_by_pause")
links.cases("看暂停过的办件", "paused")
frame.definitions(["only_by_pause", "pause_share", "on_time", "on_time_lawful", "band"])
frame.foot(build)
