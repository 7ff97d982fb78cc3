"""The truth about deadlines: verdicts by date, with every pause counted by the day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from etl.demo.basics import NONE, Bools, Ints
from etl.demo.cases import Cases
from etl.demo.city import City, Limit
from etl.demo.limits import due_days, due_with_pauses
from etl.demo.pauses import STATUTORY_KINDS, Pauses
from etl.demo.workdays import LAST, Calendar


@dataclass(frozen=True)
class Verdicts:
    """Due days of each case (NONE without limit) and the working days of the promise clock."""

    promise_due: Ints
    statutory_due: Ints
    promise_due_unpaused: Ints
    used_workdays: Ints
    paused_workdays: Ints

    def is_late(self, cases: Cases, due: Ints) -> Bools:
        """Finished, or at the as-of date still open, after the due day."""
        end = np.where(cases.finished_day == NONE, LAST, cases.finished_day)
        late: Bools = (due != NONE) & (end > due)
        return late


def judge(cases: Cases, pauses: Pauses, city: City, calendar: Calendar) -> Verdicts:
    """Due days and used working days of all cases, as the interfaces define them."""
    promises = [i.promise for i in city.items]
    statutes = [i.statutory for i in city.items]
    promise = due_days(calendar, promises, cases.item, cases.accepted_day)
    statutory = due_days(calendar, statutes, cases.item, cases.accepted_day)
    end = np.where(cases.finished_day == NONE, LAST, cases.finished_day)
    used = calendar.between(cases.accepted_day, end)
    paused = np.zeros(len(cases), dtype=np.int64)
    unpaused = promise.copy()
    for row, (all_days, by_law) in _paused_days(cases, pauses, end).items():
        accepted, item = int(cases.accepted_day[row]), int(cases.item[row])
        promise[row] = _due(calendar, promises[item], accepted, all_days)
        statutory[row] = _due(calendar, statutes[item], accepted, by_law)
        paused[row] = sum(bool(calendar.is_workday[day]) for day in all_days)
    return Verdicts(promise, statutory, unpaused, used - paused, paused)


def _due(calendar: Calendar, limit: Limit, accepted: int, paused: set[int]) -> int:
    return due_with_pauses(calendar, limit, accepted, paused)


def _paused_days(cases: Cases, pauses: Pauses, end: Ints) -> dict[int, tuple[set[int], set[int]]]:
    """Days in a pause, and in a statutory one, by case: after the start up to and with the end,
    clipped to after acceptance and up to the finish or as-of day."""
    out: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    rows = zip(
        pauses.case.tolist(), pauses.kind.tolist(), pauses.start_day.tolist(),
        pauses.end_day.tolist(), strict=True,
    )  # fmt: skip
    for row, kind, start, stop in rows:
        limit = int(end[row])
        last = limit if stop == NONE else min(stop, limit)
        days = range(max(start, int(cases.accepted_day[row])) + 1, last + 1)
        every, by_law = out[row]
        every.update(days)
        if kind in STATUTORY_KINDS:
            by_law.update(days)
    return out
