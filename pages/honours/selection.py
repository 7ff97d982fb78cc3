"""评选台: who deserves the honour, from the nomination to the archived certificate?"""

import streamlit as st

from etl.settings import Settings
from pages.shared import (
    decide,
    frame,
    imports_job,
    links,
    scores_view,
    selection_desk,
    selection_list,
    selection_open,
    selection_view,
)
from pages.shared.cached import ask, current_build
from records.honours import Award, Stage
from reports import words
from reports.selection import with_seats
from scoring.staff import staff_trial
from scoring.whatif import trial

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "评选台", "谁值得表彰？从提名、复核、公示到归档，每一步都有人负责。")
decide.told()
found = selection_view.choose(settings)
if found is None:
    selection_open.opening(settings, build, user)
else:
    desk = selection_view.desk_of(settings, build, user, found)
    selection_view.progress(desk)

    def candidates() -> None:
        selection_view.listed(desk)
        if desk.stage is Stage.NOMINATING:
            selection_open.nominations(desk)

    def weights() -> None:
        st.caption("只动由数据算出的项目，不含人工打分。")
        rules = with_seats(desk.book, desk.award, desk.now.seats)
        if desk.award is Award.WINDOW:
            tried = ask(trial, build, desk.scope, rules)
        else:
            tried = ask(staff_trial, build, desk.scope, rules, desk.award is Award.PARTY)
        scores_view.weights(tried)

    frame.tabs(
        "selection_tab",
        {
            "候选": candidates,
            "办一个": lambda: selection_desk.one_candidate(desk),
            "名单": lambda: selection_list.the_list(desk),
            "权重试算": weights,
            "经过": lambda: selection_view.history(desk),
        },
    )
    links.page("scores", "看三比得分", period=words.period(desk.scope))
frame.definitions(["score", "shrunk"])
frame.foot(build)
