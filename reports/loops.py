"""Where every complaint stands, what is overdue, and the shares that the field asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from etl.read.figures import Share
from etl.read.loops import Workdays
from etl.reference import LoopLimit
from records.entries import Record
from records.loops import ENDED, Loop, Stage, loop_of
from reports import words

BAD_RATING = "差评"
RECTIFIED_OR_LATER = (Stage.RECTIFIED, Stage.CLOSED)


@dataclass(frozen=True)
class Followed:
    """One complaint with its state; `due_on` is the limit of what comes next, None without one."""

    row: Any
    loop: Loop
    seq: int
    due_on: dt.date | None
    is_overdue: bool

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.loop.stage)


@dataclass(frozen=True)
class Loops:
    """The complaints of a scope and what their state adds up to."""

    every: list[Followed]

    @cached_property
    def in_order(self) -> list[Followed]:
        """Open ones first, what is due first on top; then those that have ended, latest first."""
        still = [one for one in self.every if one.stage not in ENDED]
        still.sort(key=lambda one: (one.due_on or dt.date.max, one.row.key))
        return [*still, *(one for one in self.every if one.stage in ENDED)]

    def at(self, stage: Stage, overdue: bool | None = None) -> list[Followed]:
        """Those of a stage, of which overdue or not where asked."""
        return [
            one
            for one in self.every
            if one.stage is stage and (overdue is None or one.is_overdue is overdue)
        ]

    @property
    def open(self) -> list[Followed]:
        """Those that someone still has to do something about, the most overdue first."""
        return [one for one in self.in_order if one.stage not in ENDED]

    @property
    def overdue(self) -> list[Followed]:
        """Open ones whose next step is past its limit."""
        return [one for one in self.open if one.is_overdue]

    def _bad(self) -> list[Followed]:
        """Bad ratings that stood the check."""
        return [
            one
            for one in self.every
            if one.row.kind == BAD_RATING and one.stage is not Stage.RULED_OUT
        ]

    @property
    def rectified(self) -> Share:
        """差评整改率: rectified of bad ratings that stood the check."""
        bad = self._bad()
        return Share(sum(one.stage in RECTIFIED_OR_LATER for one in bad), len(bad))

    @property
    def called_back(self) -> Share:
        """差评回访率: called back, whatever came after, of bad ratings that stood the check."""
        bad = self._bad()
        return Share(sum(bool(one.loop.called_on or one.loop.rounds) for one in bad), len(bad))

    def sentences(self, period: str) -> list[str]:
        """What has no end yet, first what is overdue."""
        if not self.every:
            return [f"{period}没有投诉和差评。"]
        still, late = len(self.open), len(self.overdue)
        first = (
            f"{period}的 {words.count(len(self.every))} 条投诉和差评中，还有 {words.count(still)} 条没有着落"
            f"，其中 {words.count(late)} 条超过时限。"
            if still
            else f"{period}的 {words.count(len(self.every))} 条投诉和差评都已办结。"
        )
        told = [first]
        if waiting := len(self.at(Stage.OPEN)):
            told.append(f"{words.count(waiting)} 条还没有派给责任人。")
        if self.rectified.whole:
            told.append(
                f"差评整改率 {words.share(self.rectified, '条')}，"
                f"回访率 {words.share(self.called_back, '条')}。"
            )
        return told


def follow(
    rows: pd.DataFrame,
    steps: dict[str, Record],
    limits: dict[str, LoopLimit],
    calendar: Workdays,
    as_of: dt.date,
) -> Loops:
    """Join complaints with their steps and work out what is due when.

    The call-back is due from the day of the complaint on, the rectification from the assignment on,
    the citizen's answer from the rectification on; overdue is what was due before `as_of`.
    """
    every = []
    for row in rows.itertuples():
        record = steps.get(row.key)
        loop = loop_of(record)
        due = _due(row.on_day.date(), loop, limits, calendar)
        late = due is not None and due < as_of
        every.append(Followed(row, loop, record.seq if record else 0, due, late))
    return Loops(every)


def _due(
    on_day: dt.date, loop: Loop, limits: dict[str, LoopLimit], calendar: Workdays
) -> dt.date | None:
    stage = Stage(loop.stage)
    if stage in (Stage.OPEN, Stage.ASSIGNED):
        begun = on_day if not loop.rounds else dt.date.fromisoformat(loop.assigned_on)
        return _after(begun, limits["回访"], calendar)
    if stage is Stage.CALLED:
        limit = limits["复杂整改" if loop.is_complex else "整改"]
        return _after(dt.date.fromisoformat(loop.assigned_on), limit, calendar)
    if stage is Stage.RECTIFIED:
        return _after(dt.date.fromisoformat(loop.rectified_on), limits["确认"], calendar)
    return None


def _after(day: dt.date, limit: LoopLimit, calendar: Workdays) -> dt.date | None:
    if limit.unit == "自然日":
        return day + dt.timedelta(days=limit.days)
    return calendar.after(day, limit.days)


def by_stage(told: Loops) -> pd.DataFrame:
    """How many stand at each open stage: columns stage, in_time, overdue."""
    stages = [stage for stage in Stage if stage not in ENDED]
    return pd.DataFrame(
        {
            "stage": [str(one) for one in stages],
            "in_time": [len(told.at(one, False)) for one in stages],
            "overdue": [len(told.at(one, True)) for one in stages],
        }
    )
