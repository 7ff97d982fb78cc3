"""The demonstration city's complaints followed: most to their end, some late, a few in nobody's hand.

Invented like everything else of the city, and written as records like anybody's steps.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import numpy as np

from etl.settings import Settings
from records import loops, trail
from records.entries import Entry
from records.loops import Given, Loop, Step
from records.store import open_records
from records.users import User

BY = "演示督查员"
FORGOTTEN, SLOW, REJECTED, APPEALED = 0.03, 0.08, 0.05, 0.02
ANSWERS = (
    "已电话致歉并当场补办，群众表示理解。",
    "已核实，属窗口一次告知不到位，已对照清单重新讲清并帮助补齐材料。",
    "已增开窗口分流，并在叫号屏上提示等候时间。",
    "系统故障已修复，材料由窗口代为重新上传。",
    "已对当班人员谈话提醒，并安排专人跟办至办结。",
)
SOURCE = (
    "select 'comment:' || comment_id as key, commented_on as on_day, window_code from fct_comment "
    "where label in ('complaint', 'mixed') and is_counted and commented_on is not null union all "
    "select 'rating:' || rating_id, rated_on, window_code from fct_rating where grade <= 2 and is_valid "
    "order by on_day, key"
)


def follow_complaints(settings: Settings, as_of: dt.date, seed: int) -> int:
    """Record the steps up to `as_of`; how many. Nothing where steps are recorded already."""
    published = settings.published()
    if published is None:
        return 0
    with duckdb.connect(str(published[1]), read_only=True) as con:
        rows = con.execute(SOURCE).fetchall()
        chiefs = dict(con.execute("select window_code, chief_rep from dim_window").fetchall())
    rng = np.random.default_rng([seed, 61])
    steps = [
        step
        for key, on_day, window in rows
        for step in _steps(rng, key, on_day, window or "", chiefs.get(window) or "首席代表", as_of)
    ]
    # Records stand in the order in which they were made.
    steps.sort(key=lambda one: (one[0], one[1].subject.key))
    with open_records(settings.data) as store:
        if loops.standing(store):
            return 0
        ticks = _clock([day for day, _ in steps])
        trail.append_all(
            replace(store, clock=lambda: next(ticks)), User(BY), [entry for _, entry in steps]
        )
    return len(steps)


def _steps(
    rng: np.random.Generator, key: str, on_day: dt.date, window: str, holder: str, as_of: dt.date
) -> Iterator[tuple[dt.date, Entry]]:
    """The steps of one complaint that lie before the city's last day."""
    chance = rng.random()
    if chance < FORGOTTEN:
        return
    slow = 3 if chance < FORGOTTEN + SLOW else 1
    plan = [(Step.ASSIGN, 0), (Step.CALL, 1), (Step.RECTIFY, int(rng.integers(1, 6)) * slow)]
    if rng.random() < REJECTED:
        plan += [(Step.REJECT, 2), (Step.CALL, 1), (Step.RECTIFY, 3)]
    plan.append((Step.ACCEPT, int(rng.integers(1, 4))))
    if rng.random() < APPEALED:
        plan = [*plan[:2], (Step.APPEAL, 1)]
    day, loop = on_day, Loop()
    for step, wait in plan:
        day += dt.timedelta(days=wait)
        if day > as_of:
            return
        given = Given(_note(rng, step), window, holder, slow > 1, "误评")
        entry = loops.entry_of(key, loop, step, given, User(BY), day)
        loop = Loop(**entry.after)
        yield day, entry


def _note(rng: np.random.Generator, step: Step) -> str:
    notes = {
        Step.CALL: "已电话回访，记下群众的说法。",
        Step.RECTIFY: str(rng.choice(ANSWERS)),
        Step.REJECT: "群众认为还没有解决。",
        Step.APPEAL: "当天系统停机，不属窗口原因。",
    }
    return notes.get(step, "")


def _clock(days: list[dt.date]) -> Iterator[dt.datetime]:
    """A moment for each step: its day, in office hours, in order."""
    for number, day in enumerate(
        itertools.chain(days, itertools.repeat(days[-1] if days else None))
    ):
        at = dt.datetime.combine(day or dt.date(2026, 10, 31), dt.time(1), dt.UTC)
        yield at + dt.timedelta(seconds=number % 20_000)
