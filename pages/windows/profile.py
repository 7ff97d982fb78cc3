"""窗口画像: one window's two clocks, cases, comments, rules, pauses and history, beside its peers."""

import streamlit as st

from etl.read import tables, voice
from etl.settings import Settings
from pages.shared import charts, filters, frame, kpis, links, loop_view, voice_view
from pages.shared.cached import ask, current_build
from reports import profile, ranking, words
from reports.overview import overview

DEFINED = ["band", "shrunk", "on_time", "within_statutory", "early", "satisfaction"]

settings = Settings.from_environment()
build = current_build()
frame.head(build, "窗口画像", "这个窗口怎么样？长处在哪里？")
scope, window = filters.current()
frame.view_words(build, scope, window)
if scope.window is None:
    st.info("请在左侧选一个窗口（手机上先点左上角的 »），或从“窗口排名”点窗口名进来。")
    links.page("ranking", "看窗口排名")
    frame.definitions(DEFINED)
    frame.foot(build)
    st.stop()

wide = scope.all_windows()
found = profile.standings(
    {label: ask(ranking.ranking, build, wide, label) for label in ranking.METRICS}, scope.window
)
rules = ask(voice.rules, build, scope)
chief = {row[0]: row for row in ask(tables.window_cards, build)}.get(scope.window)
frame.say(profile.sentences(found, rules))
if chief is not None:
    _, dept, group, chief_rep, staff = chief
    parts = [dept or "", f"类别 {group}", f"首席代表 {chief_rep}" if chief_rep else "",
             f"{staff} 人" if staff else ""]  # fmt: skip
    st.caption(frame.plain(" · ".join(part for part in parts if part)))

st.subheader("与同类窗口比", anchor=False)
if found:
    frame.table(profile.table(found), f"画像-{scope.window}", "profile-table")

view = ask(overview, build, scope)
st.subheader("本期", anchor=False)
kpis.overview_cards(view)
lines = {
    "承诺时限内": (view.trend("on_time", "promised"), charts.PROMISE),
    "法定时限内": (view.trend("within_statutory", "statutory"), charts.STATUTE),
}
lines = {name: pair for name, pair in lines.items() if any(pair[0].wholes)}
if lines:
    first = next(iter(lines))
    st.subheader("两个时限，按月", anchor=False)
    charts.draw(charts.share_lines(lines, first), "profile-trend", "承诺与法定时限内办结率，按月")
    st.caption(kpis.signal_words(lines[first][0], first))

left, right = st.columns(2)
with left:
    voice_view.sides("八项制度：夸与怨", rules, "work_rule", "没有能归到八项制度的留言")
with right:
    st.subheader("往下看", anchor=False)
    loops = loop_view.told(loop_view.Asked(settings, build, scope))
    st.markdown(
        f"投诉和差评 {words.count(loops.total)} 条，没有着落 {words.count(loops.still)} 条，"
        f"超期 {words.count(loops.overdue)} 条。"
    )
    links.page("guestbook", "看留言原文", voice_tab="留言原文")
    links.page("loops", "看投诉闭环")
    links.page("ratings", "看好差评")
    if view.now.counts["only_by_pause"]:
        links.cases(f"只因暂停而按时 {view.now.counts['only_by_pause']:,} 件", "only_by_pause")
    links.page("pauses", "看暂停")
    links.page("scores", "看三比得分")
frame.definitions(DEFINED)
frame.foot(build)
