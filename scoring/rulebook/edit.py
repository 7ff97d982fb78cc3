"""Changing a rule book's text: figures alone, comments and order stay; and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.rulebook.model import Rulebook

FIELDS = {
    "points": "满分",
    "floor": "零分线",
    "target": "满分线",
    "per_event": "每件扣分",
    "min_n": "至少多少件（条）才计分",
}
"""What of an indicator a person may change from the page."""
RULES = {
    "min_cases": "办结多少件以上参评",
    "min_points": "可计分至少多少分",
    "min_peers": "同类至少几个窗口才比位次",
    "tie": "得分率（百分制）相差多少分以内算并列",
    "recommended": "红旗窗口最多几个",
    "shrink": "比率先按同类收缩再计分",
    "staff_min_cases": "个人办结多少件以上参评",
    "staff_seats": "服务明星最多几名",
    "party_seats": "党员先锋岗最多几名",
    "notice_days": "公示几个工作日",
}
SHARES = ("floor", "target")


@dataclass(frozen=True)
class Difference:
    """One figure that two rule books have differently, in words."""

    where: str
    what: str
    before: str
    after: str


def changeable(scaling: str) -> list[str]:
    """The fields of FIELDS that mean something for a scaling."""
    by_scaling = {
        "linear": ["points", "floor", "target", "min_n"],
        "deduction": ["points", "per_event", "min_n"],
    }
    return by_scaling.get(scaling, ["points", "min_n"])


def with_changes(
    text: str,
    indicators: Mapping[str, Mapping[str, float]] | None = None,
    rules: Mapping[str, Any] | None = None,
    dimensions: Mapping[str, float] | None = None,
) -> str:
    """The text of a rule book with some figures changed. KeyError for what it does not hold.

    It is not checked here: a rule book under change may not add up yet.
    """
    import tomlkit  # noqa: PLC0415  only when a book is edited

    book = tomlkit.parse(text)
    for key, changed in (indicators or {}).items():
        found = _entry(book["indicator"], "key", key)
        for name, value in changed.items():
            if name not in FIELDS:
                raise KeyError(name)
            found[name] = _figure(value)
    for name, value in (rules or {}).items():
        if name not in RULES:
            raise KeyError(name)
        book["rules"][name] = _figure(value)
    for name, value in (dimensions or {}).items():
        _entry(book["dimension"], "name", name)["points"] = _figure(value)
    return tomlkit.dumps(book)


def _entry(tables: Any, name: str, value: str) -> Any:
    """The table whose `name` has this value; KeyError without one."""
    for one in tables:
        if one[name] == value:
            return one
    raise KeyError(value)


def _figure(value: Any) -> Any:
    """A whole number as one: 12 and not 12.0, so that the text reads as people write it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Every figure of FIELDS and RULES, dimension and indicator that differs, in order."""
    found = []
    old = {one.name: one.points for one in before.dimensions}
    for one in after.dimensions:
        if old.get(one.name) != one.points:
            found.append(Difference(one.name, "满分", told("points", old.get(one.name)), told("points", one.points)))  # fmt: skip
    known = {one.key: one for one in before.indicators}
    for each in after.indicators:
        past = known.pop(each.key, None)
        for name in changeable(each.scaling):
            then, now = getattr(past, name, None), getattr(each, name)
            if then != now:
                found.append(Difference(each.label, FIELDS[name], told(name, then), told(name, now)))  # fmt: skip
    found += [Difference(one.label, "整项", "有", "去掉") for one in known.values()]
    for name, what in RULES.items():
        then, now = getattr(before.rules, name), getattr(after.rules, name)
        if then != now:
            found.append(Difference("规则", what, told(name, then), told(name, now)))
    return found


def told(name: str, value: Any) -> str:
    """A figure of FIELDS or RULES in words."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.0%}" if name in SHARES else f"{value:g}"
