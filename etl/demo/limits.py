"""Due dates: the N-th counted day after acceptance, by date."""

from __future__ import annotations

import numpy as np

from etl.demo.basics import NONE, Ints
from etl.demo.city import HOUR, INSTANT, MONTH, NATURAL, NO_LIMIT, WORKDAY, Limit
from etl.demo.workdays import Calendar, add_months


def due_days(calendar: Calendar, limits: list[Limit], item: Ints, accepted: Ints) -> Ints:
    """Due day of each case without pauses; NONE where the matter has no limit.

    Natural days, hours (rounded up to days) and calendar months roll to the next working day.
    """
    unit = np.array([limit.unit for limit in limits], dtype=np.int64)[item]
    value = np.array([limit.value for limit in limits], dtype=np.int64)[item]
    due = np.full(len(item), NONE, dtype=np.int64)
    due[unit == INSTANT] = accepted[unit == INSTANT]
    working = unit == WORKDAY
    due[working] = calendar.add(accepted[working], value[working])
    natural = (unit == NATURAL) | (unit == HOUR)
    days = np.where(unit == HOUR, -(-value // 24), value)
    due[natural] = calendar.next_workday[accepted[natural] + days[natural]]
    for months in np.unique(value[unit == MONTH]).tolist():
        chosen = (unit == MONTH) & (value == months)
        table = {d: add_months(d, months) for d in np.unique(accepted[chosen]).tolist()}
        raw = np.array([table[d] for d in accepted[chosen].tolist()], dtype=np.int64)
        due[chosen] = calendar.next_workday[raw]
    return due


def due_with_pauses(calendar: Calendar, limit: Limit, accepted: int, paused: set[int]) -> int:
    """Due day of one case whose days in `paused` are not counted; NONE without a limit."""
    if limit.unit == NO_LIMIT:
        return NONE
    if limit.unit == INSTANT:
        return accepted
    if limit.unit == MONTH:
        return _months_with_pauses(calendar, limit, accepted, paused)
    left = -(-limit.value // 24) if limit.unit == HOUR else limit.value
    day = accepted
    while left > 0:
        day += 1
        counted = limit.unit != WORKDAY or bool(calendar.is_workday[day])
        left -= counted and day not in paused
    return int(calendar.next_workday[day])


def _months_with_pauses(calendar: Calendar, limit: Limit, accepted: int, paused: set[int]) -> int:
    """The calendar due date as a number of natural days, each counted when not paused."""
    left = add_months(accepted, limit.value) - accepted
    day = accepted
    while left > 0:
        day += 1
        left -= day not in paused
    return int(calendar.next_workday[day])
