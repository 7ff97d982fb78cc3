"""Polarity of a text: how much more likely its words stand in praise than in blame."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from nlp.patterns import lexicon
from nlp.segment import NEGATION_MARK
from nlp.store import Counts


@dataclass(frozen=True)
class PolarityModel:
    """Naive Bayes as a table of log-odds (natural logarithm, above zero = praise).

    `prior` stands for a text without words, `unknown` for a word never seen in training.
    """

    log_odds: dict[str, float]
    prior: float
    unknown: float

    def weight(self, tokens: Iterable[str]) -> float:
        """Log-odds of praise that the words add, without the prior."""
        get, unknown = self.log_odds.get, self.unknown
        return math.fsum([get(token, unknown) for token in tokens])

    @cached_property
    def felt(self) -> dict[str, float]:
        """As `log_odds`, with 0 for words that say what a text is about, not how its author feels."""
        return _Felt(self)

    def probabilities(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Probability of praise (0-1) for each text given as words, as `Bayes.classify` has it."""
        scores = np.fromiter((self.prior + self.weight(t) for t in texts), float, len(texts))
        # exp overflows beyond 709; at 700 the result is 0 or 1 to the last bit anyway.
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))
        return result


class _Felt(dict[str, float]):
    def __init__(self, model: PolarityModel) -> None:
        super().__init__((w, 0.0 if _is_topic(w) else odds) for w, odds in model.log_odds.items())
        self._unknown = model.unknown

    def __missing__(self, token: str) -> float:
        return 0.0 if _is_topic(token) else self._unknown


def _is_topic(token: str) -> bool:
    """True for words of the trade and for numbers."""
    word = token.removeprefix(NEGATION_MARK)
    return word in _topic_words() or (word.isascii() and word.isalnum())


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(lexicon("polarity")["topic"]["words"].split())


def from_counts(counts: Counts) -> PolarityModel:
    """The table of log-odds from snownlp's smoothed counts of both classes."""
    blame, praise = counts["neg"], counts["pos"]
    blame_total, praise_total = sum(blame.values()), sum(praise.values())
    prior = math.log(praise_total) - math.log(blame_total)
    # A word unseen in a class counts 1 there: snownlp's add-one smoothing.
    log_odds = {
        word: math.log(praise.get(word, 1)) - math.log(blame.get(word, 1)) - prior
        for word in blame.keys() | praise.keys()
    }
    return PolarityModel(log_odds, prior, -prior)
