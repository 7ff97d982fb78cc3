"""A complaint's way to its end: which steps may follow, who may take them, nothing deleted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from records import loops, trail
from records.entries import Record
from records.errors import NotNamedError, StaleSubjectError
from records.loops import ENDED, LEADS_TO, NEXT, Given, Loop, LoopError, Stage, Step, loop_of
from records.store import Store, open_records
from records.users import NOBODY, User

LI, WANG = User("李明"), User("王芳")
DAY = dt.date(2026, 3, 4)
KEY = "comment:default:L1"
ORDINARY = Given(note="已电话回访，向群众说明", window_code="A01", holder="赵强")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_records(tmp_path)


def walk(store: Store, *steps: Step, user: User = LI, **given: object) -> loops.Loop:
    """Take steps one after another; the state after the last."""
    for step in steps:
        found = loops.standing(store).get(KEY)
        told = Given(**{**ORDINARY.__dict__, **given})  # type: ignore[arg-type]
        loops.take(store, user, KEY, step, told, found.seq if found else 0, DAY)
    return loop_of(loops.standing(store).get(KEY))


def last(store: Store) -> Record:
    """The last step that stands."""
    found = loops.last_step(trail.read(store))
    assert found is not None
    return found


def test_from_the_complaint_to_its_end(store: Store) -> None:
    after = walk(store, Step.ASSIGN, is_complex=True)
    assert (after.stage, after.holder, after.window_code) == (Stage.ASSIGNED, "赵强", "A01")
    assert after.is_complex and after.assigned_on == "2026-03-04"
    after = walk(store, Step.CALL, Step.RECTIFY, note="已补办，向群众致歉")
    assert (after.stage, after.answer) == (Stage.RECTIFIED, "已补办，向群众致歉")
    after = walk(store, Step.ACCEPT)
    assert (after.stage, after.closed_on) == (Stage.CLOSED, "2026-03-04")
    assert trail.count(store) == 4 and trail.verify(store) == []


def test_what_the_citizen_does_not_accept_goes_back(store: Store) -> None:
    after = walk(store, Step.ASSIGN, Step.CALL, Step.RECTIFY, Step.REJECT)
    assert (after.stage, after.rounds) == (Stage.ASSIGNED, 1)
    assert (after.called_on, after.rectified_on) == ("", "")
    assert after.answer == ORDINARY.note  # what was answered stays


def test_an_appeal_is_decided_by_a_second_person(store: Store) -> None:
    after = walk(store, Step.ASSIGN, Step.CALL, Step.APPEAL, ground="误评")
    assert (after.stage, after.appealed_by) == (Stage.APPEALED, "李明")
    for step in (Step.UPHOLD, Step.DISMISS):
        with pytest.raises(LoopError, match="要由另一个人复核"):
            walk(store, step)
        with pytest.raises(LoopError, match="要由另一个人复核"):
            walk(store, step, user=User("李明"))
    assert walk(store, Step.DISMISS, user=WANG).stage == Stage.CALLED
    walk(store, Step.APPEAL, ground="恶意评价")
    after = walk(store, Step.UPHOLD, user=WANG)
    assert (after.stage, after.ground) == (Stage.RULED_OUT, "恶意评价")
    assert len(trail.read(store, kind=loops.KIND)) == 5
    assert loops.ruled_out(store) == [KEY]
    with pytest.raises(LoopError, match="只有王芳本人能撤销"):
        loops.take_back(store, LI, last(store))
    loops.take_back(store, WANG, last(store))
    assert loop_of(loops.standing(store)[KEY]).stage == Stage.APPEALED
    assert loops.ruled_out(store) == []
    with pytest.raises(LoopError, match="只有李明本人能撤销"):
        loops.take_back(store, WANG, last(store))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", Step)
def test_only_what_may_follow(store: Store, stage: Stage, step: Step) -> None:
    ways = {
        Stage.OPEN: (),
        Stage.ASSIGNED: (Step.ASSIGN,),
        Stage.CALLED: (Step.ASSIGN, Step.CALL),
        Stage.RECTIFIED: (Step.ASSIGN, Step.CALL, Step.RECTIFY),
        Stage.APPEALED: (Step.ASSIGN, Step.APPEAL),
        Stage.CLOSED: (Step.ASSIGN, Step.CALL, Step.RECTIFY, Step.ACCEPT),
    }
    walk(store, *ways.get(stage, (Step.ASSIGN, Step.APPEAL)), ground="误评")
    if stage is Stage.RULED_OUT:
        walk(store, Step.UPHOLD, user=WANG)
    if step in NEXT[stage]:
        after = walk(store, step, user=WANG, ground="误评")
        assert after.stage == LEADS_TO.get(step, Stage.ASSIGNED)
    else:
        with pytest.raises(LoopError, match="请刷新后再看"):
            walk(store, step, user=WANG, ground="误评")


def test_every_stage_but_the_last_leads_on() -> None:
    assert {stage for stage, steps in NEXT.items() if not steps} == set(ENDED)
    assert set(Step) == {step for steps in NEXT.values() for step in steps}


@pytest.mark.parametrize(
    ("ways", "step", "given", "says"),
    [
        ((), Step.ASSIGN, Given(holder="  "), "责任人没有填写"),
        ((Step.ASSIGN,), Step.CALL, Given(), "回访情况没有填写"),
        ((Step.ASSIGN, Step.CALL), Step.RECTIFY, Given(note=" "), "答复内容没有填写"),
        ((Step.ASSIGN,), Step.APPEAL, Given(note="不实"), "请选择申诉的理由"),
        ((Step.ASSIGN,), Step.CALL, Given(note="长" * 2001), "文字太长"),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(
    store: Store, ways: tuple[Step, ...], step: Step, given: Given, says: str
) -> None:
    if ways:
        walk(store, *ways)
    before = trail.count(store)
    with pytest.raises(Exception, match=says):
        loops.take(store, LI, KEY, step, given, before, DAY)
    assert trail.count(store) == before


def test_the_slower_of_two_people_is_told(store: Store) -> None:
    loops.take(store, LI, KEY, Step.ASSIGN, ORDINARY, 0, DAY)
    with pytest.raises(StaleSubjectError, match="刚被别人处理过"):
        loops.take(store, WANG, KEY, Step.CALL, ORDINARY, 0, DAY)
    with pytest.raises(NotNamedError):
        loops.take(store, NOBODY, KEY, Step.CALL, ORDINARY, 1, DAY)


def test_a_step_taken_back_leaves_both_records(store: Store) -> None:
    walk(store, Step.ASSIGN, Step.CALL)
    first, second = trail.read(store)
    loops.take_back(store, LI, second)
    assert loop_of(loops.standing(store)[KEY]).stage == Stage.ASSIGNED
    # What stood on the screen of a second tab is no more the last step.
    with pytest.raises(LoopError, match="刚有别的步骤"):
        loops.take_back(store, LI, second)
    assert last(store) == first
    loops.take_back(store, LI, first)
    assert loop_of(loops.standing(store)[KEY]) == Loop()
    assert loops.last_step(trail.read(store)) is None
    walk(store, Step.ASSIGN)
    assert last(store).seq == 5
    assert trail.count(store) == 5 and trail.verify(store) == []


def test_giving_it_to_another_does_not_begin_the_limit_anew(store: Store) -> None:
    walk(store, Step.ASSIGN)
    found = loops.standing(store)[KEY]
    later = loops.take(store, LI, KEY, Step.ASSIGN, ORDINARY, found.seq, DAY + dt.timedelta(days=9))
    assert loop_of(later).assigned_on == DAY.isoformat()
    walk(store, Step.CALL, Step.RECTIFY)
    found = loops.standing(store)[KEY]
    back = loops.take(store, LI, KEY, Step.REJECT, ORDINARY, found.seq, DAY + dt.timedelta(days=12))
    assert loop_of(back).assigned_on == (DAY + dt.timedelta(days=12)).isoformat()
