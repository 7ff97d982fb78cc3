"""工作日历与阈值: which days count, what the office changed, when the internal cards come."""

import streamlit as st

from etl import jobs, tables_edit
from etl.settings import Settings
from pages.shared import calendar_edit, calendar_view, decide, frame, imports_job
from pages.shared.cached import current_build
from pages.shared.labels import NAME_FIRST

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "工作日历与阈值", "哪些天算工作日？什么时候提示预警？")
calendar_view.answer(settings, build)
job = jobs.latest(settings)
busy = job is not None and job.is_under_way
if busy:
    imports_job.watch(settings, user)
else:
    if job is not None:
        imports_job.outcome(settings, job)
    if tables_edit.tables_version(settings) != build.meta.tables_version:
        calendar_edit.rebuild(settings, user, build)
decide.said()
if not user.is_named:
    st.info(f"{NAME_FIRST}修改；每次修改都会记下是谁、为什么。")

frame.tabs(
    "calendar_tab",
    {
        "看一年": lambda: calendar_view.year(settings, build),
        "录入放假通知": lambda: calendar_edit.notice(settings, user, build),
        "本地放假或补班": lambda: calendar_edit.local(settings, user, build),
        "预警阈值": lambda: calendar_edit.cards(settings, user),
        "修改记录": lambda: calendar_view.changes(settings, user),
    },
    in_address=False,
)
frame.definitions(["clock_days", "card"])
frame.foot(build)
