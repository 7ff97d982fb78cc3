"""How the monthly report says that a figure changed, is a part of others, or is of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import words
from reports.report_model import Cell, Figure
from scoring.uncertainty import differs

if TYPE_CHECKING:
    from reports.month_inputs import Inputs

Paragraphs = tuple[str, ...]


def against(one: Figure, told: Inputs) -> str:
    """，环比增加…，同比减少…; what has no past, or too little of it, is not compared."""
    if one.now.shown_value is None:
        return ""
    parts = []
    for name, cell in ((_before(told), one.before), ("同比", one.year_before)):
        if cell.shown_value is None:
            continue
        if one.kind == "count" and not cell.value:
            parts.append(f"{name}基数为 0" if one.now.value else f"{name}持平")
            continue
        moved = _moved(one, one.change(cell))
        parts.append(f"{name}{moved}{'' if is_clear(one, cell) else '（无明显变化）'}")
    return "，" + "，".join(parts) if parts else "，没有可比的往期数据"


def is_clear(one: Figure, past: Cell) -> bool:
    """Whether a share has changed beyond chance, as the pages tell it; counts are what they are."""
    if one.kind != "share" or one.change(past) == "持平":
        return True
    now = one.now
    return differs(now.part or 0, now.whole or 0, past.part or 0, past.whole or 0)


def _before(told: Inputs) -> str:
    """The period before is 环比 of a month, and named for a longer one."""
    return "环比" if told.scope.months == 1 else f"较{words.previous_name(told.scope)}"


def _moved(one: Figure, change: str) -> str:
    """+142 件 as 增加 142 件, −0.4 个百分点 as 下降 0.4 个百分点."""
    up, down = ("增加", "减少") if one.kind == "count" else ("上升", "下降")
    if change.startswith("+"):
        return up + " " + change[1:]
    return down + " " + change[1:] if change.startswith("−") else change


def part(part: float, whole: float, unit: str) -> str:
    """1,200 件（12.3%）; the count alone of fewer than ten."""
    return f"{part:,.0f} {unit}" + (
        f"（{words.percent(part / whole)}）" if whole >= words.FEW else ""
    )
