"""Training of the layer with scikit-learn; kept apart because importing it takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp.corpus import HUMAN, Example
from nlp.layer import (
    DENSE_SHARE,
    GRAMS_SHARE,
    LENGTH_POWER,
    Floats,
    Layer,
    index_of,
    log_softmax,
    strengths_of,
    with_others,
)
from nlp.normalise import normalise, says_something
from nlp.reading import Reading, read
from nlp.rules import WORK_RULES, rule_words
from nlp.scores import LABELS
from nlp.sentiment import PolarityModel

SEEN = 2
"""Sentences of the corpus in which a feature must stand to count."""
HUMAN_WEIGHT = 2.0
"""How much a label of the office's own people counts beside an invented sentence."""
HELD_OUT = 5
"""Every fifth sentence is left out of a first fit, to learn how sure the labels may be."""
TEMPERATURES = np.linspace(0.6, 3.0, 49)


def train_layer(
    polarity: PolarityModel,
    reviews: Callable[[], dict[str, float]],
    taught: Sequence[Example],
) -> Layer:
    """The whole layer; the same input gives the same numbers.

    `reviews` gives what `nlp.review_ratios.log_count_ratios` says, asked for when it is needed.
    """
    readings, sentences = _read(taught, polarity)
    ratios = reviews()
    vectorizer = CountVectorizer(analyzer=_features, binary=True, min_df=SEEN)
    # One thread: the order of sums must not depend on how many processors a machine has.
    with threadpool_limits(1):
        table = _scaled(vectorizer.fit_transform(readings))
        taught_with = _Taught(table, readings, sentences, _said(ratios, readings), polarity)
        labels = np.array([one.label for one in sentences])
        # The second fit begins where the first ended.
        regression = LogisticRegression(C=1.0, max_iter=3000, tol=1e-3, warm_start=True)
        temperature = _temperature(taught_with, labels, regression)
        by_label = _fit_labels(regression, taught_with, labels)
        by_rule = _fit_rules(table, readings, sentences)
    return _assembled(vectorizer.get_feature_names_out(), by_label, by_rule, ratios, temperature)


def _read(
    taught: Sequence[Example], polarity: PolarityModel
) -> tuple[list[Reading], list[Example]]:
    """The sentences that say something, read."""
    usable = [(normalise(one.text), one) for one in taught]
    usable = [(text, one) for text, one in usable if says_something(text)]
    return read([text for text, _ in usable], polarity), [one for _, one in usable]


class _Taught:
    """The sentences trained on, as numbers."""

    def __init__(
        self,
        table: Any,
        readings: Sequence[Reading],
        sentences: Sequence[Example],
        said: Floats,
        polarity: PolarityModel,
    ) -> None:
        self.said = said
        self.weights = np.array([HUMAN_WEIGHT if o.trap == HUMAN else 1.0 for o in sentences])
        self.lengths = np.array([len(one.text) for one in readings])
        bayes = [polarity.weight(one.words) for one in readings]
        self.lexicon, dense = strengths_of(readings, bayes, said)
        self.joined = hstack([table, csr_matrix(dense * DENSE_SHARE)]).tocsr()


def _said(ratios: dict[str, float], readings: Sequence[Reading]) -> Floats:
    """The reviews' verdict on each sentence, as the layer will have it."""
    nothing = np.zeros(0)
    values = np.array([0.0, *ratios.values()])
    columns = len(LABELS) + len(WORK_RULES)
    alone = Layer(
        index_of(ratios, 0), np.zeros((1, columns)), values, nothing, nothing, nothing, 1.0
    )
    return alone.said(readings)


def _features(reading: Reading) -> set[str]:
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
    regression.fit(taught.joined[rows], labels[rows], sample_weight=taught.weights[rows])
    order = [list(regression.classes_).index(label) for label in LABELS]
    return regression.coef_[order], regression.intercept_[order]


def _fit_rules(
    table: Any, readings: Sequence[Reading], sentences: Sequence[Example]
) -> tuple[Floats, Floats]:
    """(coefficients: rules × features and the hit of the rule's lexicon, intercepts)."""
    told = np.array([one.work_rules is not None for one in sentences])
    found = [rule_words(one.text, one.keys) for one in readings]
    coefficients, intercepts = [], []
    for rule in WORK_RULES:
        hit = csr_matrix(np.array([[float(rule in one)] for one in found]))
        earned = np.array([rule in (one.work_rules or ()) for one in sentences])
        fitted = LogisticRegression(C=1.0, solver="liblinear", random_state=0).fit(
            hstack([table, hit]).tocsr()[told], earned[told]
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
