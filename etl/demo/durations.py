"""How long the cases take: relative to the promise, by the hidden quality of each window."""

from __future__ import annotations

import datetime as dt

import numpy as np

from etl.demo.basics import Bools, Floats, Ints, bank, stream
from etl.demo.cases import FORGOTTEN_WORKDAYS, Cases, office_second
from etl.demo.city import City
from etl.demo.limits import due_days
from etl.demo.workdays import CLOSING, FIRST, LAST, Calendar, day_index

BAD_FROM, BAD_UNTIL = day_index(dt.date(2026, 2, 24)), day_index(dt.date(2026, 3, 27))
BAD_DUE = day_index(dt.date(2026, 3, 1)), day_index(dt.date(2026, 3, 31))
BAD_EXTRA, BAD_EXTRA_WORST = 0.088, 0.86  # added chance of a broken promise
FORGOTTEN_FROM = day_index(dt.date(2026, 5, 1))
FORGOTTEN_SHARE = 0.0035
BEYOND_STATUTE_SHARE = 0.05  # of the late cases


def set_finishes(cases: Cases, city: City, calendar: Calendar, seed: int) -> None:
    """Give every case a finish, as if no day were ever paused and the span had no end."""
    rng = stream(seed, "durations")
    used = _used_workdays(rng, cases, city, calendar)
    cases.finished_day = calendar.add(cases.accepted_day, used)
    _set_seconds(rng, cases, used)


def late_chance(cases: Cases, city: City, calendar: Calendar) -> Floats:
    """Chance of a broken promise: window quality, slow improvement, the bad month."""
    quality = np.array([w.quality for w in city.windows])[cases.window]
    base = np.where(quality == 1.0, 0.006, 0.016 + 0.085 * (1 - quality) ** 1.5)
    base = np.where(quality == 0.0, 0.2, base)
    passed = (cases.accepted_day - FIRST) / (LAST - FIRST)
    # Two departments in three get better; the others stand still.
    gain = np.where(cases.dept % 3 == 2, 0.0, 0.6)
    chance: Floats = base * (1 + gain * (0.5 - passed))
    due = np.where(
        cases.promise_workdays > 0,
        calendar.add(cases.accepted_day, np.maximum(cases.promise_workdays, 0)),
        0,
    )
    bad = (cases.accepted_day >= BAD_FROM) & (cases.accepted_day <= BAD_UNTIL)
    bad &= (due >= BAD_DUE[0]) & (due <= BAD_DUE[1]) & (quality < 1.0)
    worst = [city.departments.index(name) for name in bank("items")["bad_month_departments"]]
    extra = np.where(np.isin(cases.dept, worst), BAD_EXTRA_WORST, BAD_EXTRA)
    return np.where(bad, chance + extra, chance)


def _used_workdays(rng: np.random.Generator, cases: Cases, city: City, calendar: Calendar) -> Ints:
    count = len(cases)
    limit = np.maximum(cases.promise_workdays, 0)
    quality = np.array([w.quality for w in city.windows])[cases.window]
    speed = rng.beta(1.4 + 1.6 * (1 - quality), 1.4 + 2.6 * quality, count)
    used = np.minimum((limit * speed * 1.05).astype(np.int64), limit)
    on_the_day = rng.random(count) < 0.10 * (1 - quality)
    used = np.where(on_the_day, limit, used)
    late = (rng.random(count) < late_chance(cases, city, calendar)) & (limit > 0)
    overrun = limit + rng.geometric(0.4, count)
    used = np.where(late, _within_statute(rng, cases, city, calendar, overrun), used)
    free = cases.promise_workdays < 0
    used = np.where(free, rng.geometric(0.2, count), used)
    forgotten = (rng.random(count) < FORGOTTEN_SHARE) & (cases.accepted_day >= FORGOTTEN_FROM)
    forgotten &= (limit > 0) & (quality < 1.0)
    used = np.where(forgotten, FORGOTTEN_WORKDAYS, used)
    return np.where(cases.is_instant, 0, used).astype(np.int64)


def _within_statute(
    rng: np.random.Generator, cases: Cases, city: City, calendar: Calendar, overrun: Ints
) -> Ints:
    """Late cases mostly stay lawful; a few run past the statutory limit too."""
    due = due_days(calendar, [i.statutory for i in city.items], cases.item, cases.accepted_day)
    statute = np.where(due < 0, 10_000, calendar.between(cases.accepted_day, due))
    lawful = np.maximum(np.minimum(overrun, statute), cases.promise_workdays + 1)
    beyond = statute + rng.geometric(0.4, len(cases))
    broken = (rng.random(len(cases)) < BEYOND_STATUTE_SHARE) & (due >= 0)
    return np.where(broken, beyond, lawful).astype(np.int64)


def _set_seconds(rng: np.random.Generator, cases: Cases, used: Ints) -> None:
    """Finish times: minutes after acceptance for 即办件, in office hours for the others."""
    count = len(cases)
    quick = cases.accepted_sec + np.minimum(60 + rng.lognormal(6.4, 0.7, count), 6000).astype(int)
    left = np.maximum(CLOSING - cases.accepted_sec - 300, 600)
    same_day = cases.accepted_sec + 300 + (rng.random(count) * left).astype(np.int64)
    second = np.where(used > 0, office_second(rng, count), same_day)
    second = np.where(cases.is_instant, quick, second)
    latest: Bools = cases.is_instant | (used == 0)
    cases.finished_sec = np.where(latest, np.minimum(second, CLOSING + 2400), second).astype(
        np.int64
    )
