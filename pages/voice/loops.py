"""投诉闭环: which complaints have no end yet, and who holds them?"""

import streamlit as st

from etl.settings import Settings
from pages.shared import filters, frame, imports_job, loop_view, recount
from pages.shared.cached import current_build
from reports import words

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "投诉闭环", "哪些投诉还没有着落？在谁手里？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
view = loop_view.told(settings, build, scope)
frame.say(view.sentences(words.period(scope)))
recount.pending(settings, user, build)
if view.every:
    tabs = st.tabs(["总况", "办一条"], key="loop_tab", on_change="rerun", bind="query-params")
    whole, one = tabs
    if whole.open:
        with whole:
            loop_view.ageing(view)
            loop_view.listed(view)
            loop_view.limits(settings)
    if one.open:
        with one:
            loop_view.one_loop(settings, user, view)
frame.definitions(["loop_figures", "complaints", "bad_ratings"])
frame.foot(build)
