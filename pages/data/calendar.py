"""工作日历与阈值: which days count, what the office changed, when the internal cards come."""

import streamlit as st

from etl import jobs, tables_edit
from etl.settings import Settings
from pages.shared import calendar_edit, calendar_view, decide, frame, imports_job
from pages.shared.cached import current_build

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
    st.info("填写左侧的姓名（手机上先点左上角的 »）后才能修改；每次修改都会记下是谁、为什么。")

tabs = st.tabs(
    ["看一年", "录入放假通知", "本地放假或补班", "预警阈值", "修改记录"], key="calendar_tab", on_change="rerun"
)
year, notice, local, cards, changes = tabs
if year.open:
    with year:
        calendar_view.year(settings, build)
if notice.open:
    with notice:
        calendar_edit.notice(settings, user, build)
if local.open:
    with local:
        calendar_edit.local(settings, user, build)
if cards.open:
    with cards:
        calendar_edit.cards(settings, user)
if changes.open:
    with changes:
        calendar_view.changes(settings, user)
frame.definitions(["clock_days", "card"])
frame.foot(build)
