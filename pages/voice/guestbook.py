"""群众留言: what people praise, what they complain of, and has it changed."""

import streamlit as st

from pages.shared import charts, filters, frame, kpis
from pages.shared.cached import ask, current_build
from pages.shared.comments import comment_list
from pages.shared.labels import LABELS
from reports import guestbook as report

build = current_build()
frame.head(build, "群众留言", "群众在夸什么、怨什么？变了吗？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
view = ask(report.guestbook, build, scope)
st.markdown(f"##### {frame.plain(view.sentence())}")
if view.now.total == 0:
    st.info("当前筛选下没有留言：请放宽时段、部门或窗口。")
else:
    st.markdown(view.complained_rules())
    cards = st.grid(3, min_column_width=150)
    with cards:
        kpis.share_card("praise", view.praise, scope, view.praise_months.values)
        kpis.share_card("complaints", view.complaint, scope, view.complaint_months.values, True)
        for label in ("suggestion", "inquiry"):
            st.metric(LABELS[label], f"{view.now.by_label[label]:,} 条", border=True)
        st.metric(
            "机器拿不准、待复核",
            f"{view.now.needs_review:,} 条",
            border=True,
            help="概率低于门槛的留言，须人工复核；复核前按机器的判断计入",
        )
        st.metric(
            "待核查的留言",
            f"{view.now.suspect:,} 条",
            border=True,
            help="内容雷同、集中出现或电话可疑的留言，人核查前另列，不计入占比",
        )
    st.subheader("表扬与抱怨走势", anchor=False)
    charts.draw(
        charts.share_lines(
            {
                "表扬": (view.praise_months, charts.PRAISE),
                "有抱怨": (view.complaint_months, charts.COMPLAINT),
            },
            "有抱怨",
            zero=True,
        ),
        "voice-trend",
        "表扬与有抱怨的留言占比，按月",
    )
    st.caption(kpis.signal_words(view.complaint_months, "有抱怨的占比"))
    left, right = st.columns(2)
    with left:
        st.subheader("八项制度：夸与怨", anchor=False)
        if view.rules.empty:
            st.caption("本期没有能归到八项制度的留言。")
        else:
            charts.draw(
                charts.diverging(
                    view.rules.rename(columns={"work_rule": "name"}),
                    "complaint",
                    "praise",
                    ("有抱怨", "表扬"),
                ),
                "voice-rules",
                "八项制度的抱怨与表扬条数",
            )
    with right:
        st.subheader("留言最多的窗口", anchor=False)
        if view.windows.empty:
            st.caption("本期留言都没有写明窗口。")
        else:
            charts.draw(
                charts.diverging(
                    view.windows.rename(columns={"window_name": "name"}),
                    "complaint",
                    "praise",
                    ("有抱怨", "表扬"),
                ),
                "voice-windows",
                "各窗口的抱怨与表扬条数",
            )

    comment_list(build, scope)
frame.definitions(["praise", "complaints"])
frame.foot(build)
