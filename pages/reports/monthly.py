"""月报: the month as it will be handed over, published by two people, kept as it was."""

import streamlit as st

from etl.settings import Settings
from pages.shared import (
    decide,
    filters,
    frame,
    imports_job,
    month_desk,
    month_downloads,
    month_edit,
    month_publish,
    month_since,
    month_view,
)
from pages.shared.cached import current_build
from tools.browser import find_browser

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "月报", "这个月的报告怎么写？发布过的还是原样吗？")
scope, window = filters.current()
if scope.months != 1:
    st.info("月报按月出：请在上面的时段里选一个月。")
elif scope.channel or scope.case_type:
    st.info("月报没有分渠道、分办件类型的：请在左侧改回“全部”。")
else:
    if scope.basis != "finished":
        st.caption("月报一律按办结口径（受理件数除外），与左侧选的口径无关。")
    frame.view_words(build, scope, window, of_cases=False)
    desk = month_desk.desk_of(settings, build, user, scope)
    decide.told()
    month_view.status(desk)
    frame.tabs(
        "month_tab",
        {
            "看报告": lambda: month_view.preview(*desk.standing),
            "与上月比": lambda: month_since.against_last(desk),
            "填写": lambda: month_edit.written(desk),
            "检查与发布": lambda: month_publish.publishing(desk),
            "下载": lambda: month_downloads.files(desk, find_browser()),
        },
    )
frame.definitions(["finished", "on_time", "early", "satisfaction", "complaints"])
frame.foot(build)
