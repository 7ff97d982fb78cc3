"""The day-by-day account of one case: what each day was to both clocks, and one sentence."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

from etl.read.account import CaseFile
from reports import words

WEEK = "一二三四五六日"
# What a day is, in the order in which the first that fits is said.
ACCEPTED, PAUSED, PAUSED_LOCAL, MAKE_UP, HOLIDAY, WEEKEND, WORKDAY, LATER = (
    "受理", "暂停", "本地暂停", "调休上班", "节假日", "周末", "计时", "未到",
)  # fmt: skip
ENDED_HERE = ("办结", "统计日")


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
class Account:
    """Every day of a case from acceptance on, with what the sentences need."""

    file: CaseFile
    days: list[Day]
    tally: dict[str, int] = field(default_factory=dict)

    @property
    def case(self) -> dict[str, Any]:
        """The case's row."""
        return self.file.case

    @property
    def end_on(self) -> dt.date:
        """The finish, or as-of while open."""
        return next(day.date for day in self.days if set(day.marks) & set(ENDED_HERE))


def account(file: CaseFile, as_of: dt.date) -> Account:
    """Walk the days of a case; the clocks stop at its finish, or at as-of while open."""
    case = file.case
    end = case["finished_on"] or as_of
    promise, statute = Clock(case["promise_unit"]), Clock(case["legal_unit"])
    pauses = [one for one in file.pauses.itertuples() if not one.is_idle]
    days: list[Day] = []
    tally: dict[str, int] = {}
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
        kind, why = _kind(row, over, by_law, is_running)
        if is_running:
            tally[kind] = tally.get(kind, 0) + 1
            tally["暂停工作日"] = tally.get("暂停工作日", 0) + (on and bool(over))
        days.append(Day(day, kind, why, *numbers, marks))
    tally["已用"] = promise.workdays
    return Account(file, days, tally)


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


def _kind(row: Any, over: list[Any], by_law: bool, is_running: bool) -> tuple[str, str]:
    """What the day is and why, in the words of a citizen."""
    name = row.holiday_name if isinstance(row.holiday_name, str) else ""
    if over:
        return (PAUSED if by_law else PAUSED_LOCAL), "；".join(map(_pause_words, over))
    if not is_running:
        rest = name or (WEEKEND if not row.is_workday else "")
        return LATER, rest
    if row.is_workday:
        return (MAKE_UP if row.date.weekday() >= 5 else WORKDAY), name
    if name:
        return HOLIDAY, name
    return (WEEKEND if row.date.weekday() >= 5 else HOLIDAY), ""


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
    """The account in three sentences: how the days went, the promise, the statute."""
    if told.case["has_date_conflict"]:
        return ["办结时间早于受理时间，两个日期互相矛盾，不判断用时和是否按时：请到来源系统核对。"]
    return [
        _how_long(told, as_of),
        _verdict(told, "承诺", "promise", told.case["promise_value"], told.case["promise_unit"]),
        _verdict(told, "法定", "statutory", told.case["legal_value"], told.case["legal_unit"]),
        *_only_by_pause(told),
    ]


def _how_long(told: Account, as_of: dt.date) -> str:
    case, tally = told.case, told.tally
    first, last = case["accepted_on"], case["finished_on"] or as_of
    ended = (
        f"{words.date(last)}办结"
        if case["finished_on"]
        else f"到{words.date(last)}（统计日）还未办结"
    )
    deemed = (
        "（来源没有受理时间，也没有在5个工作日内告知补正，依法按收件日受理）"
        if case["is_deemed_accepted"]
        else ""
    )
    if last == first:
        return f"{words.date(first)}受理{deemed}，当天{'办结' if case['finished_on'] else '仍在办'}，不占工作日。"
    if last < first:
        return f"{words.date(first)}受理，晚于统计日，还没有开始计时。"
    rest = tally.get(WEEKEND, 0) + tally.get(HOLIDAY, 0)
    parts = [f"受理当天不计，之后共 {(last - first).days} 天"]
    if rest:
        parts.append(f"周末和节假日 {rest} 天不计")
    stopped = tally.get("暂停工作日", 0)
    if stopped:
        parts.append(f"暂停 {stopped} 个工作日不计")
    used = f"实际用了 {tally['已用']} 个工作日"
    if tally.get(MAKE_UP):
        used += f"（含调休上班 {tally[MAKE_UP]} 天）"
    return f"{words.date(first)}受理{deemed}，{ended}：{'，'.join(parts)}，{used}。"


def _verdict(told: Account, name: str, clock: str, value: float | None, unit: str | None) -> str:
    case = told.case
    due = case[f"{clock}_due_on"]
    limit = limit_words(value, unit)
    if due is None:
        return f"{name}时限 {limit}，{'到期日超出日历范围，' if unit in ('工作日', '自然日', '月', '年') and value else ''}不判断是否按时。"
    kept = case["is_within_promise" if clock == "promise" else "is_within_statutory"]
    kinds = (PAUSED, PAUSED_LOCAL) if clock == "promise" else (PAUSED,)
    moved = any(day.kind in kinds and day.date <= due for day in told.days)
    source = "来源系统给出的" if case[f"{clock}_counted_on"] or value is None else ""
    until = f"{name}时限 {limit}，{source}到期日是{words.date(due)}{'（已按暂停顺延）' if moved else ''}"
    if kept is None:
        left = case[f"{clock}_workdays_left"]
        return f"{until}，还剩 {left} 个工作日。"
    if kept:
        return f"{until}，{'到期当天办结，按时' if case['finished_on'] == due else '提前办结'}。"
    late = -case[f"{clock}_workdays_left"] if case[f"{clock}_workdays_left"] is not None else None
    by = f" {late} 个工作日" if late else "（落在非工作日）"
    return f"{until}，{'超期' if case['finished_on'] else '已超期'}{by}{'办结' if case['finished_on'] else '仍未办结'}。"


def _only_by_pause(told: Account) -> list[str]:
    case, due = told.case, told.case["promise_due_on"]
    too_late = [
        day for day in told.days if due and day.kind in (PAUSED, PAUSED_LOCAL) and day.date > due
    ]
    if case["is_within_promise"] is False and too_late:
        return ["到期日以后的暂停不再顺延到期日，所以虽然没有计时，仍算超期。"]
    if case["is_within_promise_only_by_pause"]:
        return ["按时是因为暂停顺延：不计暂停，它在办结前就已超过承诺。"]
    if case["is_within_promise"] and case["is_within_promise_lawful"] is False:
        return ["若只扣法定事由的暂停，它就超过了承诺。"]
    return []
