"""The trained layer: a text's answer is its own, survives the file, and is honest at the limits."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from comment_cases import COMPLAINT, INQUIRY, MIXED, PRAISE

from nlp.corpus import check_set
from nlp.enrich import BLOCK_CHARACTERS, LONGEST, blocks, enrich, enrich_block
from nlp.layer import Layer, log_softmax, with_others
from nlp.model import Model
from nlp.normalise import normalise
from nlp.reading import read
from nlp.store import model_path, read_model

TEXTS = [*PRAISE, *COMPLAINT, *MIXED, *INQUIRY, "", "👍", "無", "x" * 300, "好" * 3000]


def test_a_text_is_answered_alike_alone_and_among_others(model: Model) -> None:
    together = enrich_block(TEXTS, model)
    assert together == [enrich(text, model) for text in TEXTS]
    assert enrich_block(TEXTS[::-1], model) == together[::-1]


def test_the_file_holds_the_layer_as_plain_data(model: Model) -> None:
    content = json.loads(json.dumps(model.layer.as_json()))
    again = Layer.from_json(content)
    assert again.index == model.layer.index
    for name in ("weights", "ratios", "dense", "hits", "bias"):
        assert np.array_equal(getattr(again, name), getattr(model.layer, name)), name


def test_the_row_after_the_known_features_is_nobodys(model: Model) -> None:
    nobody = len(model.layer.weights) - 1
    assert not model.layer.weights[nobody].any() and model.layer.ratios[nobody] == 0
    assert nobody not in model.layer.index.values()
    unknown = read([normalise("龘龘龘")], model.polarity)[0]
    assert not unknown.features & model.layer.index.keys()
    judged = model.layer.judge([unknown], [0.0])
    assert not judged.sums.any() and judged.labels.sum() == pytest.approx(1.0)


def test_the_reviews_move_praise_and_complaint_alone() -> None:
    logs = log_softmax(np.array([[0.0, 0.5, -1.0, 0.2, 0.1, -0.3]]))
    lexicon = np.zeros((1, 6))
    short = np.array([10])
    same, better = (with_others(logs, lexicon, short, np.array([s])) for s in (0.0, 2.0))
    assert np.allclose(same, logs)
    assert np.allclose(better[:, 2:], logs[:, 2:])
    assert np.exp(better[0, :2]).sum() == pytest.approx(np.exp(logs[0, :2]).sum())
    assert better[0, 0] - better[0, 1] == pytest.approx(logs[0, 0] - logs[0, 1] + 0.8)


@pytest.mark.parametrize(("length", "counts"), [(40, False), (41, True), (120, True)])
def test_the_lexicons_count_in_letters_only(length: int, counts: bool) -> None:
    logs = log_softmax(np.zeros((1, 6)))
    lexicon = np.array([[3.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    moved = with_others(logs, lexicon, np.array([length]), np.zeros(1))
    assert np.allclose(moved, logs) is not counts


def test_blocks_keep_every_text_in_order_and_stay_small() -> None:
    texts = [str(n) for n in range(1_001)] + ["长" * (BLOCK_CHARACTERS // 2)] * 30
    made = list(blocks(texts))
    assert [text for block in made for text in block] == texts
    assert max(len(block) for block in made) <= 200
    most = max(sum(min(len(text), LONGEST) for text in block) for block in made)
    assert most <= BLOCK_CHARACTERS + LONGEST
    assert list(blocks([])) == []


TRAINING = """
import hashlib, json
from nlp.training import train
print(hashlib.sha256(json.dumps(train([]), ensure_ascii=False).encode()).hexdigest())
"""


@pytest.mark.xdist_group("model")
def test_the_same_input_gives_the_same_model(model: Model, model_dir: Path) -> None:
    """In a process whose sets have another order."""
    kept = json.dumps(read_model(model_path(model_dir)), ensure_ascii=False).encode()
    done = subprocess.run(
        [sys.executable, "-c", TRAINING],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(kept).hexdigest()


def test_the_check_set_is_labelled_well(model: Model) -> None:
    """The bar of the gate's own set, well below what was measured (0.85): a fault would show."""
    found = enrich_block([one.text for one in check_set()], model)
    right = [a.label == b.label for a, b in zip(found, check_set(), strict=True)]
    decided = [hit for hit, one in zip(right, found, strict=True) if not one.needs_review]
    assert sum(right) / len(right) >= 0.80
    assert sum(decided) / len(decided) >= 0.87
    assert len(decided) / len(right) >= 0.70


def test_the_rules_of_the_check_set_are_found(model: Model) -> None:
    found = [
        {rule for rule, _ in one.work_rules}
        for one in enrich_block([one.text for one in check_set()], model)
    ]
    truth = [set(one.work_rules) for one in check_set()]
    both = sum(len(a & b) for a, b in zip(found, truth, strict=True))
    assert both / sum(map(len, found)) >= 0.65
    assert both / sum(map(len, truth)) >= 0.65
