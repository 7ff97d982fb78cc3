"""Which of the eight work rules a comment touches, in praise or in blame, and by which words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nlp.layer import Floats, Layer
from nlp.needs import grams
from nlp.reading import Reading
from nlp.rules import WORK_RULES, RuleWords, rule_words
from nlp.scores import LABELS

_CLAUSES = re.compile("[,。!?;:、~\\n]+")

TAG_FROM = 0.3
"""Probability from which a rule is tagged: recall is the work, people read the words beside it."""
TAG_WITH_WORDS = 0.15
"""The same where the rule's own lexicon found words."""


def tag_rules(readings: Sequence[Reading], layer: Layer, sums: Floats) -> list[list[RuleWords]]:
    """For each text (rule, the words that earned it), in the order of the rules; may be none."""
    words = [rule_words(one.text, one.keys) for one in readings]
    hits = np.array([[float(rule in one) for rule in WORK_RULES] for one in words])
    shares = layer.rules(sums, hits)
    tagged = shares >= np.where(hits > 0, TAG_WITH_WORDS, TAG_FROM)
    found: list[list[RuleWords]] = [[] for _ in readings]
    for text, number in zip(*np.nonzero(tagged), strict=True):
        rule = WORK_RULES[number]
        told = words[text].get(rule) or _earning(readings[text], layer, int(number))
        found[text].append((rule, told))
    return found


def _earning(reading: Reading, layer: Layer, number: int) -> str:
    """The clause that speaks most for a rule: its words earned it, though no lexicon lists them."""
    parts = [part for part in _CLAUSES.split(reading.text) if part] or [reading.text]
    if len(parts) == 1:
        return parts[0]
    return max(parts, key=lambda part: _strength(part, layer, number))


def _strength(clause: str, layer: Layer, number: int) -> float:
    rows = [row for row in layer.rows_of(grams(clause)) if row < len(layer.weights)]
    return float(layer.weights[rows, len(LABELS) + number].sum())
