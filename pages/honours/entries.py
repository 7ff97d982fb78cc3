"""巡查与举措录入: write down what a check found or a window has earned, one at a time."""

import streamlit as st

from etl import drafts, jobs
from etl.hand_entries import KINDS
from etl.settings import Settings
from pages.shared import entry_view, frame, imports_job, links
from pages.shared.cached import current_build

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "巡查与举措录入", "巡查发现了什么？哪个窗口有新举措、锦旗、表扬？")
chosen = st.segmented_control(
    "录什么", list(entry_view.TABLES), default="巡查", key="entry_table", bind="query-params"
)
table = entry_view.TABLES[chosen or "巡查"]
waiting = drafts.settle(settings, KINDS[table])
frame.say([entry_view.answer(waiting)])
if build.meta.is_demo:
    st.info("这里是演示数据：录入真实情况会和演示数据混在一起，请另建数据目录。")
job = jobs.latest(settings)
if job is not None and job.is_under_way:
    imports_job.watch(settings, user)
else:
    if job is not None and job.title == entry_view.title(table):
        imports_job.outcome(settings, job)
    entry_view.form(settings, user, build, table)
    entry_view.waiting(settings, user, build, table, waiting)
st.caption(
    "一次要录很多条：在“导入”页下载模板，用 Excel 填好后整表导入。申诉和认定也用模板改：编号相同的以后导入的为准。"
)
links.page("scores", "看三比得分", scores_tab="巡查与举措")
frame.foot(build)
