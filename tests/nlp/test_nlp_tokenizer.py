"""The fast tokenizer cuts as jieba does; rjieba, where installed, labels nearly the same."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from nlp.corpus import check_set, examples
from nlp.model import Model
from nlp.normalise import normalise
from nlp.tokenizer import FastTokenizer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba


@pytest.fixture(scope="module")
def pair() -> tuple[FastTokenizer, jieba.Tokenizer]:
    fast = FastTokenizer()
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total, plain.initialized = fast.FREQ, fast.total, True
    return fast, plain


def test_every_sentence_is_cut_the_same(pair: tuple[FastTokenizer, jieba.Tokenizer]) -> None:
    fast, plain = pair
    for one in (*examples(), *check_set()):
        text = normalise(one.text)
        assert fast.words(text) == list(fast.cut(text)) == list(plain.cut(text)), text


def test_any_letters_are_cut_the_same(pair: tuple[FastTokenizer, jieba.Tokenizer]) -> None:
    fast, plain = pair
    rng = random.Random(3)
    letters = "".join(one.text for one in examples()[:400]) + "龘𠮷abC12.5% \n？！"
    for _ in range(500):
        text = "".join(rng.choices(letters, k=rng.randint(0, 30)))
        assert fast.words(text) == list(fast.cut(text)) == list(plain.cut(text)), text


def test_a_word_added_later_is_cut_at_once() -> None:
    fast = FastTokenizer()
    before = list(fast.cut("湘江云办真好用"))
    fast.add_word("湘江云办")
    assert "湘江云办" not in before and "湘江云办" in list(fast.cut("湘江云办真好用"))


LABELS = """
import sys
from pathlib import Path
from nlp.corpus import check_set, other_trades
from nlp.enrich import classify
texts = [one.text for one in (*check_set(), *other_trades())]
for one in classify(texts, Path(sys.argv[1])):
    print(one.label, one.model_version)
"""


def labels_by(segmenter: str, model_dir: Path) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", LABELS, str(model_dir)],
        env={**os.environ, "ZW_SEGMENTER": segmenter},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.xdist_group("model")
def test_rjieba_labels_as_jieba_does_under_a_version_of_its_own(
    model: Model, model_dir: Path
) -> None:
    plain, fast = (labels_by(name, model_dir) for name in ("jieba", "rjieba"))
    same = sum(a[0] == b[0] for a, b in zip(plain, fast, strict=True))
    assert same / len(plain) >= 0.99
    assert {version for _, version in plain} == {model.version}
    assert {version for _, version in fast}.isdisjoint({model.version})
