"""Training of the layer with scikit-learn; kept apart because importing it takes seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp.corpus import Example, examples, other_trades
from nlp.layer import (
    DENSE_SHARE,
    GRAMS_SHARE,
    LENGTH_POWER,
    Floats,
    Layer,
    index_of,
    limited_bayes,
    log_softmax,
    strengths_of,
    with_others,
)
from nlp.needs import grams
from nlp.normalise import normalise, says_something
from nlp.reading import Reading, read
from nlp.rules import WORK_RULES, rule_words
from nlp.scores import LABELS, scores
from nlp.segment import mark_negation, words
from nlp.sentiment import PolarityModel

SEEN = 2
"""Sentences of the corpus in which a feature must stand to count."""
SEEN_IN_REVIEWS = 4
HUMAN_COPIES = 2
"""How much a label of the office's own people counts beside an invented sentence."""
HELD_OUT = 5
"""Every fifth sentence is left out of a first fit, to learn how sure the labels may be."""
TEMPERATURES = np.linspace(0.6, 3.0, 49)

_SENTENCE = re.compile(r"[。!?;\n]+")
_SHORTEST_PART = 4


def train_layer(
    polarity: PolarityModel, reviews: tuple[list[str], list[str]], human: Sequence[Example]
) -> Layer:
    """The whole layer; the same input gives the same numbers."""
    ratios = _ratios(*reviews)
    taught = [*examples(), *other_trades(), *(one for one in human for _ in range(HUMAN_COPIES))]
    usable = [(normalise(one.text), one) for one in taught]
    rows = [(read(text, polarity), one) for text, one in usable if says_something(text)]
    readings, sentences = [a for a, _ in rows], [b for _, b in rows]
    vectorizer = CountVectorizer(analyzer=_features, binary=True, min_df=SEEN)
    # One thread: the order of sums must not depend on how many processors a machine has.
    with threadpool_limits(1):
        table = _scaled(vectorizer.fit_transform(readings))
        taught_with = _Taught(table, readings, _said(ratios, readings), polarity)
        labels = np.array([one.label for one in sentences])
        # The second fit begins where the first ended.
        regression = LogisticRegression(C=1.0, max_iter=3000, tol=1e-3, warm_start=True)
        temperature = _temperature(taught_with, labels, regression)
        by_label = _fit_labels(regression, taught_with, labels)
        by_rule = _fit_rules(table, readings, sentences)
    return _assembled(vectorizer.get_feature_names_out(), by_label, by_rule, ratios, temperature)


class _Taught:
    """The sentences trained on, as numbers."""

    def __init__(
        self, table: Any, readings: Sequence[Reading], said: Floats, polarity: PolarityModel
    ) -> None:
        self.said = said
        self.lengths = np.array([len(one.text) for one in readings])
        found = [scores(one.evidence) for one in readings]
        self.lexicon = np.array([[one[label] for label in LABELS] for one in found])
        bayes = limited_bayes([polarity.weight(one.words) for one in readings])
        strengths = np.array([strengths_of(one) for one in readings])
        dense = np.hstack([self.lexicon, strengths, bayes, said[:, None]])
        self.joined = hstack([table, csr_matrix(dense * DENSE_SHARE)]).tocsr()


def _said(ratios: dict[str, float], readings: Sequence[Reading]) -> Floats:
    """The reviews' verdict on each sentence, as the layer will have it."""
    nothing = np.zeros(0)
    values = np.array([0.0, *ratios.values()])
    alone = Layer(
        index_of(ratios, 0), np.zeros((1, 14)), values, nothing, nothing, nothing, 1.0
    )  # fmt: skip
    return alone.said(readings)


def _as_it_is(features: set[str]) -> set[str]:
    return features


def _features(reading: Reading) -> frozenset[str]:
    return reading.features


def _scaled(counts: Any) -> Any:
    """Each text's features by the power of how many it has, see `nlp.layer`."""
    # A set has another order in every process; sums, and so the model, must not.
    counts.sort_indices()
    sizes = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)
    return (diags(GRAMS_SHARE / sizes**LENGTH_POWER) @ counts).tocsr()


def _fit_labels(
    regression: LogisticRegression, taught: _Taught, labels: Any, rows: Any = slice(None)
) -> tuple[Floats, Floats]:
    """(coefficients: labels × features and strengths, intercepts), in the order of LABELS."""
    regression.fit(taught.joined[rows], labels[rows])
    order = [list(regression.classes_).index(label) for label in LABELS]
    return regression.coef_[order], regression.intercept_[order]


def _fit_rules(
    table: Any, readings: Sequence[Reading], sentences: Sequence[Example]
) -> tuple[Floats, Floats]:
    """(coefficients: rules × features and the hit of the rule's lexicon, intercepts)."""
    found = [rule_words(one.text, one.keys) for one in readings]
    coefficients, intercepts = [], []
    for rule in WORK_RULES:
        hit = csr_matrix(np.array([[float(rule in one)] for one in found]))
        earned = np.array([rule in one.work_rules for one in sentences])
        fitted = LogisticRegression(C=1.0, solver="liblinear", random_state=0).fit(
            hstack([table, hit]).tocsr(), earned
        )
        coefficients.append(fitted.coef_.ravel())
        intercepts.append(float(fitted.intercept_[0]))
    return np.array(coefficients), np.array(intercepts)


def _temperature(taught: _Taught, labels: Any, regression: LogisticRegression) -> float:
    """What makes the probabilities of sentences left out of a first fit honest (least log loss)."""
    out = np.arange(len(labels)) % HELD_OUT == 0
    coefficients, intercepts = _fit_labels(regression, taught, labels, ~out)
    logs = with_others(
        log_softmax(taught.joined[out] @ coefficients.T + intercepts),
        taught.lexicon[out],
        taught.lengths[out],
        taught.said[out],
    )
    truth = [LABELS.index(label) for label in labels[out]]
    places = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return -float(log_softmax(logs / temperature)[places, truth].mean())

    return float(min(TEMPERATURES, key=loss))


def _ratios(blame: list[str], praise: list[str]) -> dict[str, float]:
    """Log-count ratios of features (Wang and Manning 2012) in the sentences of the reviews.

    Sentences and not whole reviews, because a comment is as short as one of them.
    """
    docs: list[set[str]] = []
    praised: list[bool] = []
    for is_praise, texts in ((False, blame), (True, praise)):
        for text in map(normalise, texts):
            parts = [part for part in _SENTENCE.split(text) if len(part) >= _SHORTEST_PART]
            docs += map(_review_features, parts)
            praised += [is_praise] * len(parts)
    counter = CountVectorizer(analyzer=_as_it_is, binary=True, min_df=SEEN_IN_REVIEWS)
    table = counter.fit_transform(docs)
    side = np.array(praised)
    counts = [1 + np.asarray(table[rows].sum(axis=0)).ravel() for rows in (side, ~side)]
    ratio = np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum())
    return dict(zip(counter.get_feature_names_out(), ratio, strict=True))


def _review_features(text: str) -> set[str]:
    tokens = [word for word in mark_negation(words(text)) if word not in _PAUSES]
    return grams(text).union(tokens, map("|".join, pairwise(tokens)))


_PAUSES = frozenset(",。!?;:、~\n ")


def _assembled(
    names: Any,
    by_label: tuple[Floats, Floats],
    by_rule: tuple[Floats, Floats],
    ratios: dict[str, float],
    temperature: float,
) -> Layer:
    size = len(names)
    own = dict.fromkeys(map(str, names))
    index = index_of({**own, **dict.fromkeys(map(str, ratios))}, size)
    all_ratios = np.zeros(len(index) + 1)
    for name, row in index.items():
        all_ratios[row] = ratios.get(name, 0.0)
    weights = np.hstack([by_label[0][:, :size].T, by_rule[0][:, :size].T])
    return Layer(
        index,
        np.vstack([weights, np.zeros(weights.shape[1])]),
        all_ratios,
        by_label[0][:, size:].T * DENSE_SHARE,
        by_rule[0][:, size],
        np.concatenate([by_label[1], by_rule[1]]),
        temperature,
    )
