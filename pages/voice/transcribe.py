"""留言簿誊录: copy the paper guestbook, entry by entry; nothing is lost, nothing counted twice."""

import streamlit as st

from etl import jobs, transcripts
from etl.settings import Settings
from pages.shared import frame, imports_job, transcribe_view
from pages.shared.cached import current_build

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "留言簿誊录", "把纸质意见簿上的留言录进来。")
waiting = transcripts.settle(settings)
frame.say([transcribe_view.answer(waiting)])
st.warning(
    "**涉密信息不得录入。** 身份证号、电话不要抄；落款会自动隐去名字。", icon=":material/block:"
)
if build.meta.is_demo:
    st.info("这里是演示数据：录入真实留言会和演示数据混在一起，请另建数据目录。")
job = jobs.latest(settings)
if job is not None and job.is_under_way:
    imports_job.watch(settings, user)
else:
    if job is not None and job.title == transcribe_view.TITLE:
        imports_job.outcome(settings, job)
    transcribe_view.emptied()
    transcribe_view.form(settings, user, build)
    transcribe_view.waiting(settings, user, build, waiting)
transcribe_view.many()
frame.foot(build)
