"""Which of the eight work rules a comment touches, in praise or in blame, and by which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np

from nlp.layer import Floats, Layer
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
    tagged = list(
        zip(*np.nonzero(shares >= np.where(hits > 0, TAG_WITH_WORDS, TAG_FROM)), strict=True)
    )
    untold = [(text, rule) for text, rule in tagged if not hits[text, rule]]
    earning = _earning([readings[text].text for text, _ in untold], [r for _, r in untold], layer)
    earned = dict(zip(untold, earning, strict=True))
    found: list[list[RuleWords]] = [[] for _ in readings]
    for text, number in tagged:
        rule = WORK_RULES[number]
        found[text].append((rule, words[text].get(rule) or earned[text, number]))
    return found


def _earning(texts: Sequence[str], rules: Sequence[int], layer: Layer) -> list[str]:
    """The clause of each text that speaks most for the rule: it earned it without listed words."""
    parts = [[part for part in _CLAUSES.split(text) if part] or [text] for text in texts]
    sizes = [len(one) for one in parts]
    every = list(chain.from_iterable(parts))
    columns = len(LABELS) + np.repeat(np.array(rules, np.int64), sizes)
    strengths = layer.strengths(every, columns).tolist() if every else []
    told = []
    for one in parts:
        own, strengths = strengths[: len(one)], strengths[len(one) :]
        told.append(one[own.index(max(own))])
    return told
