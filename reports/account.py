"""The day-by-day account of one case: what each day was to both clocks, and one sentence."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from etl.read.account import CaseFile
from reports import words

WEEK = "一二三四五六日"
CALENDAR_UNITS = ("自然日", "小时", "月", "年")
# What a day is, in the order in which the first that fits is said.
ACCEPTED, PAUSED, PAUSED_LOCAL, MAKE_UP, HOLIDAY, WEEKEND, WORKDAY, LATER = (
    "受理", "暂停", "本地暂停", "调休上班", "节假日", "周末", "计时", "计时以外",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One day of the account.

    `promise_no`, `statutory_no`: which counted day it is to that clock; None where it is none.
    `why` names the holiday or the pause with its reason and approver; `marks` what falls on it.
    """

    date: dt.date
    kind: str
    why: str
    promise_no: int | None
    statutory_no: int | None
    marks: tuple[str, ...]


@dataclass
class Clock:
    """One of the two clocks while the days are walked: its unit, the days it has counted."""

    unit: str | None
    counted: int = 0
    workdays: int = 0

    @property
    def is_workdays(self) -> bool:
        """Whether it counts working days; where no limit is known, too."""
        return self.unit in ("工作日", None, "即办", "无期限")

    def step(self, is_workday: bool, is_paused: bool) -> int | None:
        """The number of this day, None where it does not count."""
        if is_paused:
            return None
        self.workdays += is_workday
        if self.is_workdays and not is_workday:
            return None
        self.counted += 1
        return self.counted


@dataclass(frozen=True)
class Tally:
    """The days after acceptance up to the end: rest days + paused working days + used ones.

    `make_up` of the used ones are working days made up for a holiday. `natural` are the days that
    a promise in calendar days has counted, None for one in working days.
    """

    rest: int = 0
    paused: int = 0
    used: int = 0
    make_up: int = 0
    natural: int | None = None


@dataclass(frozen=True)
class Account:
    """Every day of a case from acceptance on; `end_on` is the finish, or as-of while open."""

    file: CaseFile
    days: list[Day]
    end_on: dt.date
    tally: Tally

    @property
    def case(self) -> dict[str, Any]:
        """The case's row."""
        return self.file.case


def account(file: CaseFile, as_of: dt.date) -> Account:
    """Walk the days of a case; the clocks stop at its finish, or at as-of while open."""
    case = file.case
    end = case["finished_on"] or as_of
    promise, statute = Clock(case["promise_unit"]), Clock(case["legal_unit"])
    pauses = [one for one in file.pauses.itertuples() if not one.is_idle]
    days: list[Day] = []
    rest = paused = make_up = 0
    for row in file.days.itertuples():
        day, on = row.date, bool(row.is_workday)
        over = [one for one in pauses if one.started_on < day <= min(one.ended_on or end, end)]
        by_law = any(one.is_statutory for one in over)
        marks = _marks(case, day, end, as_of)
        if day == case["accepted_on"]:
            days.append(Day(day, ACCEPTED, "当天不计", None, None, marks))
            continue
        is_running = day <= end
        numbers = (
            (promise.step(on, bool(over)), statute.step(on, by_law)) if is_running else (None, None)
        )
        kind, why = _kind(row, over, by_law, is_running, not promise.is_workdays)
        if is_running:
            rest += not on
            paused += on and bool(over)
            make_up += kind == MAKE_UP
        days.append(Day(day, kind, why, *numbers, marks))
    natural = None if promise.is_workdays else promise.counted
    return Account(file, days, end, Tally(rest, paused, promise.workdays, make_up, natural))


def _marks(case: dict[str, Any], day: dt.date, end: dt.date, as_of: dt.date) -> tuple[str, ...]:
    named = [
        ("受理", case["accepted_on"]),
        ("承诺到期", case["promise_due_on"]),
        ("法定到期", case["statutory_due_on"]),
        ("办结", case["finished_on"]),
        ("送达", case["delivered_on"]),
        ("统计日", as_of if case["finished_on"] is None and day == end else None),
    ]
    return tuple(name for name, on in named if on == day)


def _kind(
    row: Any, over: list[Any], by_law: bool, is_running: bool, counts_rest: bool
) -> tuple[str, str]:
    """What the day is and why, in the words of a citizen.

    A rest day in a pause is a rest day, unless the promise counts rest days too.
    """
    name = row.holiday_name if isinstance(row.holiday_name, str) else ""
    is_weekend = row.date.weekday() >= 5
    if not is_running:
        return LATER, name or ("" if row.is_workday else WEEKEND)
    paused = "；".join(map(_pause_words, over))
    if over and (row.is_workday or counts_rest):
        return (PAUSED if by_law else PAUSED_LOCAL), paused
    if row.is_workday:
        return (MAKE_UP if is_weekend else WORKDAY), name
    why = "；".join(one for one in (name, f"暂停中：{paused}" if paused else "") if one)
    return (WEEKEND if is_weekend and not name else HOLIDAY), why


def _pause_words(pause: Any) -> str:
    """听证（专家论证，批准人 李*）."""
    parts = [pause.pause_text if isinstance(pause.pause_text, str) else ""]
    if isinstance(pause.approver, str):
        parts.append(f"批准人 {pause.approver}")
    told = "，".join(part for part in parts if part and part != pause.pause_kind)
    return f"{pause.pause_kind}（{told}）" if told else str(pause.pause_kind)


def limit_words(value: float | None, unit: str | None) -> str:
    """A limit as it is written: 5 个工作日, 即办, 无期限, 没有写明."""
    if unit == "即办" or (value == 0 and unit != "无期限"):
        return "当日办结"
    if unit == "无期限":
        return "无期限"
    if value is None or math.isnan(value) or unit is None:
        return "没有写明"
    names = {
        "工作日": "个工作日",
        "自然日": "天（自然日）",
        "小时": "小时",
        "月": "个月",
        "年": "年",
    }
    return f"{value:g} {names.get(unit, unit)}"


def sentences(told: Account, as_of: dt.date) -> list[str]:
    """The account in sentences: how the days went, the promise, the statute, what pauses did."""
    case = told.case
    if case["has_date_conflict"]:
        return ["办结时间早于受理时间，两个日期互相矛盾，不判断用时和是否按时：请到来源系统核对。"]
    if not told.days or case["accepted_on"] > as_of:
        why = "晚于统计日" if told.days else "在日历范围之外"
        return [f"受理日期 {words.date(case['accepted_on'])} {why}，没有计时：请到来源系统核对。"]
    return [
        _how_long(told),
        _verdict(told, "承诺", "promise", case["promise_value"], case["promise_unit"]),
        _verdict(told, "法定", "statutory", case["legal_value"], case["legal_unit"]),
        *_pauses_did(told),
        *_apart(case),
    ]


def _how_long(told: Account) -> str:
    case, tally = told.case, told.tally
    first, last = case["accepted_on"], told.end_on
    begun = f"{words.date(first)}受理{_assumed(case)}"
    if last == first:
        return f"{begun}，当天{'办结' if case['finished_on'] else '仍在办'}，不占工作日。"
    ended = (
        f"{words.date(last)}办结"
        if case["finished_on"]
        else f"到{words.date(last)}（统计日）还未办结"
    )
    span = (last - first).days
    parts = [f"受理当天不计，之后共 {span} 天"]
    if tally.natural is not None:
        if span > tally.natural:
            parts.append(f"暂停 {span - tally.natural} 天不计")
        counted = f"按自然日用了 {tally.natural} 天（其中工作日 {tally.used} 个）"
        return f"{begun}，{ended}：{'，'.join(parts)}，{counted}。"
    if tally.rest:
        parts.append(f"周末和节假日 {tally.rest} 天不计")
    if tally.paused:
        parts.append(f"暂停 {tally.paused} 个工作日不计")
    used = f"实际用了 {tally.used} 个工作日"
    if tally.make_up:
        used += f"（含调休上班 {tally.make_up} 天）"
    return f"{begun}，{ended}：{'，'.join(parts)}，{used}。"


def _assumed(case: dict[str, Any]) -> str:
    """How the day of acceptance is known where the source does not tell it."""
    if case["is_deemed_accepted"]:
        return "（来源没有受理时间，收件后5个工作日内也没有告知补正，依法按收件日受理）"
    return "（来源没有受理时间，按收件日计算）" if case["is_acceptance_assumed"] else ""


def _how_due(told: Account, clock: str, value: float | None, unit: str | None) -> str:
    """How the due date came about, where it is not plain counting of working days."""
    case = told.case
    if case[f"is_{clock}_due_given"]:
        return ""
    notes = []
    if unit in CALENDAR_UNITS:
        notes.append("按自然日数，末日遇休息日顺延")
    if case[f"is_{clock}_moved"]:
        unmoved = _counted(told, value) if unit == "工作日" and value else None
        before = f"不计暂停是{words.date(unmoved)}，" if unmoved else ""
        notes.append(f"{before}已按暂停顺延")
    return f"（{'；'.join(notes)}）" if notes else ""


def _counted(told: Account, value: float) -> dt.date | None:
    """The N-th working day after acceptance, pauses left aside."""
    workdays = [
        row.date
        for row in told.file.days.itertuples()
        if row.is_workday and row.date > told.case["accepted_on"]
    ]
    place = math.ceil(value)
    return workdays[place - 1] if 0 < place <= len(workdays) else None


def _verdict(told: Account, name: str, clock: str, value: float | None, unit: str | None) -> str:
    case = told.case
    due, left = case[f"{clock}_due_on"], case[f"{clock}_workdays_left"]
    limit = f"{name}时限 {limit_words(value, unit)}"
    if due is None:
        is_limit = value is not None and unit in ("工作日", *CALENDAR_UNITS)
        return f"{limit}，{'到期日超出日历范围，' if is_limit else ''}不判断是否按时。"
    source = "来源系统给出的" if case[f"is_{clock}_due_given"] else ""
    until = f"{limit}，{source}到期日是{words.date(due)}{_how_due(told, clock, value, unit)}"
    kept = case[f"is_within_{clock}"]
    if kept is None:
        return f"{until}，{'还没有到期' if left is None else f'还剩 {left} 个工作日'}。"
    if kept:
        return f"{until}，{'到期当天办结，按时' if case['finished_on'] == due else '提前办结'}。"
    by = f" {-left} 个工作日" if left else "（落在非工作日）"
    return f"{until}，{'超期' if case['finished_on'] else '已超期'}{by}{'办结' if case['finished_on'] else '仍未办结'}。"


def _apart(case: dict[str, Any]) -> list[str]:
    """Why the case is in no share although the clock says something of it."""
    if not case["is_counted"]:
        why = case["status"] if case["status"] not in (None, "办结") else case["result"]
        return [f"这一件的状态是“{why}”，不计入任何统计，以上只供了解。"]
    if case["status"] == "办结" and case["finished_on"] is None:
        return ["来源写着“办结”却没有办结时间，所以按未办结列示，但不算进超期：请补录办结时间。"]
    return []


def _pauses_did(told: Account) -> list[str]:
    """What the verdict owes to pauses, in a sentence."""
    case, due = told.case, told.case["promise_due_on"]
    stopped = (PAUSED, PAUSED_LOCAL)
    is_late = case["is_within_promise"] is False and due is not None
    if is_late and any(day.kind in stopped and day.date > due for day in told.days):
        return ["到期日以后的暂停不再顺延到期日，所以那些天虽然没有计时，仍算超期。"]
    if case["is_within_promise_only_by_pause"]:
        return ["按时是因为暂停顺延：不计暂停，它在办结前就已超过承诺。"]
    if case["is_within_promise"] and case["is_within_promise_lawful"] is False:
        return ["若只扣法定事由的暂停，它就超过了承诺。"]
    return []
