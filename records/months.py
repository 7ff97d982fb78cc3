"""Published months: a report submitted by one person, published by another, and kept as it was.

What is published is kept whole (figures, tables, words, rule book, build, hash). A later correction is a
named restatement: a new version beside the old one, which stays.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from records import trail
from records.entries import Entry, Record, Subject
from records.errors import RecordsError, StaleSubjectError
from records.store import Store
from records.texts import needed
from records.users import User, is_same_person

TABLE = "month"
SENT_BACK = "退回月报"
SUBMITTED, FROZEN, RESTATED = "report_published", "month_frozen", "month_restated"
FASTER = "这个月的报告刚被别人处理过：下面是最新情况，请看过再办"


class Stage(StrEnum):
    """Where a month's report stands."""

    DRAFT = "草稿"
    WAITING = "待发布"
    PUBLISHED = "已发布"


class MonthError(RecordsError):
    """A step that may not be taken as it is; the message says why."""


@dataclass(frozen=True)
class Version:
    """One version of a report: all that it holds as JSON values, who submitted and published it, when.

    `report` are its figures and tables, `free` the sections that people wrote, `sha256` the hash of the
    figures, `reason` why it replaces the one before; empty for the first.
    """

    number: int
    report: dict[str, Any]
    free: dict[str, str]
    sha256: str
    submitted_by: str
    reason: str = ""
    published_by: str = ""
    published_on: str = ""


@dataclass(frozen=True)
class Month:
    """The state of one month's report: what waits to be published, and what is."""

    stage: str = Stage.DRAFT
    waiting: Version | None = None
    published: Version | None = None


def key_of(period: str, scope: str) -> str:
    """The key of a report: its month and what it is of."""
    return f"{period}|{scope}"


def month_of(record: Record | None) -> Month:
    """The state that a record holds; a draft without one."""
    if record is None or not record.after:
        return Month()
    told = record.after
    made = {
        name: Version(**told[name]) if told[name] else None for name in ("waiting", "published")
    }
    return Month(told["stage"], **made)


def last_of(store: Store, key: str) -> Record | None:
    """The last step of one month's report."""
    found = trail.read(store, subject=Subject(TABLE, key), newest_first=True, limit=1)
    return found[0] if found else None


def published(store: Store, scope: str) -> dict[str, Version]:
    """The published reports of a scope by their month."""
    found = {}
    for one, record in trail.latest(store, table=TABLE).items():
        period, _, of = one.key.partition("|")
        version = month_of(record).published
        if of == scope and version is not None:
            found[period] = version
    return found


def versions(store: Store, key: str) -> list[Version]:
    """Every version of a month that was published, the latest first."""
    found: dict[int, Version] = {}
    for record in trail.read(store, subject=Subject(TABLE, key)):
        version = month_of(record).published
        if version is not None:
            found[version.number] = version
    return sorted(found.values(), key=lambda one: -one.number)


SAID = ("figures", "year", "sections", "annexes", "is_whole")
"""The parts of a report that people read; the rest tells of the build, the imports and the program."""


def submit(store: Store, user: User, key: str, new: Version, seen: int) -> Record:
    """Hand a report in to be published; one that replaces a published one needs its reason."""
    now = _current(store, key, seen)
    if now.waiting is not None:
        raise MonthError(f"{now.waiting.submitted_by}提交的报告正等发布：请先发布或退回")
    if new.report.get("stamp") != new.sha256:
        raise MonthError("报告和它的指纹不一致：请刷新后重新提交")
    number, reason = 1, ""
    if now.published is not None:
        if _told(new) == _told(now.published) and new.free == now.published.free:
            raise MonthError("和已发布的完全一样：不用更正")
        number, reason = now.published.number + 1, needed(new.reason, "为什么更正")
    made = replace(new, number=number, reason=reason, submitted_by=user.name, published_by="", published_on="")  # fmt: skip
    after = replace(now, stage=str(Stage.WAITING), waiting=made)
    return _record(store, user, (SUBMITTED, "提交月报", reason), key, (now, after), seen)


def _told(one: Version) -> dict[str, Any]:
    """What a report says of its month, without the build and the program that it was made with."""
    return {name: one.report.get(name) for name in SAID}


def send_back(store: Store, user: User, key: str, reason: str, seen: int) -> Record:
    """Take a submitted report back to a draft, by its author or by the one who should publish it."""
    now = _current(store, key, seen)
    if now.waiting is None:
        raise MonthError("没有等发布的报告：请刷新后再看")
    stage = Stage.PUBLISHED if now.published else Stage.DRAFT
    after = replace(now, stage=str(stage), waiting=None)
    note = needed(reason, "退回的原因")
    return _record(store, user, (SUBMITTED, SENT_BACK, note), key, (now, after), seen)


def publish(store: Store, user: User, key: str, seen: int, today: str) -> Record:
    """Publish exactly what was submitted, by another person than the one who submitted it."""
    now = _current(store, key, seen)
    if now.waiting is None:
        raise MonthError("没有等发布的报告：请先提交")
    if is_same_person(now.waiting.submitted_by, user.name):
        raise MonthError(f"报告是{now.waiting.submitted_by}提交的，要由另一个人发布")
    made = replace(now.waiting, published_by=user.name, published_on=today)
    after = Month(str(Stage.PUBLISHED), None, made)
    told = (RESTATED, "更正月报", made.reason) if made.reason else (FROZEN, "发布月报", "")
    return _record(store, user, told, key, (now, after), seen)


def _current(store: Store, key: str, seen: int) -> Month:
    record = last_of(store, key)
    if (record.seq if record else 0) != seen:
        raise StaleSubjectError(FASTER)
    return month_of(record)


def _record(
    store: Store,
    user: User,
    told: tuple[str, str, str],
    key: str,
    change: tuple[Month, Month],
    seen: int,
) -> Record:
    """Write a step; the state before is in the record before it, and is not written twice."""
    kind, action, note = told
    before, after = change
    entry = Entry(
        kind, Subject(TABLE, key), action, note, before={"stage": before.stage}, after=asdict(after), seen=seen
    )  # fmt: skip
    return trail.append(store, user, entry)
