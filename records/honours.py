"""One selection (评选): its stages, what may be done in which, and where it stands.

Every step (`records.selecting`) is a record that holds the whole state after it. Windows and persons
put forward are followed one by one in `records.candidates`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from records import trail
from records.candidates import NOMINATION, OBJECTION, SCORE, Mark
from records.entries import Record, Subject
from records.errors import RecordsError
from records.store import Store

TABLE, KIND, DECISION = "selection", "selection", "honour"
FASTER = "刚被别人处理过：下面是最新情况，请看过再办"


class Award(StrEnum):
    """What is awarded."""

    WINDOW = "红旗窗口"
    PARTY = "党员先锋岗"
    STAR = "服务明星"


class Stage(StrEnum):
    """Where a selection stands."""

    NOMINATING = "提名中"
    REVIEW = "打分复核"
    NOTICE = "公示中"
    DECIDED = "已决定"
    ARCHIVED = "已归档"
    CANCELLED = "已作废"


class Step(StrEnum):
    """What is done about one candidate."""

    DEEDS = "补充事迹"
    WITHDRAW = "撤回提名"
    MARK = "初评打分"
    REPLY = "窗口答复"
    REVIEW = "复核"
    VETO = "提出否决"
    SETTLE = "核定否决"
    OBJECT = "登记异议"
    ANSWER = "答复异议"


BEFORE_NOTICE = (Stage.NOMINATING, Stage.REVIEW)
UNDECIDED = (*BEFORE_NOTICE, Stage.NOTICE)
MAY: dict[Step, tuple[str, tuple[Stage, ...]]] = {
    Step.DEEDS: (NOMINATION, BEFORE_NOTICE),
    Step.WITHDRAW: (NOMINATION, BEFORE_NOTICE),
    Step.MARK: (SCORE, (Stage.REVIEW,)),
    Step.REPLY: (SCORE, (Stage.REVIEW,)),
    Step.REVIEW: (SCORE, (Stage.REVIEW,)),
    Step.VETO: (SCORE, UNDECIDED),
    Step.SETTLE: (SCORE, UNDECIDED),
    Step.OBJECT: (OBJECTION, (Stage.NOTICE,)),
    Step.ANSWER: (OBJECTION, (Stage.REVIEW, Stage.NOTICE)),
}
"""The kind of record that each step is, and the stages in which it may be taken."""


class SelectionError(RecordsError):
    """A step that may not be taken as it is; the message says why."""


@dataclass(frozen=True)
class Selection:
    """The state of one selection. Days are ISO dates on the office's clock, empty before the step.

    `period` is written as `2026Q3`; `tie` is in points of 100; `rulebook` is the hash of the rules that
    hold for all of it, `rules` their title and `items` what people mark under them. `round` counts how
    often it was opened. `listed` are the codes in the public notice, `honoured` those decided; `unit` issues both, objections
    go to `contact`.
    """

    award: str
    period: str
    seats: int
    tie: float
    nominate_until: str
    notice_days: int
    rulebook: str
    rules: str
    items: tuple[Mark, ...]
    opened_by: str = ""
    round: int = 1
    stage: str = Stage.NOMINATING
    listed: tuple[str, ...] = ()
    list_note: str = ""
    listed_by: str = ""
    notice_from: str = ""
    notice_until: str = ""
    honoured: tuple[str, ...] = ()
    meeting: str = ""
    decided_by: str = ""
    decided_on: str = ""
    unit: str = ""
    contact: str = ""
    archive: str = ""
    archive_sha256: str = ""

    @property
    def key(self) -> str:
        """How its records are found."""
        return key_of(self.award, self.period)

    @property
    def ballot(self) -> str:
        """How its candidates are found: those of one that was cancelled are not those of the next."""
        return f"{self.key}#{self.round}"


def key_of(award: str, period: str) -> str:
    """The key of the selection of an award in a period."""
    return f"{award}:{period}"


def selection_of(record: Record | None) -> Selection | None:
    """The state that a record holds; None without one."""
    if record is None or not record.after:
        return None
    told = record.after
    return Selection(
        **{
            **told,
            "listed": tuple(told["listed"]),
            "honoured": tuple(told["honoured"]),
            "items": tuple(Mark(**one) for one in told["items"]),
        }
    )


def standing(store: Store) -> dict[str, Record]:
    """The last step of every selection by its key."""
    return {one.key: record for one, record in trail.latest(store, table=TABLE).items()}


def last_of(store: Store, key: str) -> Record | None:
    """The last step of one selection."""
    found = trail.read(store, subject=Subject(TABLE, key), newest_first=True, limit=1)
    return found[0] if found else None


def plain(one: Selection | None) -> Any:
    """As it is kept: lists and not tuples."""
    if one is None:
        return None
    lists = {name: list(getattr(one, name)) for name in ("listed", "honoured")}
    return {**asdict(one), **lists, "items": [asdict(each) for each in one.items]}
