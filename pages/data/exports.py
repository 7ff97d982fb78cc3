"""导出: a table under the filters as a file for analysts, masked and logged."""

import streamlit as st

from etl.read import exports
from etl.read.export_tables import EXPORTS
from etl.settings import Settings
from pages.shared import export_view, filters, frame, imports_job
from pages.shared.cached import ask, current_build
from reports import words

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "导出", "要一张表自己分析？")
scope, window = filters.current()
frame.view_words(build, scope, window)
names = {name: one.label for name, one in EXPORTS.items()}
name = st.segmented_control(
    "导出什么", list(names), default="cases", key="export_of", format_func=names.__getitem__, required=True,
    bind="query-params",
)  # fmt: skip
count = ask(exports.count, build, scope, name)
one = EXPORTS[name]
frame.say([f"{one.label}：当前筛选下共 {words.count(count)} 行（{one.grain}）。"])
if count:
    export_view.sample(build, scope, name)
    export_view.files(settings, user, build, scope, name, count)
else:
    st.info("当前筛选下没有数据：请放宽时段、部门或窗口。")
export_view.history(settings)
frame.definitions(["finished", "on_time"])
frame.foot(build)
