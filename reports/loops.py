"""Where every complaint stands, what is overdue, and the shares that the field asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
    """One complaint with its state; `due_on` is the limit of what comes next, None without one.

    `in_time`: whether it was rectified within its limit, None until it is rectified.
    """

    row: Any
    loop: Loop
    seq: int
    due_on: dt.date | None
    is_overdue: bool
    in_time: bool | None = None

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.loop.stage)


@dataclass(frozen=True)
class Untaken:
    """Complaints of one kind and day that nobody has taken up, which are all due on one day."""

    kind: str
    on_day: dt.date
    complaints: int
    due_on: dt.date | None
    is_overdue: bool


@dataclass(frozen=True)
class Terms:
    """What limits count by: the office's limits, its calendar, and the day that is judged by."""

    limits: dict[str, LoopLimit]
    calendar: Workdays
    as_of: dt.date

    def after(self, day: dt.date, step: str) -> dt.date | None:
        """The last day of a step that has begun to count on `day`; None beyond the calendar."""
        limit = self.limits[step]
        if limit.unit == "自然日":
            return day + dt.timedelta(days=limit.days)
        return self.calendar.after(day, limit.days)

    def is_late(self, due_on: dt.date | None) -> bool:
        """Whether what was due on a day is overdue."""
        return due_on is not None and due_on < self.as_of


@dataclass(frozen=True)
class Loops:
    """The complaints of a scope: those taken up one by one, the others by kind and day."""

    taken: list[Followed]
    untaken: list[Untaken]

    @cached_property
    def total(self) -> int:
        """All complaints and bad ratings."""
        return len(self.taken) + sum(one.complaints for one in self.untaken)

    @cached_property
    def open(self) -> list[Followed]:
        """Those taken up that have not ended, what is due first on top."""
        still = [one for one in self.taken if one.stage not in ENDED]
        return sorted(still, key=order)

    @cached_property
    def ended(self) -> list[Followed]:
        """Those that have come to their end, latest first."""
        return [one for one in reversed(self.taken) if one.stage in ENDED]

    def at(self, stage: Stage, overdue: bool | None = None) -> int:
        """How many stand at a stage, of which overdue or not where asked."""
        some = sum(
            one.stage is stage and (overdue is None or one.is_overdue is overdue)
            for one in self.taken
        )
        if stage is not Stage.OPEN:
            return some
        return some + sum(
            one.complaints for one in self.untaken if overdue is None or one.is_overdue is overdue
        )

    @property
    def still(self) -> int:
        """How many someone still has to do something about."""
        return len(self.open) + sum(one.complaints for one in self.untaken)

    @property
    def overdue(self) -> int:
        """How many of them are past the limit of their next step."""
        late = sum(one.complaints for one in self.untaken if one.is_overdue)
        return late + sum(one.is_overdue for one in self.open)

    def _bad(self) -> tuple[list[Followed], int]:
        """Bad ratings that stood the check: those taken up, and how many there are in all."""
        taken = [
            one
            for one in self.taken
            if one.row.kind == BAD_RATING and one.stage is not Stage.RULED_OUT
        ]
        others = sum(one.complaints for one in self.untaken if one.kind == BAD_RATING)
        return taken, len(taken) + others

    @property
    def rectified(self) -> Share:
        """差评整改率: rectified of bad ratings that stood the check."""
        bad, whole = self._bad()
        return Share(sum(one.stage in RECTIFIED_OR_LATER for one in bad), whole)

    @property
    def in_time(self) -> Share:
        """按期整改率: rectified within the limit, of those rectified."""
        done = [one.in_time for one in self._bad()[0] if one.in_time is not None]
        return Share(sum(done), len(done))

    @property
    def called_back(self) -> Share:
        """差评回访率: called back, whatever came after, of bad ratings that stood the check."""
        bad, whole = self._bad()
        return Share(sum(bool(one.loop.called_on or one.loop.rounds) for one in bad), whole)

    def sentences(self, period: str) -> list[str]:
        """What has no end yet, first what is overdue."""
        if not self.total:
            return [f"{period}没有投诉和差评。"]
        first = (
            f"{period}的 {words.count(self.total)} 条投诉和差评中，还有 {words.count(self.still)} 条"
            f"没有着落，其中 {words.count(self.overdue)} 条超过时限。"
            if self.still
            else f"{period}的 {words.count(self.total)} 条投诉和差评都已办结。"
        )
        told = [first]
        if waiting := self.at(Stage.OPEN):
            told.append(f"{words.count(waiting)} 条还没有派给责任人。")
        if self.rectified.whole:
            told.append(
                f"差评整改率 {words.share(self.rectified, '条')}，按期整改率 "
                f"{words.share(self.in_time, '条')}，回访率 {words.share(self.called_back, '条')}。"
            )
        return told


def order(one: Followed) -> tuple[dt.date, str]:
    """What is due first comes first."""
    return one.due_on or dt.date.max, one.row.key


def follow(
    rows: pd.DataFrame, steps: dict[str, Record], terms: Terms, keep_ended: bool = False
) -> list[Followed]:
    """Join complaints with their steps and work out what is due when, in the order of `rows`.

    The call-back is due from the day of the complaint on, the rectification from the assignment on,
    the citizen's answer from the rectification on, the answer to an appeal from the appeal on;
    overdue is what was due before the day that is judged by. One that is a complaint no more is
    left out once it has come to its end, unless `keep_ended`.
    """
    every = []
    for row in rows.itertuples():
        record = steps.get(row.key)
        loop = loop_of(record)
        if not row.is_complaint and loop.stage in ENDED and not keep_ended:
            continue
        due = _due(row.on_day.date(), loop, terms)
        seq = record.seq if record else 0
        every.append(Followed(row, loop, seq, due, terms.is_late(due), _in_time(loop, terms)))
    return every


def untaken(days: pd.DataFrame, taken: Iterable[Followed], terms: Terms) -> list[Untaken]:
    """What is left of the complaints by kind and day once those taken up are taken off."""
    gone: dict[tuple[str, dt.date], int] = {}
    for one in taken:
        if one.row.is_complaint:
            key = one.row.kind, one.row.on_day.date()
            gone[key] = gone.get(key, 0) + 1
    found = []
    for kind, on_day, complaints in zip(
        days["kind"], days["on_day"].dt.date, days["complaints"], strict=True
    ):
        if left := int(complaints) - gone.get((kind, on_day), 0):
            due = _due(on_day, Loop(), terms)
            found.append(Untaken(kind, on_day, left, due, terms.is_late(due)))
    return found


def _due(on_day: dt.date, loop: Loop, terms: Terms) -> dt.date | None:
    stage = Stage(loop.stage)
    if stage in (Stage.OPEN, Stage.ASSIGNED):
        begun = on_day if not loop.rounds else dt.date.fromisoformat(loop.assigned_on)
        return terms.after(begun, "回访")
    if stage is Stage.CALLED:
        return terms.after(dt.date.fromisoformat(loop.assigned_on), _rectification(loop))
    if stage is Stage.RECTIFIED:
        return terms.after(dt.date.fromisoformat(loop.rectified_on), "确认")
    if stage is Stage.APPEALED and loop.appealed_on:
        return terms.after(dt.date.fromisoformat(loop.appealed_on), "复核")
    return None


def _rectification(loop: Loop) -> str:
    return "复杂整改" if loop.is_complex else "整改"


def _in_time(loop: Loop, terms: Terms) -> bool | None:
    """Whether the last rectification kept its limit; a citizen's refusal begins a new one."""
    if not loop.rectified_on or not loop.assigned_on or loop.stage not in RECTIFIED_OR_LATER:
        return None
    due = terms.after(dt.date.fromisoformat(loop.assigned_on), _rectification(loop))
    return due is None or dt.date.fromisoformat(loop.rectified_on) <= due


def by_stage(told: Loops) -> pd.DataFrame:
    """How many stand at each open stage: columns stage, in_time, overdue."""
    stages = [stage for stage in Stage if stage not in ENDED]
    return pd.DataFrame(
        {
            "stage": [str(one) for one in stages],
            "in_time": [told.at(one, False) for one in stages],
            "overdue": [told.at(one, True) for one in stages],
        }
    )
