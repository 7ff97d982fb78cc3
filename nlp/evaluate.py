"""How well labels agree with people's labels, and how the stock snownlp does on the same text."""

import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.enrich import Enriched, classify
from nlp.labels import LABELS
from nlp.store import Progress

CHINESE = {
    "表扬": "praise",
    "好评": "praise",
    "投诉": "complaint",
    "差评": "complaint",
    "混合": "mixed",
    "褒贬兼有": "mixed",
    "建议": "suggestion",
    "咨询": "inquiry",
    "中性": "neutral",
}
"""Label words that people use in their files."""


class UnknownLabelError(ValueError):
    """A label in the file that is none of ours; the message is the label."""


def label_of(word: str) -> str:
    """Our label for a word of the file. Raises UnknownLabelError."""
    cleaned = word.strip()
    label = CHINESE.get(cleaned, cleaned.lower())
    if label not in LABELS:
        raise UnknownLabelError(cleaned)
    return label


def evaluate(
    texts: Sequence[str],
    truth: Sequence[str],
    model_dir: Path,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The report on labelled texts; `truth` holds our labels.

    The classes are the labels in `truth` and the prediction is the most probable among them.
    `coverage` is the share of rows (0-1) that need no review, `coverage_accuracy` the accuracy
    on them. `snownlp` is the stock model at 0.5, null unless the classes are praise and complaint.
    """
    classes = [label for label in LABELS if label in set(truth)]
    started = time.perf_counter()
    enriched = classify(texts, model_dir, progress)
    seconds = time.perf_counter() - started
    predicted = [most_probable(item, classes) for item in enriched]
    decided = [i for i, item in enumerate(enriched) if not item.needs_review]
    report: dict[str, Any] = {"rows": len(texts)}
    report |= agreement(truth, predicted, classes)
    report["coverage"] = len(decided) / len(texts)
    report["coverage_accuracy"] = (
        sum(truth[i] == predicted[i] for i in decided) / len(decided) if decided else None
    )
    both = set(classes) == {"praise", "complaint"}
    report["snownlp"] = _stock(texts, truth, classes) if both else None
    report["seconds"] = round(seconds, 3)
    return report


def most_probable(item: Enriched, classes: Sequence[str]) -> str:
    """The most probable label among `classes`."""
    return max(classes, key=lambda label: item.probabilities[f"p_{label}"])


def agreement(
    truth: Sequence[str], predicted: Sequence[str], classes: Sequence[str]
) -> dict[str, Any]:
    """`accuracy`, `macro_f1` and, per class, precision, recall, f1 (0-1) and support (rows)."""
    # Slow to import and only needed here.
    from sklearn.metrics import precision_recall_fscore_support  # noqa: PLC0415

    columns = precision_recall_fscore_support(
        truth, predicted, labels=list(classes), zero_division=0
    )
    per_label = {
        label: {
            "precision": float(precision),
            "recall": float(recall),
            "f1": float(f1),
            "support": int(support),
        }
        for label, precision, recall, f1, support in zip(classes, *columns, strict=True)
    }
    hits = sum(a == b for a, b in zip(truth, predicted, strict=True))
    return {
        "accuracy": hits / len(truth),
        "macro_f1": sum(item["f1"] for item in per_label.values()) / len(per_label),
        "per_label": per_label,
    }


def _stock(texts: Sequence[str], truth: Sequence[str], classes: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro-F1 and scoring seconds of snownlp as it comes, praise from 0.5 on."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="invalid escape sequence")
        from snownlp import sentiment  # noqa: PLC0415 - seconds to import, rarely needed
    started = time.perf_counter()
    # An empty text makes snownlp's own front door divide by zero; 0.5 is what it knows then.
    shares = [sentiment.classify(text) if text.strip() else 0.5 for text in texts]
    seconds = time.perf_counter() - started
    predicted = ["praise" if share >= 0.5 else "complaint" for share in shares]
    found = agreement(truth, predicted, classes)
    return {
        "accuracy": found["accuracy"],
        "macro_f1": found["macro_f1"],
        "seconds": round(seconds, 3),
    }
