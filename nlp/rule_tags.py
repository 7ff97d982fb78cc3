"""Which of the eight work rules a comment touches, in praise or in blame, and by which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np

from nlp.layer import Floats, Layer
from nlp.normalise import says_something
from nlp.reading import Reading, read
from nlp.rules import WORK_RULES, RuleWords, rule_words
from nlp.scores import LABELS
from nlp.sentiment import PolarityModel

_CLAUSES = re.compile("[,。!?;:、~\\n]+")

_SENTENCES = re.compile("[^。!?;\\n]+[。!?;\\n]*|[。!?;\\n]+")

PART = 60
"""Characters of a part of a letter, which are about those of a comment; what is longer is a letter."""

TAG_FROM = 0.3
"""Probability from which a rule is tagged: recall is the work, people read the words beside it."""
TAG_WITH_WORDS = 0.15
"""The same where the rule's own lexicon found words."""


def tag_rules(
    readings: Sequence[Reading], layer: Layer, sums: Floats, polarity: PolarityModel
) -> list[list[RuleWords]]:
    """For each text (rule, the words that earned it), in the order of the rules; may be none.

    A letter touches the rules that it touches as a whole and those that one of its parts touches:
    in the whole, what one sentence says is lost among the others.
    """
    tags = _tagged(readings, layer, sums)
    letters = [place for place, one in enumerate(readings) if len(one.text) > PART]
    owners = [(place, part) for place in letters for part in _parts(readings[place].text)]
    if not owners:
        return tags
    parts = read([part for _, part in owners], polarity)
    found = _tagged(parts, layer, layer.sums(parts))
    told: dict[int, dict[str, list[str]]] = {place: {} for place in letters}
    for (place, _), own in zip(owners, found, strict=True):
        for rule, words in own:
            told[place].setdefault(rule, []).append(words)
    for place, by_rule in told.items():
        whole = {rule: words for rule, words in tags[place] if rule not in by_rule}
        joined = {rule: "、".join(dict.fromkeys(words)) for rule, words in by_rule.items()}
        tags[place] = [
            (rule, (whole | joined)[rule]) for rule in WORK_RULES if rule in whole | joined
        ]
    return tags


def _parts(text: str) -> list[str]:
    """Sentences of a letter, short neighbours together, each part up to PART if it can be."""
    parts = [""]
    for sentence in _SENTENCES.findall(text):
        if parts[-1] and len(parts[-1]) + len(sentence) > PART:
            parts.append("")
        parts[-1] += sentence
    return [part for part in parts if says_something(part)]


def _tagged(readings: Sequence[Reading], layer: Layer, sums: Floats) -> list[list[RuleWords]]:
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
