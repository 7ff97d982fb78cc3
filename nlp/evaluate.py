"""How well labels agree with people's labels, and how the stock snownlp does on the same text."""

import math
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from nlp.enrich import Enriched, classify
from nlp.mask import mask_text
from nlp.scores import LABELS
from nlp.store import Progress

BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of the probabilities within which calibration is told."""
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
WORST = 12
"""Errors told in full: those of which the model was most certain."""


def evaluate(
    texts: Sequence[str],
    truth: Sequence[str],
    model_dir: Path,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The report on labelled texts; `truth` holds our labels.

    The classes are the labels in `truth` and the prediction is the most probable among them.
    `coverage` is the share of rows (0-1) that need no review, `coverage_accuracy` the accuracy
    on them; `confusion` counts rows by true and predicted label; `by_threshold` says what another
    threshold would decide; `calibration` compares probabilities with hits, `ece` is their mean gap;
    `worst` are the surest errors, texts masked, with reasons. `snownlp` is the stock model at 0.5,
    null unless the classes are praise and complaint.
    """
    classes = [label for label in LABELS if label in set(truth)]
    started = time.perf_counter()
    enriched = classify(texts, model_dir, progress)
    seconds = time.perf_counter() - started
    predicted = [most_probable(item, classes) for item in enriched]
    sure = [_share(item, label, classes) for item, label in zip(enriched, predicted, strict=True)]
    right = [a == b for a, b in zip(truth, predicted, strict=True)]
    decided = [not item.needs_review for item in enriched]
    report: dict[str, Any] = {"rows": len(texts)}
    report |= agreement(truth, predicted, classes)
    report["coverage"] = sum(decided) / len(texts)
    report["coverage_accuracy"] = _mean(hit for hit, yes in zip(right, decided, strict=True) if yes)
    report["confusion"] = _confusion(truth, predicted, classes)
    report["by_threshold"] = [
        {
            "threshold": edge,
            "coverage": _mean(one.probability >= edge for one in enriched),
            "accuracy": _mean(
                hit for hit, o in zip(right, enriched, strict=True) if o.probability >= edge
            ),
        }
        for edge in THRESHOLDS
    ]
    report["calibration"], report["ece"] = _calibration(sure, right)
    report["worst"] = _worst(texts, truth, predicted, sure, enriched)
    both = set(classes) == {"praise", "complaint"}
    report["snownlp"] = _stock(texts, truth, classes) if both else None
    report["seconds"] = round(seconds, 3)
    return report


def _share(item: Enriched, label: str, classes: Sequence[str]) -> float:
    """Probability of a label among the classes that the file knows."""
    total = math.fsum(item.probabilities[f"p_{one}"] for one in classes)
    return item.probabilities[f"p_{label}"] / total if total else 1 / len(classes)


def _mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return math.fsum(found) / len(found) if found else None


def _confusion(
    truth: Sequence[str], predicted: Sequence[str], classes: Sequence[str]
) -> dict[str, dict[str, int]]:
    counts = Counter(zip(truth, predicted, strict=True))
    return {a: {b: counts[a, b] for b in classes} for a in classes}


def _calibration(
    sure: Sequence[float], right: Sequence[bool]
) -> tuple[list[dict[str, float]], float]:
    """Rows, mean probability and share of hits by band of probability; and the mean gap."""
    bands = []
    for low, high in pairwise(BINS):
        rows = [
            (share, hit)
            for share, hit in zip(sure, right, strict=True)
            if low <= share < high or share == high == 1.0
        ]
        if rows:
            said = math.fsum(share for share, _ in rows) / len(rows)
            came = sum(hit for _, hit in rows) / len(rows)
            bands.append(
                {"from": low, "to": high, "rows": len(rows), "probability": said, "accuracy": came}
            )
    gaps = [band["rows"] * abs(band["probability"] - band["accuracy"]) for band in bands]
    return bands, math.fsum(gaps) / len(sure)


def _worst(
    texts: Sequence[str],
    truth: Sequence[str],
    predicted: Sequence[str],
    sure: Sequence[float],
    enriched: Sequence[Enriched],
) -> list[dict[str, Any]]:
    wrong = [place for place in range(len(texts)) if truth[place] != predicted[place]]
    wrong.sort(key=lambda place: (-sure[place], place))
    return [
        {
            "row": place + 1,
            "text": mask_text(texts[place]),
            "label": truth[place],
            "predicted": predicted[place],
            "probability": round(sure[place], 3),
            "reasons": [mask_text(reason) for reason in enriched[place].reasons],
        }
        for place in wrong[:WORST]
    ]


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
