"""窗口排名: who does well, who badly, who cannot be told apart; like with like."""

import streamlit as st

from pages.shared import filters, frame, links, ranking_view, suspects
from pages.shared.cached import ask, current_build
from reports import ranking as report

build = current_build()
frame.head(build, "窗口排名", "谁好、谁差、谁分不出高下？只与同类窗口比。")
scope, window = filters.current()
frame.view_words(build, scope, window)
label = st.selectbox("比什么", list(report.METRICS), key="metric", bind="query-params", width=260)
label = label or "按时办结率"
unit = report.METRICS[label].unit
groups = [
    g
    for g in ask(report.ranking, build, scope, label)
    if len(g.windows) or len(g.few) or len(g.unlisted)
]
st.markdown(f"##### {report.summary(groups)}")


def places() -> None:
    st.caption(
        "点是按同类收缩后的比率，横线为95%区间；颜色和文字都表示与同类其他窗口相比的结论。"
        "名次相近而区间重叠的，不应据此分先后。"
    )
    for group in groups:
        ranking_view.unlisted(group)
        if len(group.windows) or len(group.few):
            ranking_view.placed(group, label, unit)


frame.tabs(
    "ranking_tab",
    {
        "排名": places,
        "漏斗图": lambda: ranking_view.funnels(groups, label, unit),
        "变化": lambda: ranking_view.movement(build, scope, label, groups, unit),
        "扣除事项难易": lambda: ranking_view.explained(build, scope, label, unit),
    },
)
suspects.suspect_line(build, scope)
links.page("scores", "看三比得分")
frame.definitions(
    [
        "band",
        "shrunk",
        "case_mix",
        "on_time",
        "early",
        "within_statutory",
        "satisfaction",
        "online",
        "only_by_pause",
    ]
)
frame.foot(build)
