"""Random cases: what the models count in sets is what the day counter counts one by one."""

import datetime as dt
import random

import pytest
from day_counter import COLUMNS, Case, Limit, Pause, count
from model_build import Office
from test_clock import build_cases

AS_OF = dt.date(2026, 6, 30)
FIRST_DAY, LAST_DAY = dt.date(2016, 1, 1), dt.date(2026, 7, 10)
LIMITS = {
    "工作日": [0, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 45, 60, 250],
    "自然日": [0, 1, 2, 3, 5, 7, 10, 15, 30, 60, 365],
    "小时": [0, 1, 8, 24, 25, 48, 72, 240],
    "月": [1, 2, 3, 6, 13],
    "年": [1, 2],
    "即办": [None],
    "无期限": [None],
}


def random_limit(rng: random.Random, accepted: dt.date) -> Limit:
    """A limit, now and then with or only as a due date, now and then none."""
    unit = rng.choices(list(LIMITS), [10, 5, 2, 3, 1, 1, 1])[0]
    amount = rng.choice(LIMITS[unit])
    given = accepted + dt.timedelta(rng.randint(0, 40)) if rng.random() < 0.1 else None
    if rng.random() < 0.1:
        return Limit(given=given)
    return Limit(amount, unit, given)


def random_pause(rng: random.Random, accepted: dt.date) -> Pause:
    """A pause about the case: before, in or after it, open or even turned round."""
    start = accepted + dt.timedelta(rng.choice([0, rng.randint(-15, 40), rng.randint(0, 12)]))
    end = None if rng.random() < 0.1 else start + dt.timedelta(rng.randint(-2, 20))
    return Pause(start, end, rng.random() < 0.5)


def random_case(rng: random.Random) -> Case:
    """A case of any year the notices know; a third are near a long holiday."""
    accepted = FIRST_DAY + dt.timedelta(rng.randint(0, (LAST_DAY - FIRST_DAY).days))
    if rng.random() < 0.3:
        near = [dt.date(2018, 9, 28), dt.date(2026, 2, 10), dt.date(2025, 9, 26)]
        accepted = rng.choice(near) + dt.timedelta(rng.randint(-5, 5))
    if rng.random() < 0.2:
        accepted = AS_OF - dt.timedelta(rng.randint(-3, 30))
    took = rng.choice([0, 1, rng.randint(0, 15), rng.randint(0, 90), rng.randint(-5, 400)])
    return Case(
        accepted,
        None if rng.random() < 0.25 else accepted + dt.timedelta(took),
        random_limit(rng, accepted),
        random_limit(rng, accepted),
        tuple({random_pause(rng, accepted) for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 5]))}),
        rng.choice(["承诺件", "承诺件", "即办件", "其他"]),
    )


@pytest.mark.parametrize("seed", [20261123])
def test_random_cases_equal_the_day_counter(tmp_path, seed):
    rng = random.Random(seed)
    cases = [random_case(rng) for _ in range(500)]
    rows = build_cases(Office(tmp_path), cases, AS_OF)
    assert len(rows) == len(cases)
    wrong = [
        (case, {name: (row[name], want[name]) for name in COLUMNS if row[name] != want[name]})
        for row, case in zip(rows.values(), cases, strict=True)
        if row != (want := count(case, AS_OF))
    ]
    assert not wrong
