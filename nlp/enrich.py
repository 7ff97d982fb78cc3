"""From comment texts to labels, probabilities, work rules and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.labels import decide
from nlp.normalise import normalise
from nlp.rules import RuleWords, rules_in
from nlp.sentiment import PolarityModel, load_or_train
from nlp.store import Progress, model_version

__all__ = ["Enriched", "classify", "model_version"]

_REPORT_EVERY = 200


@dataclass(frozen=True)
class Enriched:
    """What the package says about one comment.

    `label` is one of `nlp.labels.LABELS` and `probability` its probability (0-1);
    `probabilities` holds `p_praise`, `p_complaint`, … and sums to 1. `needs_review` asks a person
    to look. `work_rules` are (rule, words) and `reasons` the words that decided, in Chinese.
    """

    label: str
    probability: float
    needs_review: bool
    probabilities: dict[str, float]
    work_rules: list[RuleWords]
    reasons: list[str]
    model_version: str


def classify(
    texts: Sequence[str], model_dir: Path, progress: Progress | None = None
) -> list[Enriched]:
    """One `Enriched` a text, in the same order; equal texts share one object.

    Trains the model on the first call for `model_dir` (about 12 seconds). `progress` is called
    with (done, total) distinct texts. Raises OSError when `model_dir` cannot be used.
    """
    model = load_or_train(model_dir)
    distinct = list(dict.fromkeys(texts))
    known: dict[str, Enriched] = {}
    for number, text in enumerate(distinct, start=1):
        known[text] = enrich(text, model)
        if progress is not None and (number % _REPORT_EVERY == 0 or number == len(distinct)):
            progress(number, len(distinct))
    return [known[text] for text in texts]


def enrich(text: str, model: PolarityModel) -> Enriched:
    """What the package says about one comment, with a model at hand."""
    normalised = normalise(text)
    decision = decide(normalised, model)
    return Enriched(
        label=decision.label,
        probability=decision.probability,
        needs_review=decision.needs_review,
        probabilities={f"p_{name}": share for name, share in decision.probabilities.items()},
        work_rules=rules_in(normalised),
        reasons=list(decision.reasons),
        model_version=model.version,
    )
