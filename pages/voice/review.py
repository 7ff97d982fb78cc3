"""标注复核: which comments does the machine not know how to read? People decide, one at a time."""

from etl import jobs
from etl.read import voice
from etl.settings import Settings
from pages.shared import filters, frame, imports_job, recount, review_desk, review_view
from pages.shared.cached import ask, current_build
from reports import words

settings = Settings.from_environment()
build = current_build()
user = imports_job.who()
frame.head(build, "标注复核", "哪些留言机器拿不准？")
scope, window = filters.current()
frame.view_words(build, scope, window, of_cases=False)
told = ask(voice.comment_figures, build, scope)
desk = review_desk.Desk(settings, user, build, scope)
left = words.count(told.needs_review)
frame.say(
    [
        f"{words.period(scope)}有 {left} 条留言机器拿不准，占计入留言的 "
        f"{words.percent(told.needs_review / told.total)}；已经复核过 {words.count(len(desk.first))} 条。"
        if told.total
        else f"{words.period(scope)}没有留言。"
    ]
)
job = jobs.latest(settings)
if (
    job is not None
    and job.title in (review_view.RETRAIN, review_view.RESCORE)
    and not job.is_under_way
):
    imports_job.outcome(settings, job)
recount.pending(settings, user, build)
frame.tabs(
    "review_tab",
    {
        "逐条复核": lambda: review_desk.one_at_a_time(desk),
        "一致程度": lambda: review_view.agreement(desk),
        "重新训练": lambda: review_view.training(
            desk, lambda title, steps: imports_job.begin(settings, title, user, steps, None)
        ),
        "复核记录": lambda: review_view.recent(desk),
    },
)
frame.definitions(["praise", "complaints", "review_figures"])
frame.foot(build)
