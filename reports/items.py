"""事项: what an item promises and what its cases really took, in words a citizen understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from etl.read import delivery, items
from etl.read.build import Build
from etl.read.delivery import Delivery
from etl.read.items import Record
from etl.read.scope import Scope, shift_month
from reports import words
from reports.account import limit_words
from reports.overview import latest_whole_month

ENOUGH = 10


@dataclass(frozen=True)
class ItemPage:
    """One item: its catalogue row, the record of its last twelve months, windows and delivery."""

    item: dict[str, Any]
    scope: Scope
    record: Record
    delivery: Delivery
    windows: Any

    def promise(self) -> str:
        """承诺 5 个工作日办结（法律允许 20 个工作日）."""
        item = self.item
        if item["is_from_cases"]:
            return "事项清单里没有这个事项，承诺和法定时限以每件办件所写为准。"
        promise = limit_words(item["promise_limit"], item["promise_limit_unit"])
        legal = limit_words(item["legal_limit"], item["legal_limit_unit"])
        kept = "承诺当日办结" if promise == "当日办结" else f"承诺时限：{promise}"
        return f"{kept}；法定时限：{legal}。"

    def real(self) -> str:
        """最近一年 90% 的办件在 4 个工作日内办结（共 231 件）."""
        record, span = self.record, words.period(self.scope)
        if record.in_ninety is None:
            return f"最近一年（{span}）没有办结的办件，没有真实用时可说。"
        if record.finished < ENOUGH:
            return f"最近一年只办结 {record.finished} 件，件数太少，不说用时。"
        how = finished_within(record.in_ninety)
        return f"最近一年 90% 的办件{how}（{span}，共 {words.count(record.finished)} 件）。"

    def certificate(self) -> str:
        """何时能拿证, by the delivery clock."""
        told = self.delivery
        law = "法律规定决定后 10 个工作日内送达。" if self.item["item_type"] == "行政许可" else ""
        if told.in_time.whole == 0:
            return f"来源没有送达时间，说不出多少天。{law}"
        if told.in_time.whole < ENOUGH:
            return f"最近一年只有 {told.in_time.whole} 件有送达时间，件数太少，不说天数。{law}"
        days = told.in_ninety
        how = "当天送达" if days == 0 else f"在决定后 {days} 个工作日内送达"
        return f"90% 的证照{how}；10 个工作日内送达率 {words.share(told.in_time)}。"


def finished_within(days: float | None) -> str:
    """当天办结, 在 4 个工作日内办结."""
    return "当天办结" if not days else f"在 {days:g} 个工作日内办结"


def item_page(build: Build, code: str) -> ItemPage | None:
    """Everything about one item over the last twelve whole months; None for an unknown code."""
    found = items.item(build, code)
    if found is None:
        return None
    scope = last_year(build)
    return ItemPage(
        found,
        scope,
        items.record(build, code, scope),
        delivery.delivery(build, scope, code),
        items.windows(build, code, scope),
    )


def last_year(build: Build) -> Scope:
    """The last twelve whole months up to as-of."""
    month = build.meta.as_of.replace(day=1)
    last = latest_whole_month([month, shift_month(month, -1)], build.meta.as_of) or month
    return Scope(shift_month(last, -11), last)
