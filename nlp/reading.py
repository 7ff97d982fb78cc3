"""One reading of a comment, from which everything that is said of it follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from nlp.evidence import Evidence, weigh
from nlp.needs import grams
from nlp.patterns import Keys, possible
from nlp.sentiment import PolarityModel


@dataclass(frozen=True)
class Reading:
    """A normalised text that says something, its grams, what the lexicons find in it, and the
    `keys` of what they may find (`nlp.patterns.possible`)."""

    text: str
    grams: frozenset[str]
    evidence: Evidence
    keys: Keys

    @cached_property
    def features(self) -> frozenset[str]:
        """Grams, words with their negation marks, and pairs of neighbours within a clause."""
        found = set(self.grams)
        for clause in self.evidence.clauses:
            words = clause.tokens
            found.update(words)
            found.update(map("|".join, pairwise(words)))
        return frozenset(found)

    @property
    def words(self) -> list[str]:
        """The words of all clauses, negation marked."""
        return [word for clause in self.evidence.clauses for word in clause.tokens]


def read(text: str, polarity: PolarityModel) -> Reading:
    """The reading of a normalised text (`nlp.normalise.says_something` holds for it)."""
    found = frozenset(grams(text))
    keys = possible(found)
    return Reading(text, found, weigh(text, polarity, keys), keys)
