"""三比得分: where the points of a window come from, from full marks to the score."""

import streamlit as st

from pages.shared import filters, frame, links, points, scores_view
from pages.shared.cached import ask, current_build
from reports import compared_scores, words
from reports.scoring import book_of, is_finished_quarter
from scoring.scores import score_windows
from scoring.whatif import trial

build = current_build()
frame.head(build, "三比得分", "分是怎么来的？比创新、比作风、比业绩。")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
scores = ask(score_windows, build, scope, book_of(scope))
placed = [one for one in scores.windows if one.rate is not None]

if not placed:
    st.markdown("##### 本期没有够条件计分的窗口。")
    st.info(points.why_nobody(list(scores.windows)))
    scores_view.left_out(scores)
else:
    best = placed[0]
    st.markdown(
        f"##### 得分率最高的是{frame.plain(best.window_name)}（{words.percent(best.rate)}，"
        f"可能在 {words.percent(best.low)}—{words.percent(best.high)} 之间）；"
        f"连它在内共 {sum(one.band == best.band for one in placed)} 个窗口分不出高下。"
    )
    names = {one.window_code: one.window_name for one in placed}
    listed = "、".join(frame.plain(names.get(code, code)) for code in scores.recommended.codes)
    is_listed = not scope.is_part and is_finished_quarter(scope, build.meta.as_of)
    if scope.is_part:
        st.caption("选定部门或窗口时不列推荐名单：名单面向全中心。")
    elif not is_listed:
        st.caption("红旗窗口按季度评：请在时段里选一个已结束的季度，才列推荐名单。")
    elif listed:
        st.markdown(
            f":material/workspace_premium: **红旗窗口推荐名单**（供评选参考，由人决定）：{listed}。"
        )
        st.caption(
            f"取得分率最高的 {scores.book.rules.recommended} 个；各类窗口同表，一票否决和待录入项目"
            f"须由人核定后再评。{scores.recommended.note}"
        )
        if near := compared_scores.beyond_words(scores):
            st.markdown(f":material/balance: {frame.plain(near)}")
    st.caption(
        f"{scores.book.title}（{scores.book.note}）。得分只计入现在能测量的项目；"
        "待录入的项目（有责投诉、差评按期整改等）不估算、不计入可计分。"
    )

    def table() -> None:
        scores_view.listed(build, scope, scores, placed)
        scores_view.left_out(scores)

    frame.tabs(
        "scores_tab",
        {
            "得分表": table,
            "一个窗口": lambda: scores_view.one_window(scores, placed),
            "放在一起比": lambda: scores_view.compared(placed),
            "权重试算": lambda: scores_view.weights(ask(trial, build, scope, book_of(scope))),
            "巡查与举措": lambda: scores_view.behind(build, scope),
            "会议室大字": lambda: scores_view.big(scope, scores, is_listed),
        },
    )
    links.page("ranking", "看窗口排名")

points.rulebook(scores.book)
frame.definitions(["score", "on_time", "early", "satisfaction", "online", "compression"])
frame.foot(build)
