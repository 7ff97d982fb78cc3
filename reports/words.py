"""Numbers, shares, dates and changes as officials write them."""

from __future__ import annotations

import datetime as dt
import math

from etl.read.figures import Share
from etl.read.scope import BASIS_LABELS, Scope

FEW = 10
NOTHING = "—"


def count(value: float | None) -> str:
    """A count with thousands separators."""
    return NOTHING if value is None or math.isnan(value) else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share with one decimal; — where there is none, and 100% only if truly all."""
    if value is None or math.isnan(value):
        return NOTHING
    if value < 1 and round(value * 100, 1) == 100:
        return "＞99.9%"
    return f"{value * 100:.1f}%"


def share(value: Share, unit: str = "件") -> str:
    """A share with its denominator: 96.8%（7,700/7,950）; under ten cases the counts alone."""
    if value.whole == 0:
        return NOTHING
    if value.whole < FEW:
        return f"{value.part}/{value.whole} {unit}"
    return f"{percent(value.value)}（{value.part:,}/{value.whole:,}）"


def brief(value: Share, unit: str = "件") -> str:
    """A share for a card whose denominator stands below: 96.8%; under ten the counts."""
    return share(value, unit) if value.whole < FEW else percent(value.value)


def share_of(value: Share) -> str:
    """A share in a table that shows its denominator elsewhere: 9.3%（9）; under ten the counts."""
    if value.whole < FEW:
        return share(value)
    return f"{percent(value.value)}（{value.part:,}）"


def days(value: float | None) -> str:
    """A duration in working days with one decimal."""
    return NOTHING if value is None or math.isnan(value) else f"{value:.1f} 个工作日"


def points(change: float | None) -> str:
    """A change of a share in 百分点, signed; — where one side is missing."""
    if change is None:
        return NOTHING
    rounded = round(change * 100, 1)
    return "持平" if rounded == 0 else f"{rounded:+.1f} 个百分点".replace("-", "−")


def signed(change: float | None, unit: str, digits: int = 0) -> str:
    """A change of a count or duration, signed, with its unit."""
    if change is None:
        return NOTHING
    rounded = round(change, digits)
    return "持平" if rounded == 0 else f"{rounded:+,.{digits}f} {unit}".replace("-", "−")


def is_wide(sign: str) -> bool:
    """Whether a sign stands as wide as a Chinese one: Chinese signs and full-width punctuation."""
    return ord(sign) > 0x2E7F


def month(day: dt.date) -> str:
    """2026年10月."""
    return f"{day.year}年{day.month}月"


def date(day: dt.date | None) -> str:
    """2026年10月31日."""
    return NOTHING if day is None else f"{day.year}年{day.month}月{day.day}日"


def iso_date(text: str) -> str:
    """A day that a record keeps as 2026-10-31."""
    return date(dt.date.fromisoformat(text)) if text else NOTHING


def local_time(utc: str) -> str:
    """A record's moment (UTC, ISO 8601) on the office's clock: 2026-10-31 16:05."""
    moment = dt.datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"


def period(scope: Scope) -> str:
    """The months of a scope: a month, a quarter, a year or a span."""
    first, last = scope.first, scope.last
    if scope.months == 1:
        return month(first)
    if scope.months == 3 and first.month % 3 == 1:
        return f"{first.year}年第{(first.month + 2) // 3}季度"
    if scope.months == 12 and first.month == 1:
        return f"{first.year}年"
    return f"{month(first)}至{month(last)}"


def previous_name(scope: Scope) -> str:
    """What the period before is called: 上月, 上季度, 上年 or 上期."""
    if scope.months == 1:
        return "上月"
    if scope.months == 3 and scope.first.month % 3 == 1:
        return "上季度"
    return "上年" if scope.months == 12 and scope.first.month == 1 else "上期"


def scope_words(scope: Scope, window_name: str | None = None, of_cases: bool = True) -> str:
    """The view in words: 2026年10月 · 全部部门 · 全部窗口 · 全部渠道 · 按办结口径.

    Not `of_cases`: channel, case type and cohort do not apply, and are not said.
    """
    dept = "、".join(scope.depts) or scope.dept
    window = window_name or "、".join(scope.windows) or scope.window
    # A window says by itself which department it is of.
    places = [dept, window] if window else [dept or "全部部门", "全部窗口"]
    parts = [period(scope), *(one for one in places if one)]
    if not of_cases:
        return " · ".join(parts)
    parts.append(scope.channel or "全部渠道")
    if scope.case_type:
        parts.append(scope.case_type)
    return " · ".join([*parts, BASIS_LABELS[scope.basis]])
