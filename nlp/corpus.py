"""The project's own sentences with their labels, rules and mentions (nlp/examples)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from nlp.scores import LABELS

JOIN = "；"
"""Between several rules or mentions in one cell, as `nlp classify` writes them."""
HUMAN = "human"
"""The `trap` of a sentence that people of the office have labelled."""
OTHER_TRADES = "other_trades"
"""Short comments on the service of other trades, praise or complaint: they speak another way."""


@dataclass(frozen=True)
class Example:
    """One comment. `mentions` are spans of the text; `trap` says what makes it hard.

    `work_rules` is None where nobody said which rules it earns: that is not the same as none.
    """

    text: str
    label: str
    work_rules: tuple[str, ...] | None
    mentions: tuple[str, ...]
    trap: str


@cache
def examples() -> tuple[Example, ...]:
    """Every guestbook sentence of the corpus, label by label in the order of `LABELS`."""
    return tuple(one for label in LABELS for one in _read("examples", label))


@cache
def other_trades() -> tuple[Example, ...]:
    """Every comment of the corpus on other trades."""
    return tuple(replace(one, work_rules=None) for one in _read("examples", OTHER_TRADES))


@cache
def check_set() -> tuple[Example, ...]:
    """The fixed check set: written apart from the corpus, never trained on, the gate of a model."""
    return tuple(_read("check", "sentences"))


def _read(folder: str, name: str) -> Iterator[Example]:
    source = resources.files("nlp").joinpath(folder, f"{name}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        yield Example(
            row["text"], row["label"], _parts(row["work_rules"]), _parts(row["mentions"]),
            row["trap"],
        )  # fmt: skip


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(JOIN) if part)
