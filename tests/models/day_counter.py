"""An independent clock: it walks one day at a time and shares no code with the project."""

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from functools import cache

import chinese_calendar

DAY = dt.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2004, 2026
RED_AFTER_WORKDAYS = 3
MORE = (
    "is_within_promise_lawful",
    "shortest_promise_workdays",
    "promise_workdays_left",
    "statutory_workdays_left",
    "is_stopped",
)
COLUMNS = (
    "promise_due_on",
    "statutory_due_on",
    "used_workdays",
    "paused_workdays",
    "paused_statutory_workdays",
    "finish_class",
    "is_within_promise",
    "is_within_statutory",
    "is_within_promise_only_by_pause",
    "card",
)


@dataclass(frozen=True)
class Pause:
    """Days after `start` up to and with `end`; `end` None runs on."""

    start: dt.date
    end: dt.date | None
    is_statutory: bool


@dataclass(frozen=True)
class Limit:
    """A limit in a unit, a due date from the source, or both; neither is no limit."""

    value: float | None = None
    unit: str = "工作日"
    given: dt.date | None = None


@dataclass(frozen=True)
class Case:
    """What the clock needs to know of one case."""

    accepted: dt.date
    finished: dt.date | None
    promise: Limit
    statute: Limit
    pauses: tuple[Pause, ...] = ()
    case_type: str = "承诺件"


@cache
def is_workday(day: dt.date) -> bool:
    """By the state notices; by the week where a year has none."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def days(after: dt.date, until: dt.date) -> list[dt.date]:
    """Every day after the first date up to and with the second."""
    return [after + DAY * i for i in range(1, (until - after).days + 1)]


def stopped_days(case: Case, end: dt.date, statutory_only: bool) -> set[dt.date]:
    """Days of the case's life on which the clock stood."""
    pauses = [one for one in case.pauses if one.is_statutory or not statutory_only]
    return {
        day
        for day in days(case.accepted, end)
        if any(one.start < day <= (one.end or end) for one in pauses)
    }


def due_date(accepted: dt.date, limit: Limit, stopped: set[dt.date]) -> dt.date | None:
    """The day on which the limit's last counted day falls."""
    if limit.given is not None:
        return limit.given
    if limit.unit == "无期限" or (limit.unit != "即办" and limit.value is None):
        return None
    if limit.unit == "即办" or limit.value == 0:
        return accepted
    left, day = day_count(accepted, limit), accepted
    while left > 0:
        day += DAY
        if day not in stopped and (limit.unit != "工作日" or is_workday(day)):
            left -= 1
    while limit.unit != "工作日" and not is_workday(day):
        day += DAY
    return day


def day_count(accepted: dt.date, limit: Limit) -> int:
    """How many days have to be counted, in days of the limit's kind."""
    value = limit.value or 0
    if limit.unit == "小时":
        return math.ceil(value / 24)
    if limit.unit not in ("月", "年"):
        return math.ceil(value)
    months = (
        accepted.year * 12
        + accepted.month
        - 1
        + math.ceil(value) * (12 if limit.unit == "年" else 1)
    )
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return (dt.date(year, month + 1, min(accepted.day, last)) - accepted).days


def verdict(case: Case, due: dt.date | None, as_of: dt.date) -> bool | None:
    """Kept or broken; None without a limit, or while open and not yet past due."""
    if due is None:
        return None
    if case.finished is not None:
        return case.finished <= due
    return False if as_of > due else None


def finish_class(case: Case, due: dt.date | None) -> str | None:
    """By the promise; a case done on the spot is its own class."""
    if case.finished is None or due is None:
        return None
    if case.case_type == "即办件" and case.finished == case.accepted:
        return "即办"
    return "提前" if case.finished < due else "按时" if case.finished == due else "超期"


def card(
    case: Case, promise: dt.date | None, statute: dt.date | None, as_of: dt.date
) -> str | None:
    """The internal warning of the case."""
    end = case.finished or as_of
    if statute is not None and end > statute:
        return "红牌"
    if promise is not None and end > promise:
        late = sum(map(is_workday, days(promise, end)))
        return "红牌" if late > RED_AFTER_WORKDAYS else "黄牌"
    due = promise or statute
    if case.finished is None and due is not None and sum(map(is_workday, days(as_of, due))) <= 1:
        return "预警"
    return None


def count(case: Case, as_of: dt.date) -> dict[str, object]:
    """Every column of the clock for one case."""
    end = case.finished or as_of
    stopped, stopped_by_law = stopped_days(case, end, False), stopped_days(case, end, True)
    promise = due_date(case.accepted, case.promise, stopped)
    statute = due_date(case.accepted, case.statute, stopped_by_law)
    kept = verdict(case, promise, as_of)
    unmoved = due_date(case.accepted, case.promise, set())
    ran = [day for day in days(case.accepted, end) if day not in stopped]
    return {
        "promise_due_on": promise,
        "statutory_due_on": statute,
        "used_workdays": sum(map(is_workday, ran)) if end >= case.accepted else None,
        "paused_workdays": sum(map(is_workday, stopped)),
        "paused_statutory_workdays": sum(map(is_workday, stopped_by_law)),
        "finish_class": finish_class(case, promise),
        "is_within_promise": kept,
        "is_within_statutory": verdict(case, statute, as_of),
        "is_within_promise_only_by_pause": bool(
            case.finished and kept and unmoved is not None and case.finished > unmoved
        ),
        "card": card(case, promise, statute, as_of),
    }


def shortest_promise(case: Case, stopped: set[dt.date]) -> int | None:
    """The fewest working days promised with which the finished case would have been in time."""
    if case.finished is None or case.finished < case.accepted:
        return None
    for promised in range(2000):
        due = due_date(case.accepted, Limit(promised), stopped)
        assert due is not None
        if case.finished <= due:
            return promised
    raise AssertionError("no promise is long enough")


def days_left(end: dt.date, due: dt.date | None) -> int | None:
    """Working days from the end to the due date, negative past it."""
    if due is None:
        return None
    return sum(map(is_workday, days(end, due))) - sum(map(is_workday, days(due, end)))


def count_more(case: Case, as_of: dt.date) -> dict[str, object]:
    """The columns that say how firm a verdict is, as `count` for one case."""
    end = case.finished or as_of
    stopped, stopped_by_law = stopped_days(case, end, False), stopped_days(case, end, True)
    promise = due_date(case.accepted, case.promise, stopped)
    lawful = due_date(case.accepted, case.promise, stopped_by_law)
    return {
        "is_within_promise_lawful": verdict(case, lawful, as_of),
        "shortest_promise_workdays": shortest_promise(case, stopped),
        "promise_workdays_left": days_left(end, promise),
        "statutory_workdays_left": days_left(
            end, due_date(case.accepted, case.statute, stopped_by_law)
        ),
        "is_stopped": any(
            max(one.start, case.accepted) < end and (one.end is None or one.end >= end)
            for one in case.pauses
            if one.end is None or one.end >= one.start
        ),
    }
