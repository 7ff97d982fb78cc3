"""The project's own guestbook sentences with their labels, rules and mentions (nlp/examples)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nlp.labels import LABELS

JOIN = "；"
"""Between several rules or mentions in one cell, as `nlp classify` writes them."""


@dataclass(frozen=True)
class Example:
    """One invented comment. `mentions` are spans of the text; `trap` says what makes it hard."""

    text: str
    label: str
    work_rules: tuple[str, ...]
    mentions: tuple[str, ...]
    trap: str


@cache
def examples() -> tuple[Example, ...]:
    """Every sentence of the corpus, label by label in the order of `nlp.labels.LABELS`."""
    folder = resources.files("nlp").joinpath("examples")
    found: list[Example] = []
    for label in LABELS:
        text = folder.joinpath(f"{label}.csv").read_text(encoding="utf-8")
        found += [
            Example(
                row["text"], row["label"], _parts(row["work_rules"]), _parts(row["mentions"]),
                row["trap"],
            )
            for row in csv.DictReader(text.splitlines())
        ]  # fmt: skip
    return tuple(found)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(JOIN) if part)
