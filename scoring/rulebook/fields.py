"""Fields of a rule book, each read with its check; what is wrong is said in Chinese."""

from __future__ import annotations

import math
from typing import Any


class BadEntryError(Exception):
    """One entry of the rule book is wrong; the text says which and what to do."""


def entries(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The tables of one kind; dimensions and indicators must be there."""
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadEntryError(f"{name} 应写成 [[{name}]]，请改正")
    if not found and name in ("dimension", "indicator"):
        raise BadEntryError(f"没有任何 [[{name}]]，请补上")
    return found


def numbered(told: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    """The tables of one kind, each with its place in words."""
    return [(f"第 {place} 个 [[{name}]]（{one.get('key', '无 key')}）", one)
            for place, one in enumerate(entries(told, name), start=1)]  # fmt: skip


def text(told: dict[str, Any], name: str, at: str) -> str:
    """A text that is not empty."""
    value = told.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadEntryError(f"{at}缺少文字 {name}，请补上")
    return value


def number(told: dict[str, Any], name: str, at: str) -> float:
    """A finite number, not below 0."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadEntryError(f"{at}缺少数值 {name}，请补上")
    if value < 0:
        raise BadEntryError(f"{at}的 {name} 不能小于 0，请改正")
    return float(value)


def whole(told: dict[str, Any], name: str, at: str, least: int = 1) -> int:
    """A whole number, not below `least`."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise BadEntryError(f"{at}的 {name} 应是不小于 {least} 的整数，请改正")
    return value


def choice(told: dict[str, Any], name: str, at: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    value = text(told, name, at)
    if value not in allowed:
        raise BadEntryError(f"{at}的 {name}“{value}”无法识别，可用：{'、'.join(allowed)}")
    return value
