"""A figure beside its past: the period before, the same months last year, and its months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from etl.read.figures import Share
from scoring.uncertainty import differs, xmr_limits

HISTORY_MONTHS = 24


@dataclass(frozen=True)
class Compared:
    """A share now, before and a year before. Changes are in shares (0.01 is one 百分点)."""

    now: Share
    before: Share
    year_before: Share

    @property
    def change(self) -> float | None:
        """Against the period before; None where one side is blank."""
        return _minus(self.now.value, self.before.value)

    @property
    def year_change(self) -> float | None:
        """Against the same months of last year; None where one side is blank."""
        return _minus(self.now.value, self.year_before.value)

    @property
    def is_clear(self) -> bool:
        """Whether the change against the period before is beyond chance."""
        return differs(self.now.part, self.now.whole, self.before.part, self.before.whole)


@dataclass(frozen=True)
class Series:
    """A share by month with control limits.

    `low` and `high` are None with fewer than eight months; `signals` are the months outside.
    """

    months: list[dt.date]
    values: list[float | None]
    parts: list[int]
    wholes: list[int]
    centre: float | None = None
    low: float | None = None
    high: float | None = None
    signals: list[dt.date] = field(default_factory=list)


def series(months: list[dt.date], parts: list[int], wholes: list[int]) -> Series:
    """Shares by month, with the limits of an individuals chart over the months that have one."""
    values = [Share(p, w).value for p, w in zip(parts, wholes, strict=True)]
    known = [value for value in values if value is not None]
    limits = xmr_limits(known)
    if limits is None:
        return Series(months, values, parts, wholes)
    centre, low, high = limits
    low, high = max(low, 0.0), min(high, 1.0)
    outside = [
        month
        for month, value in zip(months, values, strict=True)
        if value is not None and not low <= value <= high
    ]
    return Series(months, values, parts, wholes, centre, low, high, outside)


def _minus(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
