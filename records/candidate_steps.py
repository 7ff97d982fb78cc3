"""The steps of one candidate: put forward, marked, replied to, reviewed, vetoed, objected to.

The one who gave the mark neither replies for the window nor reviews it; a veto is settled and an
objection answered by another than who entered it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

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
    in_selection,
    plain,
)
from records.entries import Entry, Record, Subject
from records.errors import StaleSubjectError
from records.store import Store
from records.texts import kept, needed
from records.users import User, is_same_person


def nominate(
    store: Store, user: User, selection: str, new: Sequence[Candidate], until: str, today: dt.date,
    unchanged: dict[Subject, int],
) -> list[Record]:  # fmt: skip
    """Put candidates forward, all or none; one that was withdrawn may be put forward again.

    `until` is the last day for it, and `unchanged` the selection as it was on screen.
    """
    if today.isoformat() > until:
        raise CandidateError(f"提名已在 {until} 截止：不能再提名")
    there = in_selection(store, selection)
    entries = []
    for one in new:
        before, record = there.get(one.code, (None, None))
        if before is not None and not before.is_withdrawn:
            raise CandidateError(f"{one.name}已在候选中：可以补充它的事迹")
        _few_enough(one.files)
        if one.origin == BY_PEOPLE and len(one.deeds.strip()) < DEEDS:
            raise CandidateError(f"{one.name}的事迹太短：请至少写 {DEEDS} 个字")
        made = replace(
            one, deeds=kept(one.deeds, one.name), promise=kept(one.promise, one.name), nominated_by=user.name
        )  # fmt: skip
        entries.append(
            _entry(NOMINATION, selection, "提名", before, made, record.seq if record else 0)
        )
    if not entries:
        raise CandidateError("没有可提名的：名单是空的")
    return trail.append_all(store, user, entries, unchanged)


Change = Callable[[Candidate], Candidate]


def change(
    store: Store, user: User, selection: str, shown: Candidate, what: tuple[str, str, str],
    made: Change, unchanged: dict[Subject, int],
) -> Record:  # fmt: skip
    """Take one step of a candidate as it was on screen. `what` is the kind, the action and the note.

    StaleSubjectError where somebody was faster.
    """
    kind, action, note = what
    found = trail.read(store, subject=shown.subject(selection), newest_first=True, limit=1)
    if not found or found[0].seq != shown.seq:
        raise StaleSubjectError(f"{shown.name}刚被别人处理过：下面是最新情况，请看过再办")
    now = candidate_of(found[0])
    if now.is_withdrawn:
        raise CandidateError(f"{now.name}的提名已撤回")
    entry = _entry(kind, selection, action, now, made(now), shown.seq, kept(note))
    return trail.append_all(store, user, [entry], unchanged)[0]


def with_deeds(deeds: str, promise: str, files: Sequence[dict[str, Any]]) -> Change:
    """Other words on it, and attachments added; those that are there stay."""

    def made(now: Candidate) -> Candidate:
        if len(deeds.strip()) < DEEDS:
            raise CandidateError(f"事迹太短：请至少写 {DEEDS} 个字")
        by_content = {one["sha256"]: one for one in (*files, *now.files)}
        every = tuple(by_content.values())
        _few_enough(every)
        return replace(
            now, deeds=kept(deeds, now.name), promise=kept(promise, now.name), files=every
        )

    return made


def withdrawn(reason: str) -> Change:
    """Taken back, with the reason."""

    def made(now: Candidate) -> Candidate:
        needed(reason, "撤回的原因")
        return replace(now, is_withdrawn=True)

    return made


def marked(user: User, marks: Sequence[Mark], note: str) -> Change:
    """The first mark; a new one begins the reply and the review anew."""

    def made(now: Candidate) -> Candidate:
        for one in marks:
            if not 0 <= one.points <= one.full:
                raise CandidateError(f"“{one.label}”应在 0 到 {one.full:g} 分之间：请改正")
        return replace(
            now, marks=tuple(marks), mark_note=needed(note, "打分的依据"), marked_by=user.name,
            reply="", replied_by="", verdict="", review_note="", reviewed_by="",
        )  # fmt: skip

    return made


def replied(user: User, words: str) -> Change:
    """What the window or the person says to the mark."""

    def made(now: Candidate) -> Candidate:
        if not now.marked_by:
            raise CandidateError("还没有打分，不用答复")
        if is_same_person(now.marked_by, user.name):
            raise CandidateError("分是您打的，不能替窗口答复：请由窗口或另一个人来填")
        return replace(
            now, reply=needed(words, "答复"), replied_by=user.name, verdict="", reviewed_by=""
        )

    return made


def reviewed(user: User, verdict: str, note: str) -> Change:
    """The second person's word on the mark."""

    def made(now: Candidate) -> Candidate:
        if not now.marked_by:
            raise CandidateError("还没有打分，不能复核")
        if is_same_person(now.marked_by, user.name):
            raise CandidateError("分是您打的，要由另一个人复核")
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
        new = {"what": what, "evidence": needed(evidence, "否决的依据"), "raised_by": user.name,
               "settled_by": "", "is_upheld": False, "note": ""}  # fmt: skip
        return replace(now, vetoes=(*now.vetoes, new))

    return made


def settled(user: User, number: int, is_upheld: bool, note: str) -> Change:
    """Whether a veto stands."""

    def made(now: Candidate) -> Candidate:
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
        new = {"who": kept(who) or "未具名", "words": needed(words, "异议内容"), "entered_by": user.name,
               "on": today.isoformat(), "answer": "", "answered_by": "", "is_upheld": False}  # fmt: skip
        return replace(now, objections=(*now.objections, new))

    return made


def answered(user: User, number: int, is_upheld: bool, words: str) -> Change:
    """What was found, and whether the objection stands."""

    def made(now: Candidate) -> Candidate:
        one = now.objections[number]
        if one["answered_by"]:
            raise CandidateError("这一条异议已经答复")
        if is_same_person(one["entered_by"], user.name):
            raise CandidateError("异议是您登记的，要由另一个人核实答复")
        done = {**one, "answer": needed(words, "核实情况和答复"), "answered_by": user.name,
                "is_upheld": is_upheld}  # fmt: skip
        return replace(now, objections=_put(now.objections, number, done))

    return made


def _few_enough(files: Sequence[dict[str, Any]]) -> None:
    if len(files) > MOST_FILES:
        raise CandidateError(f"附件太多：每个候选最多 {MOST_FILES} 个")


def _put(some: tuple[Any, ...], number: int, one: Any) -> tuple[Any, ...]:
    return (*some[:number], one, *some[number + 1 :])


def _entry(
    kind: str, selection: str, action: str, before: Candidate | None, after: Candidate, seen: int,
    note: str = "",
) -> Entry:  # fmt: skip
    return Entry(
        kind, after.subject(selection), action, note, before=plain(before), after=plain(after), seen=seen
    )  # fmt: skip
