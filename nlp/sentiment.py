"""Polarity of a text: how much more likely its words stand in praise than in blame."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.store import Counts


@dataclass(frozen=True, eq=False)
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

    def probabilities(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Probability of praise (0-1) for each text given as words, as `Bayes.classify` has it."""
        scores = np.fromiter((self.prior + self.weight(t) for t in texts), float, len(texts))
        # exp overflows beyond 709; at 700 the result is 0 or 1 to the last bit anyway.
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))
        return result


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
