"""Polarity of a text: how much more likely its words stand in praise than in blame."""

import logging
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.store import (
    Counts,
    DamagedModelError,
    Progress,
    model_path,
    model_version,
    read_counts,
    write_counts,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PolarityModel:
    """Naive Bayes as a table of log-odds (natural logarithm, above zero = praise).

    `prior` stands for a text without words, `unknown` for a word never seen in training.
    """

    version: str
    log_odds: dict[str, float]
    prior: float
    unknown: float

    def weight(self, tokens: Iterable[str]) -> float:
        """Log-odds of praise that the words add, without the prior."""
        get, unknown = self.log_odds.get, self.unknown
        return math.fsum(get(token, unknown) for token in tokens)

    def probabilities(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Probability of praise (0-1) for each text given as words, as `Bayes.classify` has it."""
        scores = np.fromiter((self.prior + self.weight(t) for t in texts), float, len(texts))
        # exp overflows beyond 709; at 700 the result is 0 or 1 to the last bit anyway.
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))
        return result


def from_counts(counts: Counts, version: str) -> PolarityModel:
    """The table of log-odds from snownlp's smoothed counts of both classes."""
    blame, praise = counts["neg"], counts["pos"]
    blame_total, praise_total = sum(blame.values()), sum(praise.values())
    prior = math.log(praise_total) - math.log(blame_total)
    # A word unseen in a class counts 1 there: snownlp's add-one smoothing.
    log_odds = {
        word: math.log(praise.get(word, 1)) - math.log(blame.get(word, 1)) - prior
        for word in blame.keys() | praise.keys()
    }
    return PolarityModel(version, log_odds, prior, -prior)


def load_or_train(model_dir: Path, progress: Progress | None = None) -> PolarityModel:
    """The model of the current version, from `model_dir` or trained once and kept there.

    Two processes may train at once: both arrive at the same counts and each writes the file whole.
    Raises OSError when the folder can be neither read nor written.
    """
    path = model_path(model_dir)
    try:
        return from_counts(read_counts(path), model_version())
    except FileNotFoundError:
        pass
    except DamagedModelError as error:
        log.warning("模型文件已损坏，重新训练：%s", error)
    return train_and_keep(model_dir, progress)


def train_and_keep(model_dir: Path, progress: Progress | None = None) -> PolarityModel:
    """Train anew (about 12 seconds) and replace the kept model of this version."""
    from nlp.training import train  # noqa: PLC0415 - imports snownlp: seconds, rarely needed

    counts = train(progress)
    write_counts(counts, model_path(model_dir))
    return from_counts(counts, model_version())
