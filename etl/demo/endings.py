"""What stands at the as-of date: open cases, other endings, delivery, joint approvals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.basics import NONE, Ints, bank, stream
from etl.demo.cases import (
    DENIED,
    DONE,
    DRAFT,
    GRANTED,
    NO_RESULT,
    REFUSED,
    RETURNED,
    RUNNING,
    SENT_BACK,
    SUPPLEMENT,
    VOID,
    VOIDED,
    WITHDRAWN,
    Cases,
    office_second,
)
from etl.demo.city import City
from etl.demo.pauses import SUPPLEMENTING, Pauses
from etl.demo.workdays import FIRST, LAST, Calendar, day_date

# Share of all cases, status, result.  The first counts in every share, the others in none.
OTHER_ENDINGS = (
    (0.015, DONE, DENIED),
    (0.006, REFUSED, NO_RESULT),
    (0.004, VOID, VOIDED),
    (0.006, RETURNED, SENT_BACK),
    (0.003, DONE, WITHDRAWN),
    (0.004, DRAFT, NO_RESULT),
)
JOINT_PROJECTS = 40


@dataclass(frozen=True)
class Project:
    """One joint approval; days are calendar indices, `finished` is NONE while a child is open."""

    number: str
    code: str
    name: str
    lead: str
    stage: str
    started: int
    finished: int
    children: list[int]


def close_books(cases: Cases, pauses: Pauses, city: City, calendar: Calendar, seed: int) -> None:
    """Set status, result and delivery as they stand at the as-of date."""
    rng = stream(seed, "endings")
    _other_endings(rng, cases, pauses, city)
    late = cases.finished_day > LAST
    cases.finished_day[late] = NONE
    running = (cases.finished_day == NONE) & (cases.status != DRAFT)
    cases.status[running] = RUNNING
    cases.result[running] = NO_RESULT
    waiting = pauses.case[pauses.is_open & (pauses.kind == SUPPLEMENTING)]
    waiting = waiting[cases.status[waiting] == RUNNING]
    cases.status[waiting] = SUPPLEMENT
    cases.finished_sec[cases.finished_day == NONE] = NONE
    _deliver(rng, cases, calendar)


def _other_endings(rng: np.random.Generator, cases: Cases, pauses: Pauses, city: City) -> None:
    shares = [share for share, _, _ in OTHER_ENDINGS]
    pick = rng.choice(len(shares) + 1, size=len(cases), p=[*shares, 1 - sum(shares)])
    pick[pauses.case] = len(shares)
    pick[cases.window == city.small] = len(shares)
    for place, (_, status, result) in enumerate(OTHER_ENDINGS):
        cases.status[pick == place] = status
        cases.result[pick == place] = result
    cases.finished_day[cases.status == DRAFT] = NONE


def _deliver(rng: np.random.Generator, cases: Cases, calendar: Calendar) -> None:
    """Most granted 承诺件 are handed over within six working days of the decision, a few late."""
    chosen = (cases.status == DONE) & (cases.result == GRANTED) & ~cases.is_instant
    chosen &= rng.random(len(cases)) < 0.7
    wait = np.minimum(rng.geometric(0.45, len(cases)) - 1, 6)
    wait += np.where(rng.random(len(cases)) < 0.04, rng.integers(3, 15, len(cases)), 0)
    after = calendar.add(np.maximum(cases.finished_day, FIRST), wait + (wait == 0) * 1)
    chosen &= after <= LAST
    cases.delivered_day = np.where(chosen, after, NONE)
    cases.delivered_sec = np.where(chosen, office_second(rng, len(cases)), NONE)


def add_projects(cases: Cases, city: City, calendar: Calendar, seed: int) -> list[Project]:
    """Mark 3–6 cases of different departments, accepted close together, as one project."""
    rng, told = stream(seed, "projects"), bank("names")
    able = [city.departments.index(name) for name in told["joint_departments"]]
    usable = ~cases.is_instant & np.isin(cases.dept, able) & (cases.window != city.small)
    usable &= np.isin(cases.status, [DONE, RUNNING])
    starts = np.sort(rng.choice(calendar.workdays[_span(calendar)], JOINT_PROJECTS, replace=False))
    out: list[Project] = []
    for place, start in enumerate(starts.tolist()):
        children = _children(rng, cases, np.flatnonzero(usable), start)
        if len(children) < 3:
            continue
        usable[children] = False
        number = f"BL{day_date(start):%Y%m}{place + 1:03d}"
        cases.joint[children] = number
        ends = cases.finished_day[children]
        out.append(
            Project(
                number=number,
                code=f"{day_date(start):%y%m}-990101-04-01-{rng.integers(100000, 999999)}",
                name=f"{told['project_owners'][place % 5]}{told['projects'][place % 20]}项目",
                lead=city.departments[int(cases.dept[children[0]])],
                stage=str(rng.choice(told["joint_stages"])),
                started=start,
                finished=NONE if (ends == NONE).any() else int(ends.max()),
                children=children,
            )
        )
    return out


def _span(calendar: Calendar) -> Ints:
    """Working days on which a project may start: inside the span, with room for its cases."""
    inside = (calendar.workdays >= FIRST + 5) & (calendar.workdays <= LAST - 60)
    return np.flatnonzero(inside)


def _children(rng: np.random.Generator, cases: Cases, usable: Ints, start: int) -> list[int]:
    """One case from each of 3–6 departments, accepted within weeks of the start."""
    wanted = int(rng.integers(3, 7))
    for reach in (10, 25, 60):
        day = cases.accepted_day[usable]
        near = usable[(day >= start) & (day <= start + reach)]
        shuffled = rng.permutation(near)
        _, first = np.unique(cases.dept[shuffled], return_index=True)
        if len(first) >= wanted or reach == 60:
            return [int(i) for i in rng.permutation(shuffled[first])[:wanted]]
    return []
