"""评分规则: what counts how much, and how an office changes it."""

import streamlit as st

from etl.settings import Settings
from pages.shared import filters, frame, imports_job, links, rules_view
from pages.shared.cached import current_build
from reports.scoring import book_of

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "评分规则", "三比按什么算分？怎么改？")
scope, window = filters.current()
rules = book_of(scope)
frame.say(
    [
        f"{rules.title}（{rules.note}）：满分 100，"
        + "、".join(f"{one.name} {one.points:g} 分" for one in rules.dimensions)
        + f"；{len(rules.measured)} 项由数据算出，{len(rules.indicators) - len(rules.measured)} 项待录入。"
    ]
)
if rules.year != scope.last.year:
    st.caption(f"{scope.last.year} 年没有自己的规则，用的是 {rules.year} 年的。")
frame.tabs(
    "rules_tab",
    {
        "现行规则": lambda: rules_view.book(rules),
        "改规则": lambda: rules_view.edit(settings, user, build, scope, rules),
        "改过几次": lambda: rules_view.versions(settings, user, rules),
    },
)
links.page("scores", "看三比得分")
frame.definitions(["score", "shrunk"])
frame.foot(build)
