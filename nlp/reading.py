"""One reading of a comment, from which everything that is said of it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.evidence import Evidence, weigh
from nlp.grams import Block, grams
from nlp.patterns import Keys, possible
from nlp.sentiment import PolarityModel


@dataclass(frozen=True)
class Reading:
    """A normalised text that says something, what the lexicons find in it, and the `keys` of what
    they may find (`nlp.patterns.possible`)."""

    text: str
    evidence: Evidence
    keys: Keys

    @property
    def features(self) -> set[str]:
        """Grams, words and pairs: all that the layer may weigh."""
        return grams(self.text).union(self.phrases)

    @property
    def phrases(self) -> list[str]:
        """Words with their negation marks, and pairs of neighbours within a clause."""
        found: list[str] = []
        for clause in self.evidence.clauses:
            found += clause.tokens
            found += map("|".join, pairwise(clause.tokens))
        return found

    @property
    def words(self) -> list[str]:
        """The words of all clauses, negation marked."""
        return [word for clause in self.evidence.clauses for word in clause.tokens]


def read(
    texts: Sequence[str], polarity: PolarityModel, block: Block | None = None
) -> list[Reading]:
    """The reading of each normalised text (`nlp.normalise.says_something` holds for all).

    `block` holds the grams of the texts where they are known already.
    """
    return [
        Reading(text, weigh(text, polarity, keys), keys)
        for text, keys in zip(texts, possible(texts, block), strict=True)
    ]
