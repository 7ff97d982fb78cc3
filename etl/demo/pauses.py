"""特别程序: pauses of the clock, with the oddities of a real log."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.demo.basics import NONE, Bools, Ints, at_least_three, bank, stream
from etl.demo.cases import Cases, office_second
from etl.demo.city import City
from etl.demo.workdays import LAST, MORNING, Calendar

KINDS = ("听证", "检验", "检测", "专家评审", "补正", "踏勘", "公示", "等待申请人")
KIND_SHARES = (0.05, 0.11, 0.11, 0.12, 0.27, 0.14, 0.08, 0.12)
STATUTORY_KINDS = frozenset(range(4))
SUPPLEMENTING, WAITING = 4, 7
SHARE, GAMING_SHARE, OVERLAP_SHARE = 0.05, 0.3, 0.08


@dataclass
class Pauses:
    """One row a pause; an open one has NONE as its end."""

    case: Ints  # row of the case
    kind: Ints
    start_day: Ints
    start_sec: Ints
    end_day: Ints
    end_sec: Ints
    unknown: list[str] = field(default_factory=list)  # case numbers that no case has
    ended_early: int = 0
    overlapping: int = 0  # cases with two pauses at once
    outside: int = 0  # pauses that began after their case was finished

    def __len__(self) -> int:
        return len(self.case)

    @property
    def is_open(self) -> Bools:
        """Not ended by the as-of date."""
        still: Bools = self.end_day == NONE
        return still


def add_pauses(cases: Cases, city: City, calendar: Calendar, seed: int) -> Pauses:
    """Draw the pauses and move the finish of each paused case by the working days that it lost."""
    rng = stream(seed, "pauses")
    chance = np.where(cases.window == city.gaming, GAMING_SHARE, SHARE)
    able = ~cases.is_instant & (cases.promise_workdays > 1) & (cases.window != city.small)
    rows = np.flatnonzero(able & (rng.random(len(cases)) < chance)).astype(np.int64)
    accepted = calendar.number[cases.accepted_day[rows]]
    used = np.minimum(calendar.number[cases.finished_day[rows]] - accepted, 40)
    start = accepted + (rng.random(len(rows)) * (used + 1)).astype(np.int64)
    end = start + np.minimum(rng.geometric(0.2, len(rows)), 25)
    again = np.flatnonzero((rng.random(len(rows)) < OVERLAP_SHARE) & (end - start >= 2))
    start_again = start[again] + 1
    end_again = np.maximum(start_again + 1, end[again] + rng.integers(-2, 5, len(again)))
    last = end.copy()
    last[again] = np.maximum(last[again], end_again)
    moved = calendar.number[cases.finished_day[rows]] + (last - start)
    cases.finished_day[rows] = calendar.workdays[moved - 1]
    kept = Pauses(
        case=np.concatenate([rows, rows[again]]),
        kind=_kinds(rng, cases, city, np.concatenate([rows, rows[again]])),
        start_day=calendar.workdays[np.concatenate([start, start_again]) - 1],
        start_sec=np.zeros(0, dtype=np.int64),
        end_day=calendar.workdays[np.concatenate([end, end_again]) - 1],
        end_sec=np.zeros(0, dtype=np.int64),
    )
    return _finish_log(rng, cases, kept, able, len(rows))


def _kinds(rng: np.random.Generator, cases: Cases, city: City, rows: Ints) -> Ints:
    """The gaming window says mostly 等待申请人, which no law counts as a pause."""
    drawn = rng.choice(len(KINDS), size=len(rows), p=KIND_SHARES)
    excuse = (cases.window[rows] == city.gaming) & (rng.random(len(rows)) < 0.7)
    return np.where(excuse, WAITING, drawn).astype(np.int64)


def _finish_log(
    rng: np.random.Generator, cases: Cases, pauses: Pauses, able: Bools, cases_paused: int
) -> Pauses:
    """Cut the log at the as-of date, add the faults, and put it in order of time."""
    begun = pauses.start_day <= LAST
    case, kind = pauses.case[begun], pauses.kind[begun]
    start, end = pauses.start_day[begun], pauses.end_day[begun]
    end = np.where(end > LAST, NONE, end)
    free = able.copy()
    free[pauses.case] = False
    faulty = rng.choice(np.flatnonzero(free), at_least_three(cases_paused, 0.006), replace=False)
    back = rng.integers(1, 6, len(faulty))
    case = np.concatenate([case, faulty]).astype(np.int64)
    kind = np.concatenate([kind, rng.integers(0, len(KINDS), len(faulty))])
    start = np.concatenate([start, cases.accepted_day[faulty]])
    end = np.concatenate([end, cases.accepted_day[faulty] - back])
    free[faulty] = False
    outside = _begun_too_late(rng, cases, free, at_least_three(cases_paused, 0.003))
    case = np.concatenate([case, outside])
    kind = np.concatenate([kind, rng.integers(0, len(KINDS), len(outside))])
    start = np.concatenate([start, cases.finished_day[outside] + 1])
    end = np.concatenate([end, cases.finished_day[outside] + 3])
    start_sec = office_second(rng, len(case))
    # A pause never begins before the case was accepted.
    same_day = start == cases.accepted_day[case]
    start_sec = np.where(same_day, cases.accepted_sec[case] + 30, start_sec)
    end_sec = np.where(end == NONE, NONE, MORNING[0] + rng.integers(0, 10_000, len(case)))
    order = np.lexsort((case, start_sec, start))
    out = Pauses(
        case[order], kind[order], start[order], start_sec[order], end[order], end_sec[order]
    )
    out.ended_early, out.outside = len(faulty), len(outside)
    out.overlapping = len(case) - len(np.unique(case))
    wanted = at_least_three(cases_paused, 0.004)
    out.unknown = [f"YS20991231{90001 + k}" for k in range(wanted)]
    return out


def _begun_too_late(rng: np.random.Generator, cases: Cases, free: Bools, count: int) -> Ints:
    """Cases whose pause is entered after they were finished."""
    able = np.flatnonzero(free & (cases.finished_day <= LAST - 10))
    return rng.choice(able, min(count, len(able)), replace=False).astype(np.int64)


def reason_text(kind: int, row: int) -> str:
    """A reason in the wording of the log."""
    reasons = bank("names")["pause_reasons"]
    return str(reasons[KINDS[kind]][row % len(reasons[KINDS[kind]])])
