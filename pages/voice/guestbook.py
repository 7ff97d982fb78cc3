"""群众留言: what people praise, what they complain of, and has it changed."""

import streamlit as st

from etl.settings import Settings
from pages.shared import filters, frame, imports_job, recount, suspects, voice_view
from pages.shared.cached import ask, current_build
from pages.shared.comments import comment_list
from reports import guestbook as report

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "群众留言", "群众在夸什么、怨什么？变了吗？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
view = ask(report.guestbook, build, scope)
frame.say([view.sentence()])
recount.pending(settings, user, build)


def whole() -> None:
    if view.now.total == 0:
        st.info("当前筛选下没有计入的留言：请放宽时段、部门或窗口。")
        return
    voice_view.month_said(view)
    voice_view.cards(view)
    st.subheader("表扬与抱怨走势", anchor=False)
    voice_view.trend(view)


frame.tabs(
    "voice_tab",
    {
        "总况": whole,
        "谁和什么": lambda: voice_view.about(view, ask(report.details, build, scope)),
        voice_view.TEXTS: lambda: comment_list(build, scope),
        "待核查": lambda: suspects.desk(build, scope, settings, user, "comments"),
    },
)
frame.definitions(["praise", "complaints", "comment_suspicion"])
frame.foot(build)
