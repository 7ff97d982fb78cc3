"""One reading of a comment, from which everything that is said of it follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from nlp.evidence import Evidence, weigh
from nlp.grams import Block, grams
from nlp.patterns import Keys, possible
from nlp.segment import NEGATION_MARK
from nlp.sentiment import PolarityModel

_LETTERS = re.compile("[\u4e00-\u9fff]{2,8}")


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
    def subjects(self) -> list[str]:
        """Words of two characters and more that say what the text is about, each once."""
        found = (one.removeprefix(NEGATION_MARK) for one in self.words)
        return [one for one in dict.fromkeys(found) if _names_something(one)]

    @property
    def words(self) -> list[str]:
        """The words of all clauses, negation marked."""
        return [word for clause in self.evidence.clauses for word in clause.tokens]


def _names_something(word: str) -> bool:
    return _LETTERS.fullmatch(word) is not None and word not in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    source = resources.files("nlp").joinpath("lexicon/stop.txt").read_text(encoding="utf-8")
    return frozenset(source.split())


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
