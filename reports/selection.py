"""What a selection is made of: who may be put forward with which facts, places with ties, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from etl.read import Build, Scope
from etl.read import staff as read
from etl.read.loops import Workdays
from etl.read.scope import shift_month
from records.candidates import BY_PEOPLE, BY_SYSTEM, SENT_BACK, Candidate, Facts, Mark
from records.honours import Award, Selection, Stage
from reports import words
from scoring import explain
from scoring.period import Period, parse_period
from scoring.ranking import places
from scoring.result import WindowScore
from scoring.rulebook import Rulebook
from scoring.scores import score_windows
from scoring.staff import score_staff

STAGES = (Stage.NOMINATING, Stage.REVIEW, Stage.NOTICE, Stage.DECIDED, Stage.ARCHIVED)
SEATS = {Award.WINDOW: "recommended", Award.PARTY: "party_seats", Award.STAR: "staff_seats"}
"""The rule that holds the seats of each award."""


@dataclass(frozen=True)
class Field:
    """Everybody who may be put forward, and whom the system proposes, in its order.

    `undecided` are tied at the last seat and not among them, `note` says how. `flagged` is what of each
    somebody must look at first, by code: suspect ratings, red cards. `windows` are the windows of persons
    as a choice of windows names them.
    """

    every: dict[str, Candidate]
    proposed: tuple[str, ...]
    undecided: tuple[str, ...]
    note: str
    flagged: dict[str, str]
    windows: dict[str, str]


@dataclass(frozen=True)
class Placed:
    """A candidate with its place among those that may be listed; None for the others."""

    one: Candidate
    place: int | None
    is_tied: bool


def with_seats(rules: Rulebook, award: Award, seats: int) -> Rulebook:
    """The rule book with the seats of one selection."""
    changed: dict[str, Any] = {SEATS[award]: seats}
    return replace(rules, rules=replace(rules.rules, **changed))


def field_of(build: Build, award: Award, scope: Scope, rules: Rulebook, seats: int) -> Field:
    """All windows, or all persons (of the party, for its award), with the facts of the period."""
    book = with_seats(rules, award, seats)
    windows: dict[str, str] = {}
    if award is Award.WINDOW:
        scores = score_windows(build, scope, book)
        cards = read.red_cards(build, scope).set_index("window_code")["red_cards"].to_dict()
        place = {one.window_code: one.dept_name or "" for one in scores.windows}
        extra = {one.window_code: [f"投诉类留言 {one.complaints:,} 条"] for one in scores.windows}
    else:
        people = score_staff(build, scope, book, party_alone=award is Award.PARTY)
        scores, place = people.scores, people.windows
        cards, windows = people.red_cards, people.labels
        extra = {
            code: [f"留言点名表扬 {people.praised[code]:,} 次、批评 {people.blamed[code]:,} 次"]
            for code in place
        }
    every = {
        one.window_code: _candidate(
            one,
            place[one.window_code],
            extra[one.window_code],
            int(cards.get(one.window_code, 0)),
            (build.build_id, rules.sha256),
        )
        for one in scores.windows
    }
    flagged = {
        one.window_code: _flags(one, int(cards.get(one.window_code, 0))) for one in scores.windows
    }
    found = scores.recommended
    return Field(every, found.codes, found.undecided, found.note, flagged, windows)


def _candidate(
    one: WindowScore, place: str, extra: list[str], cards: int, source: tuple[str, str]
) -> Candidate:
    """`source`: the build and the rule book that the facts were counted from."""
    counts = f"办结 {one.n_cases:,} 件，超期 {one.overdue:,} 件，主动评价 {one.n_ratings:,} 条"
    lines = [explain.summary(one), counts, *extra]
    lines += [flags] if (flags := _flags(one, cards)) else []
    lines += [items] if (items := _items(one)) else []
    points = one.points if one.rate is not None else None
    facts = Facts(points, one.measurable, tuple(lines), *source)
    return Candidate(one.window_code, one.window_name, place, BY_SYSTEM, facts, "")


def _items(one: WindowScore) -> str:
    """The points of every indicator that was scored."""
    scored = [each for each in one.indicators if each.points is not None]
    told = "、".join(f"{each.label} {each.points:.1f}/{each.full:g}" for each in scored)
    return f"逐项：{told}" if told else ""


def _flags(one: WindowScore, cards: int) -> str:
    """What somebody must look at first; empty without."""
    told = [f"待核查评价 {one.n_suspect:,} 条"] if one.n_suspect else []
    told += [f"红牌 {cards:,} 件"] if cards else []
    return "、".join(told)


def items_of(book: Rulebook) -> tuple[Mark, ...]:
    """What people mark under a rule book: the indicators that no data tell, and the bonus; no points yet."""
    open_ones = [one for one in book.indicators if not one.measured]
    return (
        *(Mark(one.key, one.label, 0.0, one.points) for one in open_ones),
        *(Mark(one.key, one.label, 0.0, one.cap, is_bonus=True) for one in book.bonuses),
    )


def new_selection(award: Award, period: Period, book: Rulebook, until: dt.date) -> Selection:
    """A selection as the rule book has it, before people change its seats."""
    return Selection(
        str(award), period.text, int(getattr(book.rules, SEATS[award])), book.rules.tie,
        until.isoformat(), book.rules.notice_days, book.sha256, book.title, items_of(book),
    )  # fmt: skip


def finished_quarters(as_of: dt.date, first: dt.date) -> list[Period]:
    """The quarters that have ended and begin with the data or later, latest first."""
    found: list[Period] = []
    month = dt.date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1)
    while month >= first.replace(day=1):
        period = parse_period(f"{month.year}Q{(month.month + 2) // 3}")
        found += [period] if period.is_complete(as_of) else []
        month = shift_month(month, -3)
    return found


def placed(every: list[Candidate], tie: float) -> list[Placed]:
    """Candidates by their total, best first, those that may not be listed last; ties share a place."""
    inside = [one for one in every if one.is_eligible]
    ranked = places([one.total / 100 for one in inside], tie)
    found = [Placed(one, place, ranked.count(place) > 1) for one, place in zip(inside, ranked, strict=True)]  # fmt: skip
    found += [Placed(one, None, False) for one in every if not one.is_eligible]
    return sorted(found, key=lambda each: (each.place is None, -each.one.total, each.one.code))


def first_choice(ranked: list[Placed], seats: int) -> list[str]:
    """The codes that the totals put on the list; a tie at the last seat is left to people."""
    chosen: list[str] = []
    for place in sorted({one.place for one in ranked if one.place is not None}):
        tied = [each.one.code for each in ranked if each.place == place]
        if len(chosen) + len(tied) > seats:
            break
        chosen += tied
    return chosen


def notice_until(calendar: Workdays, start: dt.date, days: int) -> dt.date | None:
    """The last day of a notice of so many working days, the first of them the day after its start."""
    return calendar.after(start, days)


def next_step(selection: Selection, every: list[Candidate], today: dt.date) -> str:
    """What has to be done now, and by whom, in a sentence."""
    stage, last = Stage(selection.stage), words.iso_date(selection.nominate_until)
    told = {
        Stage.NOMINATING: f"补充事迹和附件（提名{last}截止），齐了就“结束提名”。"
        if every
        else f"采用系统推荐名单，或直接提名（{last}截止）。",
        Stage.REVIEW: _in_review(every),
        Stage.NOTICE: _in_notice(selection, every, today),
        Stage.DECIDED: "决定已记录：核对证书后归档。",
        Stage.ARCHIVED: "已归档，不能再改。",
        Stage.CANCELLED: "这次评选已作废，记录都在；可以重新发起。",
    }
    return told[stage]


def _in_review(every: list[Candidate]) -> str:
    waiting = [
        (sum(not one.marked_by for one in every), "个等初评打分"),
        (sum(bool(one.marked_by) and not one.reply for one in every), "个等窗口答复"),
        (sum(bool(one.reply) and not one.verdict for one in every), "个等另一个人复核"),
        (sum(one.verdict == SENT_BACK for one in every), "个被退回，要重新打分"),
        (
            sum(not each["settled_by"] for one in every for each in one.vetoes),
            "条否决等另一个人核定",
        ),
    ]
    told = "、".join(f"{count} {what}" for count, what in waiting if count)
    return f"{told}。" if told else "都已复核：由没有打过分的人拟定名单，开始公示。"


def _in_notice(selection: Selection, every: list[Candidate], today: dt.date) -> str:
    open_ones = sum(not each["answered_by"] for one in every for each in one.objections)
    if open_ones:
        return f"有 {open_ones} 条异议等另一个人核实答复。"
    fallen = [one.name for one in every if one.code in selection.listed and one.why_not]
    if fallen:
        return f"名单上的{'、'.join(fallen)}不能表彰：请撤回公示重新拟定，或在决定时去掉。"
    if today.isoformat() <= selection.notice_until:
        return f"有异议的在“办一个”里登记。公示到{words.iso_date(selection.notice_until)}，当天过后记录会议的决定。"
    return "公示已结束：记录会议的决定。"


def by_people(
    one: Candidate, deeds: str, promise: str, files: Sequence[dict[str, Any]] = ()
) -> Candidate:
    """The same put forward by people, with their words and attachments."""
    return replace(one, origin=BY_PEOPLE, deeds=deeds, promise=promise, files=tuple(files))
