"""The steps of a selection, from its opening to its archive: who may take which, and what must be so.

Whoever gave a mark, or is a candidate, decides over none of those that were marked; what a step rests on
must still stand when it is written, so that of two who decide at once the slower is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from records import trail
from records.candidate_steps import Change, change, nominate
from records.candidates import AGREED, Candidate, in_ballot
from records.entries import Entry, Record, Subject
from records.errors import BadEntryError, StaleSubjectError
from records.honours import (
    DECISION,
    FASTER,
    KIND,
    MAY,
    TABLE,
    Award,
    Selection,
    SelectionError,
    Stage,
    Step,
    last_of,
    plain,
    selection_of,
)
from records.store import Store
from records.texts import kept, needed
from records.users import User, is_same_person


@dataclass(frozen=True)
class Noticed:
    """The list to be made public: codes, why these, the last day for objections, who takes them where.

    `shown`: every candidate that was on screen with the number of its last record.
    """

    codes: tuple[str, ...]
    note: str
    until: dt.date
    unit: str
    contact: str
    shown: Mapping[str, int]


@dataclass(frozen=True)
class Decision:
    """What people decided: the codes honoured, the meeting, and why somebody fell out; `shown` as above."""

    codes: tuple[str, ...]
    meeting: str
    note: str
    shown: Mapping[str, int]


def open_selection(store: Store, user: User, new: Selection, seen: int, today: dt.date) -> Record:
    """Open a selection; one that was cancelled may be opened again."""
    if dt.date.fromisoformat(new.nominate_until) < today:
        raise SelectionError("提名截止日已经过了：请选今天或以后的日子")
    if new.seats < 1 or new.notice_days < 1:
        raise SelectionError("名额和公示天数至少是 1：请改正")
    record = _current(store, new.key, seen)
    before = selection_of(record)
    if before is not None and before.stage != Stage.CANCELLED:
        raise SelectionError(f"这个季度的{new.award}评选已经在进行：请在“哪一次评选”里打开它")
    rounds = before.round + 1 if before is not None else 1
    made = replace(new, opened_by=user.name, stage=str(Stage.NOMINATING), round=rounds)
    return _record(store, user, ("发起评选", ""), before, made, seen)


def put_forward(
    store: Store, user: User, key: str, new: Sequence[Candidate], seen: int, today: dt.date
) -> list[Record]:
    """Put candidates forward, all or none, up to and with the last day for it."""
    now = _at(store, key, seen, Stage.NOMINATING)
    if today.isoformat() > now.nominate_until:
        raise SelectionError(f"提名已在 {now.nominate_until} 截止：不能再提名")
    if any(one.facts.rulebook != now.rulebook for one in new):
        raise SelectionError("发起之后评分规则改过：同一次评选只能用同一套规则，请作废后重新发起")
    return nominate(store, user, now.ballot, new, {Subject(TABLE, key): seen})


def act(
    store: Store, user: User, key: str, seen: int, shown: Candidate, step: Step, made: Change,
    note: str = "",
) -> Record:  # fmt: skip
    """Take a step about a candidate as it and the selection (`seen`) were on screen."""
    kind, stages = MAY[step]
    now = _at(store, key, seen, *stages)
    if step is Step.MARK and now.award == Award.PARTY and not shown.promise:
        raise SelectionError(f"{shown.name}的公开承诺和兑现情况还没有填写：党员先锋岗看的就是它")
    if step is Step.MARK:
        made = _of_items(now, made)
    return change(
        store, user, now.ballot, shown, (kind, str(step), note), made, {Subject(TABLE, key): seen}
    )


def _of_items(now: Selection, made: Change) -> Change:
    """A mark of all that the selection asks for and nothing else: what is left out would earn more."""

    def checked(one: Candidate) -> Candidate:
        after = made(one)
        asked = {each.key: (each.full, each.is_bonus) for each in now.items}
        given = {each.key: (each.full, each.is_bonus) for each in after.marks}
        if given != asked or len(after.marks) != len(now.items):
            missing = [each.label for each in now.items if each.key not in given]
            raise SelectionError(
                f"还有没打的分（{'、'.join(missing) or '项目与规则不符'}）：每一项都要打"
            )
        return after

    return checked


def close_nominations(
    store: Store, user: User, key: str, seen: int, today: dt.date, reason: str = ""
) -> Record:
    """From then on marks are given; before the last day is over the reason is needed."""
    now = _at(store, key, seen, Stage.NOMINATING)
    if not _candidates(store, now):
        raise SelectionError("还没有候选：请先采用系统推荐名单，或提名")
    note = kept(reason)
    if today.isoformat() <= now.nominate_until:
        note = needed(reason, f"提名到 {now.nominate_until} 才截止，提前结束的原因")
    return _record(
        store, user, ("结束提名", note), now, replace(now, stage=str(Stage.REVIEW)), seen
    )


def reopen_nominations(store: Store, user: User, key: str, reason: str, seen: int) -> Record:
    """Back to the nominations, where they were ended by mistake; what was marked stays."""
    now = _at(store, key, seen, Stage.REVIEW)
    note = needed(reason, "重开提名的原因")
    after = replace(now, stage=str(Stage.NOMINATING))
    return _record(store, user, ("重开提名", note), now, after, seen)


def give_notice(
    store: Store, user: User, key: str, given: Noticed, seen: int, today: dt.date
) -> Record:
    """Fix the list and begin the public notice (公示), which lasts to `given.until`.

    SelectionError where anybody is not reviewed to the end, where somebody on the list may not be, or
    where the one who does it gave a mark or is a candidate; where a tie or a higher total stays outside,
    the reason must be given. StaleSubjectError where a candidate is not as it was on screen.
    """
    now = _at(store, key, seen, Stage.REVIEW)
    every = _shown(store, now, given.shown)
    if given.until < today + dt.timedelta(days=now.notice_days):
        raise SelectionError("公示结束的日子不对：请刷新后再看")
    _impartial(user, every, "定名单")
    if waiting := [one.name for one in every.values() if one.takes_part and _is_waiting(one)]:
        raise SelectionError(
            f"还没有复核完（{'、'.join(waiting)}）：请先办完，或由另一个人撤回提名"
        )
    chosen = sorted(
        (_ready(every, code) for code in dict.fromkeys(given.codes)), key=lambda one: -one.total
    )
    if not chosen:
        raise SelectionError("名单是空的：请至少选一个")
    if len(chosen) > now.seats:
        raise SelectionError(f"选了 {len(chosen)} 个，名额只有 {now.seats} 个：请减少")
    note = kept(given.note)
    if (passed := passed_over(every, [one.code for one in chosen], now.tie)) and not note:
        names = "、".join(one.name for one in passed)
        raise SelectionError(f"{names}的得分不低于名单上的最后一名（或并列）：请写明为什么不列入")
    after = replace(
        now, stage=str(Stage.NOTICE), listed=tuple(one.code for one in chosen), list_note=note,
        listed_by=user.name, notice_from=today.isoformat(), notice_until=given.until.isoformat(),
        unit=needed(given.unit, "公示单位"), contact=_contact(given.contact),
    )  # fmt: skip
    return _record(store, user, ("公示名单", note), now, after, seen, _seen(now, every))


def take_notice_back(store: Store, user: User, key: str, reason: str, seen: int) -> Record:
    """Back to the review, so that another list can be made and made public anew."""
    now = _at(store, key, seen, Stage.NOTICE)
    note = needed(reason, "撤回公示的原因")
    _impartial(user, _candidates(store, now), "撤回公示")
    after = replace(now, stage=str(Stage.REVIEW), listed=(), list_note="", listed_by="",
                    notice_from="", notice_until="")  # fmt: skip
    return _record(store, user, ("撤回公示", note), now, after, seen)


def decide(
    store: Store, user: User, key: str, given: Decision, seen: int, today: dt.date
) -> Record:
    """Record what people decided once the notice is over and every objection is answered."""
    now = _at(store, key, seen, Stage.NOTICE)
    if today.isoformat() <= now.notice_until:
        raise SelectionError(f"公示到 {now.notice_until} 才结束：当天过后才能决定")
    every = _shown(store, now, given.shown)
    _impartial(user, every, "决定")
    if unanswered := [one.name for one in every.values() if one.has_open_objection]:
        raise SelectionError(f"还有没答复的异议（{'、'.join(unanswered)}）：请先答复")
    if not given.codes or set(given.codes) - set(now.listed):
        raise SelectionError("只能从公示过的名单里决定，至少一个：要换人请先撤回公示")
    codes = tuple(code for code in now.listed if code in given.codes)
    for code in codes:
        _ready(every, code)
    note = kept(given.note)
    if set(codes) != set(now.listed) and not note:
        raise SelectionError("有公示过的没有列入：请写明原因")
    after = replace(
        now, stage=str(Stage.DECIDED), honoured=codes, meeting=needed(given.meeting, "哪次会议决定的"),
        decided_by=user.name, decided_on=today.isoformat(),
    )  # fmt: skip
    return _record(store, user, ("记录决定", note), now, after, seen, _seen(now, every), DECISION)


def take_decision_back(store: Store, user: User, key: str, reason: str, seen: int) -> Record:
    """Back to the end of the notice, where a decision was recorded wrongly and nothing is archived."""
    now = _at(store, key, seen, Stage.DECIDED)
    note = needed(reason, "更正的原因")
    _impartial(user, _candidates(store, now), "撤回决定")
    after = replace(
        now, stage=str(Stage.NOTICE), honoured=(), meeting="", decided_by="", decided_on=""
    )
    return _record(store, user, ("撤回决定", note), now, after, seen, kind=DECISION)


def archive(store: Store, user: User, key: str, name: str, sha256: str, seen: int) -> Record:
    """Record the archive's file and its hash; nothing changes any more."""
    now = _at(store, key, seen, Stage.DECIDED)
    after = replace(now, stage=str(Stage.ARCHIVED), archive=name, archive_sha256=sha256)
    return _record(store, user, ("归档", ""), now, after, seen, kind=DECISION)


def cancel(store: Store, user: User, key: str, reason: str, seen: int) -> Record:
    """Give a selection up before it is decided; its records stay."""
    now = _at(store, key, seen, Stage.NOMINATING, Stage.REVIEW, Stage.NOTICE)
    note = needed(reason, "作废的原因")
    return _record(store, user, ("作废", note), now, replace(now, stage=str(Stage.CANCELLED)), seen)


def passed_over(every: dict[str, Candidate], chosen: Sequence[str], tie: float) -> list[Candidate]:
    """Those that could be on the list and are not, though none on it is clearly better."""
    last = min(every[code].total for code in chosen)
    return [
        one
        for one in every.values()
        if one.code not in chosen and one.is_eligible and one.total >= last - tie - 1e-9
    ]


def _contact(text: str) -> str:
    """Kept as it is: an office's number is there to be called."""
    if not text.strip():
        raise BadEntryError("受理异议的电话或地点没有填写：请补上再保存")
    return text.strip()


def _ready(every: dict[str, Candidate], code: str) -> Candidate:
    """Somebody who may be on a list; SelectionError says why not."""
    one = every.get(code)
    if one is None or one.is_withdrawn:
        raise SelectionError(f"候选里没有“{code}”：请刷新后再选")
    if why := one.why_not:
        raise SelectionError(f"{one.name}不能列入：{why}")
    return one


def _is_waiting(one: Candidate) -> bool:
    """Whether something about it is still open, so that nobody can say that it was passed over."""
    return one.verdict != AGREED or one.has_open_veto


def _impartial(user: User, every: dict[str, Candidate], what: str) -> None:
    """Neither one who gave a mark nor a candidate."""
    for one in every.values():
        if one.has_marker(user.name):
            raise SelectionError(f"您给{one.name}打过分，不能再{what}：请由另一个人来办")
        if is_same_person(one.name, user.name):
            raise SelectionError(f"您自己在候选中，不能{what}：请由另一个人来办")


def _candidates(store: Store, now: Selection) -> dict[str, Candidate]:
    every = in_ballot(store, now.ballot).values()
    return {one.code: one for one, _ in every if not one.is_withdrawn}


def _shown(store: Store, now: Selection, shown: Mapping[str, int]) -> dict[str, Candidate]:
    """The candidates, where they are still those that were on screen."""
    every = _candidates(store, now)
    if {code: one.seq for code, one in every.items()} != dict(shown):
        raise StaleSubjectError(FASTER)
    return every


def _seen(now: Selection, every: dict[str, Candidate]) -> dict[Subject, int]:
    """What the checks have looked at must still be so when the step is written."""
    return {one.subject(now.ballot): one.seq for one in every.values()}


def _current(store: Store, key: str, seen: int) -> Record | None:
    record = last_of(store, key)
    if (record.seq if record else 0) != seen:
        raise StaleSubjectError(FASTER)
    return record


def _at(store: Store, key: str, seen: int, *stages: Stage) -> Selection:
    now = selection_of(_current(store, key, seen))
    if now is None:
        raise SelectionError("没有这次评选：请先发起")
    if now.stage not in stages:
        raise SelectionError(f"这次评选现在是“{now.stage}”，不能这样办：请刷新后再看")
    return now


def _record(
    store: Store, user: User, told: tuple[str, str], before: Selection | None, after: Selection,
    seen: int, unchanged: dict[Subject, int] | None = None, kind: str = KIND,
) -> Record:  # fmt: skip
    """Write a step; `told` is what was done and the note."""
    entry = Entry(
        kind, Subject(TABLE, after.key), *told, before=plain(before), after=plain(after), seen=seen
    )
    return trail.append_all(store, user, [entry], unchanged)[0]
