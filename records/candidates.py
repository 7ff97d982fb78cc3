"""One window or person put forward in a selection, and where it stands.

Every step (`records.candidate_steps`) is a record that holds the whole state after it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from records import trail
from records.entries import Record, Subject
from records.errors import RecordsError
from records.store import Store
from records.users import is_same_person

TABLE = "candidate"
NOMINATION, SCORE, OBJECTION = "nomination", "score_entry", "objection"
BY_SYSTEM, BY_PEOPLE = "系统推荐", "提名"
AGREED, SENT_BACK = "同意", "退回"
DEEDS = 10
"""So many characters at least: a name alone is no nomination."""
HUNDRED = 100.0
MOST_FILES = 10


class CandidateError(RecordsError):
    """A step that may not be taken as it is; the message says why."""


@dataclass(frozen=True)
class Mark:
    """One figure that people enter: points out of `full`, or a bonus outside the hundred."""

    key: str
    label: str
    points: float
    full: float
    is_bonus: bool = False


@dataclass(frozen=True)
class Facts:
    """What the system counted when the candidate was put forward; `lines` in words.

    `points` out of `measurable`; None for one that took no part, with the reason as the first of `lines`.
    `build_id` and `rulebook` (its hash) say what it was counted from.
    """

    points: float | None
    measurable: float | None
    lines: tuple[str, ...] = ()
    build_id: str = ""
    rulebook: str = ""


@dataclass(frozen=True)
class Candidate:
    """The state of one candidate; `place` is its department or window in words.

    `markers` are all who ever gave it a mark, `marked_by` the last of them.
    `files`: name, sha256 and size (bytes) of each attachment. `vetoes`: what, evidence, raised_by,
    settled_by, is_upheld, note. `objections`: who, words, entered_by, on, answer, answered_by,
    is_upheld. `seq` is the number of its last record and not part of what is kept.
    """

    code: str
    name: str
    place: str
    origin: str
    facts: Facts
    nominated_by: str
    deeds: str = ""
    promise: str = ""
    files: tuple[dict[str, Any], ...] = ()
    is_withdrawn: bool = False
    marks: tuple[Mark, ...] = ()
    mark_note: str = ""
    marked_by: str = ""
    markers: tuple[str, ...] = ()
    reply: str = ""
    replied_by: str = ""
    verdict: str = ""
    review_note: str = ""
    reviewed_by: str = ""
    vetoes: tuple[dict[str, Any], ...] = ()
    objections: tuple[dict[str, Any], ...] = ()
    seq: int = field(default=0, compare=False)

    def subject(self, ballot: str) -> Subject:
        """What its records are about."""
        return Subject(TABLE, f"{ballot}:{self.code}")

    @property
    def takes_part(self) -> bool:
        """Whether it has enough behind it to be compared."""
        return self.facts.points is not None

    @property
    def has_open_veto(self) -> bool:
        """Whether a veto waits to be settled."""
        return any(not one["settled_by"] for one in self.vetoes)

    @property
    def has_open_objection(self) -> bool:
        """Whether an objection waits for its answer."""
        return any(not one["answered_by"] for one in self.objections)

    def has_marker(self, name: str) -> bool:
        """Whether this person ever gave it a mark."""
        return any(is_same_person(one, name) for one in self.markers)

    @property
    def total(self) -> float:
        """Points out of 100 of what was counted and what people marked, and the bonus on top.

        0 for one that takes no part: it has no figure, and none may be shown.
        """
        if not self.takes_part:
            return 0.0
        counted = [one for one in self.marks if not one.is_bonus]
        whole = (self.facts.measurable or 0.0) + sum(one.full for one in counted)
        got = (self.facts.points or 0.0) + sum(one.points for one in counted)
        bonus = sum(one.points for one in self.marks if one.is_bonus)
        return (got / whole * HUNDRED if whole else 0.0) + bonus

    @property
    def why_not(self) -> str:
        """Why it may not be on the list; empty where it may."""
        if not self.takes_part:
            return self.facts.lines[0] if self.facts.lines else "不参评"
        if any(one["is_upheld"] for one in self.vetoes):
            return "有核定成立的一票否决"
        if self.has_open_veto:
            return "有还没核定的一票否决"
        if any(one["is_upheld"] for one in self.objections):
            return "有核实成立的异议"
        if self.verdict != AGREED:
            return "还没有经另一个人复核同意"
        return ""

    @property
    def is_eligible(self) -> bool:
        """Whether it may be on the list."""
        return not self.is_withdrawn and not self.why_not


def candidate_of(record: Record) -> Candidate:
    """The state that a record holds."""
    told = dict(record.after)
    told["facts"] = Facts(**{**told["facts"], "lines": tuple(told["facts"]["lines"])})
    told["marks"] = tuple(Mark(**one) for one in told["marks"])
    for name in ("files", "vetoes", "objections", "markers"):
        told[name] = tuple(told[name])
    return Candidate(**told, seq=record.seq)


def in_ballot(store: Store, ballot: str) -> dict[str, tuple[Candidate, Record]]:
    """Every candidate of a ballot by its code with its last record, those withdrawn as well."""
    begins = f"{ballot}:"
    found = trail.latest(store, table=TABLE)
    made = [
        (candidate_of(record), record)
        for one, record in found.items()
        if one.key.startswith(begins)
    ]
    return {one.code: (one, record) for one, record in made}


def plain(one: Candidate | None) -> Any:
    """As it is kept: lists and not tuples, without the number of its record."""
    if one is None:
        return None
    told = asdict(one)
    del told["seq"]
    told["facts"]["lines"] = list(one.facts.lines)
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
    }
