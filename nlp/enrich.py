"""From comment texts to labels, probabilities, work rules and reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.grams import Block
from nlp.labels import LABELS, Decision, decide, fixed
from nlp.model import Model, load_or_train
from nlp.normalise import normalise
from nlp.reading import read
from nlp.rule_tags import tag_rules
from nlp.rules import RuleWords
from nlp.store import Progress, model_version

__all__ = ["Enriched", "classify", "model_version"]

BLOCK = 200
BLOCK_CHARACTERS = 100_000
"""Texts, and characters, that are worked on at once."""

PROBABILITIES = tuple(f"p_{label}" for label in LABELS)

LONGEST = 5_000
"""Characters of a text that are read: what follows changes no label and would cost minutes."""


@dataclass(frozen=True)
class Enriched:
    """What the package says about one comment.

    `label` is one of `nlp.labels.LABELS` and `probability` its probability (0-1);
    `probabilities` holds `p_praise`, `p_complaint`, … and sums to 1. `needs_review` asks a person
    to look. `work_rules` are (rule, words) and `reasons` the words that decided, in Chinese;
    `subjects` the words that say what it is about.
    """

    label: str
    probability: float
    needs_review: bool
    probabilities: dict[str, float]
    work_rules: list[RuleWords]
    reasons: list[str]
    subjects: list[str]
    model_version: str


def classify(
    texts: Sequence[str], model_dir: Path, progress: Progress | None = None
) -> list[Enriched]:
    """One `Enriched` a text, in the same order; equal texts share one object.

    Trains the model on the first call for `model_dir` (under a minute). `progress` is called
    with (done, total) distinct texts. Raises OSError when `model_dir` cannot be used.
    """
    model = load_or_train(model_dir)
    distinct = list(dict.fromkeys(texts))
    known: dict[str, Enriched] = {}
    for block in blocks(distinct):
        known.update(zip(block, enrich_block(block, model), strict=True))
        if progress is not None:
            progress(len(known), len(distinct))
    return [known[text] for text in texts]


def blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts to be worked on at once: few enough, and short enough together, to stay small."""
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += min(len(text), LONGEST)
        if len(block) == BLOCK or size > BLOCK_CHARACTERS:
            yield block
            block, size = [], 0
    if block:
        yield block


def enrich(text: str, model: Model) -> Enriched:
    """What the package says about one comment, with a model at hand."""
    return enrich_block([text], model)[0]


def enrich_block(texts: Sequence[str], model: Model) -> list[Enriched]:
    """What the package says about each of some comments, the same as of each alone."""
    normalised = [normalise(text[:LONGEST]) for text in texts]
    decisions = [fixed(text) for text in normalised]
    open_ = [place for place, decision in enumerate(decisions) if decision is None]
    tags: dict[int, list[RuleWords]] = {}
    subjects: dict[int, list[str]] = {}
    if open_:
        block = Block([normalised[place] for place in open_])
        readings = read([normalised[place] for place in open_], model.polarity, block)
        bayes = [model.polarity.weight(one.words) for one in readings]
        judged = model.layer.judge(readings, bayes, block)
        tags = dict(
            zip(open_, tag_rules(readings, model.layer, judged.sums, model.polarity), strict=True)
        )
        for place, reading, shares in zip(open_, readings, judged.labels.tolist(), strict=True):
            decisions[place] = decide(reading, shares, model.layer)
        subjects = dict(zip(open_, (one.subjects for one in readings), strict=True))
    return [
        _enriched(decision, tags.get(place, []), subjects.get(place, []), model.version)
        for place, decision in enumerate(decisions)
        if decision is not None
    ]


def _enriched(
    decision: Decision, tags: list[RuleWords], subjects: list[str], version: str
) -> Enriched:
    return Enriched(
        label=decision.label,
        probability=decision.probability,
        needs_review=decision.needs_review,
        probabilities=dict(zip(PROBABILITIES, decision.probabilities.values(), strict=True)),
        work_rules=tags,
        reasons=list(decision.reasons),
        subjects=subjects,
        model_version=version,
    )
