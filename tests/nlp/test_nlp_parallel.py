"""Several processes label as one does, in the order given, and say how far they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from comment_cases import COMPLAINT, INQUIRY, MIXED, PRAISE

from nlp import parallel
from nlp.enrich import classify
from nlp.parallel import classify_all


def test_two_processes_label_as_one(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "WORTH_IT", 10)
    monkeypatch.setattr(parallel, "BLOCK", 7)
    texts = [*PRAISE, *COMPLAINT, *MIXED, *INQUIRY, PRAISE[0], ""]
    told: list[tuple[int, int]] = []
    found = classify_all(texts, model_dir, lambda *one: told.append(one), workers=2)
    assert found == classify(texts, model_dir)
    assert told[-1] == (len(texts), len(texts))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("workers", [1, 2])
def test_few_texts_start_no_process(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(parallel, "ProcessPoolExecutor", None)
    assert classify_all(PRAISE, model_dir, workers=workers) == classify(PRAISE, model_dir)


def test_at_least_one_process_is_counted() -> None:
    assert 1 <= parallel.processes() <= 4
