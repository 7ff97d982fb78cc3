"""Decisions that the figures do not count yet, and counting anew."""

from __future__ import annotations

import streamlit as st

from etl import jobs
from etl.decisions import last_of
from etl.read import Build
from etl.settings import Settings
from pages.shared import imports_job
from pages.shared.cached import recorded
from records.errors import RecordsError
from records.users import User

TITLE = "按新的决定重新生成"


def pending(settings: Settings, user: User, build: Build) -> None:
    """Say that decisions wait to be counted, and offer it; show work under way instead."""
    job = jobs.latest(settings)
    if job is not None and job.is_under_way:
        imports_job.watch(settings, user)
        return
    if job is not None and job.title == TITLE:
        imports_job.outcome(settings, job)
    try:
        latest = recorded(settings, "decided", last_of)
    except RecordsError as error:
        st.error(str(error))
        return
    if latest == build.meta.decided_seq:
        return
    with st.container(border=True):
        st.warning("有新的复核或核查决定还没有计入：现在的数字仍按原来的算。")
        if st.button(
            TITLE, key="recount", type="primary", disabled=not user.is_named,
            icon=":material/refresh:", help=None if user.is_named else "先填写左侧的姓名",
        ):  # fmt: skip
            step = imports_job.build_step(build.meta.as_of)
            imports_job.begin(settings, TITLE, user, [step], None)
