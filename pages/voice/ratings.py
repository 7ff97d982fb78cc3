"""好差评: are those who came satisfied, do they say so, and can the ratings be believed?"""

import streamlit as st

from etl.settings import Settings
from pages.shared import filters, frame, imports_job, loop_view, rating_view, recount, suspects
from pages.shared.cached import ask, current_build
from reports import ratings as report
from reports.loops import BAD_RATING

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "好差评", "办事的人满意吗？有多少人评了？评价信得过吗？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
view = ask(report.ratings, build, scope)
frame.say(view.sentences())
recount.pending(settings, user, build)


def whole() -> None:
    rating_view.cards(view, loop_view.told(loop_view.Asked(settings, build, scope, BAD_RATING)))
    st.subheader("走势", anchor=False)
    rating_view.trend(view)
    st.subheader("五级评价", anchor=False)
    rating_view.grades(view)


def waiting() -> None:
    suspects.desk(build, scope, settings, user, "ratings")
    rating_view.jumps(view)


frame.tabs(
    "ratings_tab",
    {
        "总况": whole,
        "分组看": lambda: rating_view.groups(build, scope),
        "待核查": waiting,
        "打分与文字对不上": lambda: rating_view.contradictions(build, scope),
    },
)
frame.definitions(
    [
        "satisfaction",
        "active_rated",
        "good_ratings",
        "bad_ratings",
        "rated",
        "suspicion",
        "loop_figures",
    ]
)
frame.foot(build)
