"""The steps of one candidate: put forward, marked, replied to, reviewed, vetoed, objected to.

The one who gave the mark neither replies for the window nor reviews it; a veto is settled and an
objection answered by another than who entered it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nlp.mask import mask_people
from records import trail
from records.candidates import (
    AGREED,
    BY_PEOPLE,
    DEEDS,
    MOST_FILES,
    NOMINATION,
    SENT_BACK,
    Candidate,
    CandidateError,
    Mark,
    candidate_of,
    in_ballot,
    plain,
)
from records.entries import Entry, Record, Subject
from records.errors import StaleSubjectError
from records.store import Store
from records.texts import kept, needed
from records.users import User, is_same_person


def nominate(
    store: Store, user: User, ballot: str, new: Sequence[Candidate], unchanged: dict[Subject, int]
) -> list[Record]:  # fmt: skip
    """Put candidates forward, all or none. One that was withdrawn may be put forward again, with the
    vetoes, objections and attachments that it had.

    `unchanged`: the selection as it was on screen.
    """
    there = in_ballot(store, ballot)
    entries = []
    for one in new:
        before, record = there.get(one.code, (None, None))
        if before is not None and not before.is_withdrawn:
            raise CandidateError(f"{one.name}已在候选中：可以补充它的事迹")
        if one.origin == BY_PEOPLE:
            _enough_deeds(one.deeds)
        made = replace(
            one, deeds=kept(one.deeds, one.name), promise=kept(one.promise, one.name), nominated_by=user.name,
        )  # fmt: skip
        if before is not None:
            files = _with_files(before, one.files)
            made = replace(made, vetoes=before.vetoes, objections=before.objections, files=files)
        _few_enough(made.files)
        seen = record.seq if record else 0
        entries.append(_entry((NOMINATION, "提名", ""), ballot, before, made, seen))
    if not entries:
        raise CandidateError("没有可提名的：名单是空的")
    return trail.append_all(store, user, entries, unchanged)


Change = Callable[[Candidate], Candidate]


def change(
    store: Store, user: User, ballot: str, shown: Candidate, what: tuple[str, str, str],
    made: Change, unchanged: dict[Subject, int],
) -> Record:  # fmt: skip
    """Take one step of a candidate as it was on screen. `what` is the kind, the action and the note.

    StaleSubjectError where somebody was faster.
    """
    found = trail.read(store, subject=shown.subject(ballot), newest_first=True, limit=1)
    if not found or found[0].seq != shown.seq:
        raise StaleSubjectError(f"{shown.name}刚被别人处理过：下面是最新情况，请看过再办")
    now = candidate_of(found[0])
    if now.is_withdrawn:
        raise CandidateError(f"{now.name}的提名已撤回")
    kind, action, note = what
    entry = _entry((kind, action, kept(note)), ballot, now, made(now), shown.seq)
    return trail.append_all(store, user, [entry], unchanged)[0]


def with_deeds(deeds: str, promise: str, files: Sequence[dict[str, Any]]) -> Change:
    """Other words on it, and attachments added; those that are there stay. A review of the old words
    counts no more."""

    def made(now: Candidate) -> Candidate:
        _enough_deeds(deeds)
        every = _with_files(now, files)
        _few_enough(every)
        return replace(
            now, deeds=kept(deeds, now.name), promise=kept(promise, now.name), files=every, **_UNREVIEWED
        )  # fmt: skip

    return made


def withdrawn(user: User, reason: str) -> Change:
    """Taken back, with the reason; not by the one who marked it, and not over an open objection."""

    def made(now: Candidate) -> Candidate:
        needed(reason, "撤回的原因")
        if now.has_marker(user.name):
            raise CandidateError(f"您给{now.name}打过分，不能撤回它的提名：请由另一个人来办")
        if now.has_open_objection:
            raise CandidateError(f"{now.name}有还没答复的异议：请先答复")
        return replace(now, is_withdrawn=True)

    return made


def marked(user: User, marks: Sequence[Mark], note: str) -> Change:
    """The first mark; a new one begins the reply and the review anew."""

    def made(now: Candidate) -> Candidate:
        _not_concerned(now, user)
        _enough_deeds(now.deeds)
        for one in marks:
            if not 0 <= one.points <= one.full:
                raise CandidateError(f"“{one.label}”应在 0 到 {one.full:g} 分之间：请改正")
        markers = tuple(dict.fromkeys((*now.markers, user.name)))
        return replace(
            now, marks=tuple(marks), mark_note=needed(note, "打分的依据"), marked_by=user.name,
            markers=markers, reply="", replied_by="", **_UNREVIEWED,
        )  # fmt: skip

    return made


def replied(user: User, words: str) -> Change:
    """What the window or the person says to the mark."""

    def made(now: Candidate) -> Candidate:
        if not now.marked_by:
            raise CandidateError("还没有打分，不用答复")
        if now.has_marker(user.name):
            raise CandidateError("您打过分，不能替窗口答复：请由窗口或另一个人来填")
        return replace(now, reply=needed(words, "答复"), replied_by=user.name, **_UNREVIEWED)

    return made


def reviewed(user: User, verdict: str, note: str) -> Change:
    """The second person's word on the mark."""

    def made(now: Candidate) -> Candidate:
        if not now.marked_by:
            raise CandidateError("还没有打分，不能复核")
        _not_concerned(now, user)
        if now.has_marker(user.name):
            raise CandidateError("您打过分，要由另一个人复核")
        if not now.reply:
            raise CandidateError("窗口还没有答复：请先征求它的意见")
        if verdict not in (AGREED, SENT_BACK):
            raise CandidateError(f"请选“{AGREED}”或“{SENT_BACK}”")
        told = needed(note, "退回的原因") if verdict == SENT_BACK else kept(note)
        return replace(now, verdict=verdict, review_note=told, reviewed_by=user.name)

    return made


def with_veto(user: User, what: str, evidence: str) -> Change:
    """A reason that rules it out, to be settled by another person."""

    def made(now: Candidate) -> Candidate:
        if not what:
            raise CandidateError("没有选是哪一条否决：请先在评分规则里列出")
        new = {"what": what, "evidence": needed(evidence, "否决的依据"), "raised_by": user.name,
               "settled_by": "", "is_upheld": False, "note": ""}  # fmt: skip
        return replace(now, vetoes=(*now.vetoes, new))

    return made


def settled(user: User, number: int, is_upheld: bool, note: str) -> Change:
    """Whether a veto stands."""

    def made(now: Candidate) -> Candidate:
        _not_concerned(now, user)
        one = now.vetoes[number]
        if one["settled_by"]:
            raise CandidateError("这一条否决已经核定")
        if is_same_person(one["raised_by"], user.name):
            raise CandidateError("否决是您提出的，要由另一个人核定")
        done = {
            **one,
            "settled_by": user.name,
            "is_upheld": is_upheld,
            "note": needed(note, "核定意见"),
        }
        return replace(now, vetoes=_put(now.vetoes, number, done))

    return made


def objected(user: User, who: str, words: str, until: str, today: dt.date) -> Change:
    """An objection to the list in public, entered by a person of the office."""

    def made(now: Candidate) -> Candidate:
        if today.isoformat() > until:
            raise CandidateError(f"公示已在 {until} 结束：不再登记异议，可按信访或投诉办理")
        new = {"who": mask_people(who) if who.strip() else "未具名", "words": needed(words, "异议内容"), "entered_by": user.name,
               "on": today.isoformat(), "answer": "", "answered_by": "", "is_upheld": False}  # fmt: skip
        return replace(now, objections=(*now.objections, new))

    return made


def answered(user: User, number: int, is_upheld: bool, words: str) -> Change:
    """What was found, and whether the objection stands."""

    def made(now: Candidate) -> Candidate:
        _not_concerned(now, user)
        one = now.objections[number]
        if one["answered_by"]:
            raise CandidateError("这一条异议已经答复")
        if is_same_person(one["entered_by"], user.name):
            raise CandidateError("异议是您登记的，要由另一个人核实答复")
        done = {**one, "answer": needed(words, "核实情况和答复"), "answered_by": user.name,
                "is_upheld": is_upheld}  # fmt: skip
        return replace(now, objections=_put(now.objections, number, done))

    return made


_UNREVIEWED: dict[str, Any] = {"verdict": "", "review_note": "", "reviewed_by": ""}


def _not_concerned(now: Candidate, user: User) -> None:
    if is_same_person(now.name, user.name):
        raise CandidateError("这是您自己的评选：请由另一个人来办")


def _enough_deeds(deeds: str) -> None:
    if len(deeds.strip()) < DEEDS:
        raise CandidateError(f"事迹太短：请至少写 {DEEDS} 个字")


def _with_files(now: Candidate, files: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The attachments that are there and others, each content once."""
    return tuple({one["sha256"]: one for one in (*files, *now.files)}.values())


def _few_enough(files: Sequence[dict[str, Any]]) -> None:
    if len(files) > MOST_FILES:
        raise CandidateError(f"附件太多：每个候选最多 {MOST_FILES} 个")


def _put(some: tuple[Any, ...], number: int, one: Any) -> tuple[Any, ...]:
    return (*some[:number], one, *some[number + 1 :])


def _entry(
    what: tuple[str, str, str], ballot: str, before: Candidate | None, after: Candidate, seen: int
) -> Entry:
    kind, action, note = what
    return Entry(
        kind, after.subject(ballot), action, note, before=plain(before), after=plain(after), seen=seen
    )  # fmt: skip
