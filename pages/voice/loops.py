"""投诉闭环: which complaints have no end yet, and who holds them?"""

from dataclasses import replace

import streamlit as st

from etl.read.loops import KINDS
from etl.settings import Settings
from pages.shared import filters, frame, imports_job, loop_desk, loop_view, recount
from pages.shared.cached import current_build
from reports import words

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "投诉闭环", "哪些投诉还没有着落？在谁手里？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
asked = loop_view.Asked(settings, build, scope)
view = loop_view.told(asked)
frame.say(view.sentences(words.period(scope)))
recount.pending(settings, user, build)
if view.total:
    kind = st.segmented_control(
        "看哪些",
        [loop_view.ALL, *KINDS],
        default=loop_view.ALL,
        key="loop_kind",
        bind="query-params",
    )
    if kind in KINDS:
        asked = replace(asked, kind=kind)
        view = loop_view.told(asked)

    def whole() -> None:
        loop_view.ageing(view)
        loop_view.listed(asked, view)

    frame.tabs(
        loop_view.TAB,
        {loop_view.WHOLE: whole, loop_view.ONE: lambda: loop_desk.one_loop(asked, user, view)},
    )
loop_view.limits(asked)
frame.definitions(["loop_figures", "complaints", "bad_ratings"])
frame.foot(build)
