"""并联审批: how long projects take together, who is on the critical path, where they wait."""

import streamlit as st

from pages.shared import filters, frame, joint_view
from pages.shared.cached import ask, current_build
from reports.joint import joint_view as view_of
from reports.joint import year_to

build = current_build()
frame.head(build, "并联审批", "几个部门一起办，快了多少？卡在谁那里？")
scope, window = filters.current()
view = ask(view_of, build, scope)
if not view.projects and scope != year_to(scope):
    scope = year_to(scope)
    view = ask(view_of, build, scope)
    st.caption("所选时段没有发起的项目，以下是到该时段为止的12个月。")
frame.view_words(build, scope, window, of_cases=False)
frame.say(view.sentences())
st.caption(
    "项目按发起月份计。用时都是工作日：全程从发起到最后一个部门办结；关键路径是从最后办结的那件往回找，一件接一件决定全程长短的办件。"
)
if view.projects:
    joint_view.cards(view)
    joint_view.holders(view)
    joint_view.projects(view)
else:
    st.info("请放宽时段、部门或窗口，或导入“并联审批”表和带并联编号的办件。")
frame.definitions(["joint_elapsed", "joint_path", "joint_waiting", "joint_idle"])
frame.foot(build)
