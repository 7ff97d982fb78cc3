"""导入: drop a file, see what was recognised, correct it, import it, take it back."""

import streamlit as st

from etl import jobs
from etl.errors import UserError
from etl.settings import Settings
from pages.shared import imports_batches, imports_form, imports_job

settings = Settings.from_environment()
user = imports_job.who()
st.title("导入", anchor=False)
st.caption("把系统导出的表放进来：先看认得对不对，再导入。")
st.warning("**涉密信息不得录入。** 国家秘密、工作秘密不得放进本系统。", icon=":material/block:")
if (settings.demo / "truth.json").is_file():
    st.info("这里是演示数据：导入真实数据会和演示数据混在一起，请另建数据目录。")
job = jobs.latest(settings)
busy = job is not None and job.is_under_way
batches = imports_batches.batches_of(settings)
if busy:
    imports_job.watch(settings, user)
else:
    if job is not None:
        imports_job.outcome(settings, job)
    try:
        imports_form.form(settings, user, batches)
    except UserError as error:
        st.error(str(error))
imports_batches.batch_list(settings, batches, user, busy)
imports_batches.templates(settings)
