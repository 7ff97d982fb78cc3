"""Agreement of reviewers against scikit-learn's own figures."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, precision_score, recall_score

from scoring.agreement import FEWEST, by_label, kappa

LABELS = ["praise", "complaint", "mixed", "suggestion", "inquiry", "neutral"]


def pairs(size: int, same: float, seed: int = 1) -> list[tuple[str, str]]:
    rng = np.random.default_rng(seed)
    first = rng.choice(LABELS, size, p=[0.4, 0.25, 0.1, 0.1, 0.1, 0.05])
    other = np.where(rng.random(size) < same, first, rng.choice(LABELS, size))
    return list(zip(first.tolist(), other.tolist(), strict=True))


@pytest.mark.parametrize("same", [0.0, 0.5, 0.9, 1.0])
def test_kappa(same: float) -> None:
    told = pairs(200, same)
    first, other = zip(*told, strict=True)
    assert kappa(told) == pytest.approx(cohen_kappa_score(first, other))


def test_kappa_of_too_few_or_of_one_label_is_none() -> None:
    assert kappa(pairs(FEWEST - 1, 0.9)) is None
    assert kappa(pairs(FEWEST, 0.9)) is not None
    assert kappa([("praise", "praise")] * 50) is None
    assert kappa([]) is None


def test_precision_and_recall() -> None:
    told = pairs(300, 0.7)
    machine, people = zip(*told, strict=True)
    found = by_label(told, LABELS)
    precision = precision_score(people, machine, labels=LABELS, average=None)
    recall = recall_score(people, machine, labels=LABELS, average=None)
    assert [one.precision for one in found] == pytest.approx(list(precision))
    assert [one.recall for one in found] == pytest.approx(list(recall))


def test_a_label_that_nobody_gave_has_no_figure() -> None:
    (one,) = by_label([("praise", "praise")], ["neutral"])
    assert (one.precision, one.recall, one.said) == (None, None, 0)
