"""办件逐日账: how the time of one case was counted, day by day, up to the verdict."""

import streamlit as st

from etl.read import account as read_account
from pages.shared import case_view, frame, links
from pages.shared.cached import ask, current_build
from reports import account as report

build = current_build()
frame.head(build, "办件逐日账", "这件办件的时间是怎么算的？")
number = st.text_input(
    "办件编号", key="no", bind="query-params", max_chars=80, width=320,
    placeholder="输入完整的办件编号",
)  # fmt: skip
found = ask(read_account.find, build, number) if number and number.strip() else None

if found is None:
    st.info("请输入办件编号，或从“预警”“办件明细”里点一件。")
    links.page("watchlist", "去看预警")
elif found.empty:
    st.info(f"没有编号为“{frame.plain(number)}”的办件：请核对编号，或看它是否在导入时被退回。")
    links.page("quality", "看数据质量")
else:
    case_id = case_view.choose(found)
    file = ask(read_account.case_file, build, case_id)
    told = report.account(file, build.meta.as_of)
    case_view.head(told, build.meta.as_of)
    case_view.picture(told)
    case_view.tables(told)
frame.definitions(["clock_days", "on_time", "within_statutory", "only_by_pause", "delivery"])
frame.foot(build)
