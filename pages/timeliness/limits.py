"""承诺与法定时限: how much faster than the law, whether the promise holds, and what if it were shorter."""

from etl.read import figures
from pages.shared import filters, frame, limits_view, whatif_view
from pages.shared.cached import ask, current_build
from reports import limits as report

build = current_build()
frame.head(build, "承诺与法定时限", "我们比法律快多少？承诺还能再快吗？")
scope, window = filters.current()
frame.view_words(build, scope, window)
facts = ask(report.limits, build, scope)
now = ask(figures.case_figures, build, scope)
limits_view.answer(facts)
limits_view.cards(facts, now)


def items() -> None:
    limits_view.dumbbell(facts)
    limits_view.standing(facts)
    limits_view.departments(build, scope, facts)


frame.tabs(
    "limits_tab",
    {
        "事项和部门": items,
        "承诺再快一点（测算）": lambda: whatif_view.what_if(build, scope),
        "发证": lambda: limits_view.delivery(build, scope),
        "为什么与来源系统不同": lambda: limits_view.differences(build, scope),
    },
    in_address=False,
)
frame.definitions(
    ["compression", "speed_up", "on_time", "within_statutory", "early", "p90", "median",
     "only_by_pause", "shortest_promise", "delivery"]
)  # fmt: skip
frame.foot(build)
