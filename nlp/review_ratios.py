"""How much sooner a feature stands in a review that praises than in one that blames."""

from __future__ import annotations

import re

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from nlp.grams import grams
from nlp.normalise import normalise
from nlp.segment import PAUSES, by_jieba, mark_negation, words

SEEN = 4
"""Sentences of the reviews in which a feature must stand to count."""

_SENTENCE = re.compile(r"[。!?;\n]+")
_SHORTEST_PART = 4


def log_count_ratios(blame: list[str], praise: list[str]) -> dict[str, float]:
    """Log-count ratios of features (Wang and Manning 2012) in the sentences of the reviews.

    Sentences and not whole reviews, because a comment is as short as one of them.
    """
    with by_jieba():
        return _counted(blame, praise)


def _counted(blame: list[str], praise: list[str]) -> dict[str, float]:
    docs: list[set[str]] = []
    praised: list[bool] = []
    for is_praise, texts in ((False, blame), (True, praise)):
        for text in map(normalise, texts):
            parts = [part for part in _SENTENCE.split(text) if len(part) >= _SHORTEST_PART]
            docs += map(_review_features, parts)
            praised += [is_praise] * len(parts)
    counter = CountVectorizer(analyzer=_as_it_is, binary=True, min_df=SEEN)
    table = counter.fit_transform(docs)
    side = np.array(praised)
    counts = [1 + np.asarray(table[rows].sum(axis=0)).ravel() for rows in (side, ~side)]
    ratio = np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum())
    return dict(zip(counter.get_feature_names_out(), ratio, strict=True))


def _review_features(text: str) -> set[str]:
    """As `Reading.features`: pairs of neighbours do not cross a mark."""
    found = grams(text)
    before = ""
    for word in mark_negation(words(text)):
        if word in PAUSES:
            before = ""
            continue
        found.add(word)
        if before:
            found.add(f"{before}|{word}")
        before = word
    return found


def _as_it_is(features: set[str]) -> set[str]:
    return features
