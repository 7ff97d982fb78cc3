"""The demonstration city's complaints are followed as an office would, and its records verify."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from etl.demo_loops import follow_complaints
from etl.read import Build, Scope
from etl.read import loops as read
from etl.reference import loop_limits
from etl.settings import ROOT, Settings
from records import loops, trail
from records.loops import Stage, loop_of
from records.store import open_records
from reports.loops import Loops, Terms, follow, untaken

LIMITS = loop_limits(ROOT / "data" / "reference" / "loop_limits.csv")


def test_most_come_to_their_end_and_some_are_late(demo: Settings, demo_build: Build) -> None:
    with open_records(demo.data) as store:
        steps = loops.standing(store)
        assert trail.verify(store) == []
    as_of = demo_build.meta.as_of
    terms = Terms(LIMITS, read.workdays(demo_build), as_of)
    year = Scope(dt.date(2025, 11, 1), dt.date(2026, 10, 1))
    taken = follow(read.complaints_by_key(demo_build, list(steps), year), steps, terms)
    view = Loops(taken, untaken(read.complaint_days(demo_build, year), taken, terms))
    stages = Counter({stage: view.at(stage) for stage in Stage})
    assert stages[Stage.CLOSED] > 0.85 * view.total
    assert 0 < view.overdue < 0.15 * view.total
    assert all(stages[stage] for stage in (Stage.OPEN, Stage.CLOSED, Stage.APPEALED))
    assert view.rectified.value is not None and 0.8 < view.rectified.value < 1
    # Nothing was done after the city's last day, and nothing was ruled out behind its figures.
    days = [d for r in steps.values() for d in (loop_of(r).assigned_on, loop_of(r).closed_on) if d]
    assert max(days) <= as_of.isoformat()
    assert stages[Stage.RULED_OUT] == 0 and demo_build.meta.decided_seq == 0


def test_a_city_made_again_is_not_followed_twice(demo: Settings) -> None:
    assert follow_complaints(demo, dt.date(2026, 10, 31), 1) == 0
