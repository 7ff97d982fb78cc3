"""How well two judges agree on labels: Cohen's kappa, precision and recall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 30
"""Pairs below which no figure of agreement is given."""

Pair = tuple[str, str]


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Agreement beyond chance of two reviewers (Cohen 1960), at most 1.

    None below thirty pairs, and where both always gave one and the same label: chance alone would
    agree as well.
    """
    if len(pairs) < FEWEST:
        return None
    size = len(pairs)
    seen = sum(one == other for one, other in pairs) / size
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(first[label] * second[label] for label in first) / size**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


@dataclass(frozen=True)
class Judged:
    """One label: how often the machine said it and was right, how often people said it."""

    label: str
    said: int
    right: int
    meant: int

    @property
    def precision(self) -> float | None:
        """Of those the machine labelled so, the share that people labelled so."""
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        """Of those people labelled so, the share that the machine labelled so."""
        return self.right / self.meant if self.meant else None


def by_label(pairs: Sequence[Pair], labels: Sequence[str]) -> list[Judged]:
    """For each label the counts behind precision and recall; `pairs` are (machine, people)."""
    said, meant = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    right = Counter(one for one, other in pairs if one == other)
    return [Judged(one, said[one], right[one], meant[one]) for one in labels]
