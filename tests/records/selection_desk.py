"""A selection as people at the desk see it, for the tests of its steps on either database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from records import candidate_steps as steps
from records import candidates, honours, selecting
from records.candidates import AGREED, Candidate, Facts, Mark
from records.honours import Award, Selection, Step
from records.selecting import Decision, Noticed
from records.store import Store
from records.users import User

LI, WANG, ZHAO = User("李明"), User("王芳"), User("赵强")
DAY = dt.date(2026, 10, 8)
UNTIL, AFTER = DAY + dt.timedelta(days=9), DAY + dt.timedelta(days=10)
DEEDS = "全季提前办结，群众送来锦旗一面"
KEY = honours.key_of(Award.WINDOW, "2026Q3")
MARKS = (Mark("liable", "有责投诉", 6.0, 6.0), Mark("bonus", "奖励加分", 1.0, 5.0, is_bonus=True))
ITEMS = tuple(replace(one, points=0.0) for one in MARKS)
NEW = Selection(str(Award.WINDOW), "2026Q3", 2, 0.05, "2026-10-10", 5, "r1", "规则", ITEMS)


def candidate(
    code: str, points: float | None = 60.0, origin: str = candidates.BY_PEOPLE
) -> Candidate:
    facts = Facts(
        points, 80.0 if points is not None else None,
        ("得 60/80 分",) if points is not None else ("不参评（样本不足）：办结 3 件，少于 30 件", "办结 3 件"),
        "b1", "r1",
    )  # fmt: skip

    return Candidate(code, f"{code}窗口", "某局", origin, facts, "", deeds=DEEDS)


class Desk:
    """A selection as people at the desk see it: every step with what is on the screen."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def seq(self) -> int:
        record = honours.last_of(self.store, KEY)
        return record.seq if record else 0

    @property
    def now(self) -> Selection:
        found = honours.selection_of(honours.last_of(self.store, KEY))
        assert found is not None
        return found

    def one(self, code: str) -> Candidate:
        return candidates.in_ballot(self.store, self.now.ballot)[code][0]

    def open(self, *codes: str, user: User = LI, new: Selection = NEW) -> Desk:
        selecting.open_selection(self.store, user, new, self.seq, DAY)
        if codes:
            self.nominate(*map(candidate, codes))
        return self

    def nominate(self, *some: Candidate, user: User = LI, today: dt.date = DAY) -> None:
        selecting.put_forward(self.store, user, KEY, some, self.seq, today)

    def act(self, user: User, code: str, step: Step, made: steps.Change) -> None:
        selecting.act(self.store, user, KEY, self.seq, self.one(code), step, made)

    @property
    def shown(self) -> dict[str, int]:
        """The candidates on screen with the numbers of their records."""
        every = candidates.in_ballot(self.store, self.now.ballot).values()
        return {one.code: one.seq for one, _ in every if not one.is_withdrawn}

    def close(self) -> Desk:
        selecting.close_nominations(self.store, LI, KEY, self.seq, DAY, "都提过了")
        return self

    def reviewed(self, *codes: str, marks: tuple[Mark, ...] = MARKS) -> Desk:
        for code in codes:
            self.act(LI, code, Step.MARK, steps.marked(LI, marks, "查过台账"))
            self.act(WANG, code, Step.REPLY, steps.replied(WANG, "没有意见"))
            self.act(WANG, code, Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
        return self

    def notice(self, *codes: str, note: str = "", user: User = WANG) -> Desk:
        selecting.give_notice(
            self.store,
            user,
            KEY,
            Noticed(codes, note, UNTIL, "某市政务服务中心", "0731-0000000", self.shown),
            self.seq,
            DAY,
        )
        return self

    def decide(
        self, *codes: str, note: str = "", user: User = WANG, today: dt.date = AFTER
    ) -> Desk:
        given = Decision(codes, "主任办公会", note, self.shown)
        selecting.decide(self.store, user, KEY, given, self.seq, today)
        return self
