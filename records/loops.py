"""A complaint followed to its end: its steps, who may take which, and that nothing is deleted.

派单 → 回访 → 整改 → 群众确认; a citizen who does not accept it sends it back to the window. Where the
window holds that it is a mistake or malice, it appeals, and a second person decides. Every step is a
record that holds the whole state after it, so that the last one says where the complaint stands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from nlp.mask import mask_text
from records import trail
from records.entries import TEXT_LENGTH, Entry, Record, Subject
from records.errors import BadEntryError, RecordsError, StaleSubjectError
from records.store import Store
from records.users import User, is_same_person

KIND, TABLE = "loop_step", "loop"
RULING = "loop_ruling"
"""The kind of the one step after which a complaint counts no more, and of taking it back."""
GROUNDS = ("误评", "恶意评价")


class Stage(StrEnum):
    """Where a complaint stands."""

    OPEN = "待派单"
    ASSIGNED = "待回访"
    CALLED = "待整改"
    RECTIFIED = "待群众确认"
    APPEALED = "申诉待复核"
    CLOSED = "已办结"
    RULED_OUT = "核定不计"


ENDED = (Stage.CLOSED, Stage.RULED_OUT)


class Step(StrEnum):
    """What can be done."""

    ASSIGN = "派单"
    CALL = "回访"
    RECTIFY = "整改"
    ACCEPT = "群众认可"
    REJECT = "群众不认可"
    APPEAL = "申诉"
    UPHOLD = "申诉成立"
    DISMISS = "申诉不成立"


NEXT: dict[Stage, tuple[Step, ...]] = {
    Stage.OPEN: (Step.ASSIGN,),
    Stage.ASSIGNED: (Step.CALL, Step.ASSIGN, Step.APPEAL),
    Stage.CALLED: (Step.RECTIFY, Step.ASSIGN, Step.APPEAL),
    Stage.RECTIFIED: (Step.ACCEPT, Step.REJECT),
    Stage.APPEALED: (Step.UPHOLD, Step.DISMISS),
    Stage.CLOSED: (),
    Stage.RULED_OUT: (),
}
LEADS_TO: dict[Step, Stage] = {
    Step.ASSIGN: Stage.ASSIGNED,
    Step.CALL: Stage.CALLED,
    Step.RECTIFY: Stage.RECTIFIED,
    Step.ACCEPT: Stage.CLOSED,
    Step.REJECT: Stage.ASSIGNED,
    Step.APPEAL: Stage.APPEALED,
    Step.UPHOLD: Stage.RULED_OUT,
}


class LoopError(RecordsError):
    """A step that may not be taken as it is; the message says why."""


@dataclass(frozen=True)
class Loop:
    """The state of one complaint. Days are ISO dates on the office's clock, empty before the step.

    `holder` answers for it; `is_complex` gives it the longer limit; `answer` is what the citizen was
    told; `rounds` counts how often the citizen sent it back. `ground` and `appealed_by` belong to an
    appeal, `before_appeal` is the stage that it returns to.
    """

    stage: str = Stage.OPEN
    window_code: str = ""
    holder: str = ""
    is_complex: bool = False
    assigned_on: str = ""
    called_on: str = ""
    rectified_on: str = ""
    closed_on: str = ""
    answer: str = ""
    rounds: int = 0
    ground: str = ""
    appealed_by: str = ""
    appealed_on: str = ""
    before_appeal: str = ""


@dataclass(frozen=True)
class Given:
    """What a person gives with a step; which of it is needed, the step says."""

    note: str = ""
    window_code: str = ""
    holder: str = ""
    is_complex: bool = False
    ground: str = ""


def loop_of(record: Record | None) -> Loop:
    """The state that a record holds; a complaint that nobody has taken up without one."""
    return Loop(**record.after) if record is not None and record.after else Loop()


def standing(store: Store) -> dict[str, Record]:
    """The last step of every complaint by its key."""
    return {one.key: record for one, record in trail.latest(store, table=TABLE).items()}


def ruled_out(store: Store) -> list[str]:
    """Keys of the complaints that count no more."""
    found = trail.latest(store, kind=RULING, table=TABLE)
    return [one.key for one, record in found.items() if loop_of(record).stage == Stage.RULED_OUT]


def take(
    store: Store, user: User, key: str, step: Step, given: Given, seen: int, today: dt.date
) -> Record:
    """Take a step. `seen` is the number of the step on screen, 0 before any.

    LoopError where it may not be taken; StaleSubjectError where somebody was faster.
    """
    found = trail.read(store, subject=Subject(TABLE, key), newest_first=True, limit=1)
    if (found[0].seq if found else 0) != seen:
        raise StaleSubjectError(f"“{key}”刚被别人处理过：请刷新后再决定")
    now = loop_of(found[0] if found else None)
    entry = entry_of(key, now, step, given, user, today)
    return trail.append(store, user, replace(entry, seen=seen))


def entry_of(key: str, now: Loop, step: Step, given: Given, user: User, today: dt.date) -> Entry:
    """What taking a step records, its words masked; LoopError where it may not be taken."""
    given = replace(given, note=mask_text(given.note.strip()))
    after = _after(now, step, given, user, today)
    return Entry(
        RULING if step is Step.UPHOLD else KIND,
        Subject(TABLE, key),
        str(step),
        given.note,
        before=asdict(now),
        after=asdict(after),
    )


def last_step(found: list[Record]) -> Record | None:
    """The last step that stands, of the records of one complaint in order: what can be taken back."""
    standing: list[Record] = []
    for record in found:
        if record.evidence:
            standing = [one for one in standing if one.seq != record.evidence["undoes"]]
        else:
            standing.append(record)
    return standing[-1] if standing else None


def take_back(store: Store, user: User, shown: Record) -> Record:
    """Take the last step that stands back: the complaint stands where it stood before.

    Only the person who took it may: else whoever appealed could undo the second person's answer.
    StaleSubjectError where somebody was faster.
    """
    found = trail.read(store, subject=shown.subject)
    last = last_step(found)
    if last is None or last.seq != shown.seq:
        raise LoopError("刚有别的步骤：请看过最新情况再决定")
    if not is_same_person(last.actor, user.name):
        raise LoopError(f"只有{last.actor}本人能撤销自己最后的一步：请和他联系")
    entry = Entry(
        last.kind,
        last.subject,
        f"撤销{last.action}",
        f"撤销 {last.actor} 的操作",
        evidence={"undoes": last.seq},
        before=found[-1].after,
        after=last.before,
        seen=found[-1].seq,
    )
    return trail.append(store, user, entry)


def _after(now: Loop, step: Step, given: Given, user: User, today: dt.date) -> Loop:
    stage = Stage(now.stage)
    if step not in NEXT[stage]:
        raise LoopError(f"现在是“{stage}”，不能“{step}”：请刷新后再看")
    _require(step, given)
    day = today.isoformat()
    changes: dict[str, Any] = {"stage": str(LEADS_TO.get(step, stage))}
    if step is Step.ASSIGN:
        changes |= {
            "window_code": given.window_code,
            "holder": given.holder.strip(),
            "is_complex": given.is_complex,
            # Given to another within a round, the citizen has waited all the same.
            "assigned_on": now.assigned_on or day,
        }
    elif step is Step.CALL:
        changes["called_on"] = day
    elif step is Step.RECTIFY:
        changes |= {"rectified_on": day, "answer": given.note.strip()}
    elif step is Step.ACCEPT:
        changes["closed_on"] = day
    elif step is Step.REJECT:
        changes |= {
            "rounds": now.rounds + 1,
            "assigned_on": day,
            "called_on": "",
            "rectified_on": "",
        }
    elif step is Step.APPEAL:
        changes |= {
            "ground": given.ground,
            "appealed_by": user.name,
            "appealed_on": day,
            "before_appeal": now.stage,
        }
    else:
        changes |= _judged(now, step, user, day)
    return replace(now, **changes)


def _judged(now: Loop, step: Step, user: User, day: str) -> dict[str, Any]:
    """An appeal is decided by another person than the one who made it."""
    if is_same_person(now.appealed_by, user.name):
        raise LoopError(f"申诉是{now.appealed_by}提出的，要由另一个人复核")
    if step is Step.UPHOLD:
        return {"closed_on": day}
    empty = dict.fromkeys(("ground", "appealed_by", "appealed_on", "before_appeal"), "")
    return {"stage": now.before_appeal, **empty}


def _require(step: Step, given: Given) -> None:
    needed = {
        Step.ASSIGN: ("责任人", given.holder),
        Step.RECTIFY: ("答复内容", given.note),
        Step.REJECT: ("群众的意见", given.note),
        Step.CALL: ("回访情况", given.note),
        Step.APPEAL: ("申诉理由", given.note),
        Step.UPHOLD: ("复核意见", given.note),
        Step.DISMISS: ("复核意见", given.note),
    }
    if step in needed and not needed[step][1].strip():
        raise LoopError(f"{needed[step][0]}没有填写：请补上再保存")
    if step is Step.APPEAL and given.ground not in GROUNDS:
        raise LoopError(f"请选择申诉的理由：{'或'.join(GROUNDS)}")
    if len(given.note) > TEXT_LENGTH:
        raise BadEntryError(f"文字太长（{len(given.note)} 个字）：最多 {TEXT_LENGTH} 个字")
