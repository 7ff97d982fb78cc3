import gzip
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from nlp import store, training
from nlp.layer import Layer
from nlp.model import Model, from_content, load_or_train
from nlp.normalise import normalise
from nlp.segment import mark_negation, words
from nlp.store import Content, Counts, DamagedModelError, model_path, model_version, read_model
from nlp.training import sentiment_from

TINY: Counts = {"neg": {"慢": 5, "差": 4, "的": 3}, "pos": {"快": 6, "好": 5, "的": 4}}

ZEROS = np.zeros(14)
LAYER = Layer({"慢": 0}, np.zeros((2, 14)), np.zeros(2), np.zeros((23, 6)), np.zeros(8), ZEROS, 1.0)
CONTENT: Content = {"counts": TINY, "layer": LAYER.as_json()}

TEXTS = [
    "态度很好，非常满意",
    "等了两个小时没有人理",
    "不是很满意！",
    "",
    "👍",
    "qwxyz 12345",
    "服務態度差" * 300,
    "好" * 5000,
]


def _tokens(text: str) -> list[str]:
    return mark_negation(words(normalise(text)))


def test_scores_equal_snownlps_own_bayes(model: Model, model_dir: Path) -> None:
    bayes = sentiment_from(read_model(model_path(model_dir))["counts"])
    shares = model.polarity.probabilities([_tokens(text) for text in TEXTS])
    for text, share in zip(TEXTS, shares, strict=True):
        assert share == pytest.approx(bayes.classify(text), abs=1e-9)


def test_no_texts_no_scores(model: Model) -> None:
    assert len(model.polarity.probabilities([])) == 0


@pytest.mark.parametrize(
    ("text", "is_praise"),
    [("非常满意，谢谢", True), ("不满意", False), ("服务很好", True), ("太差了，很失望", False)],
)
def test_polarity_of_plain_words(model: Model, text: str, is_praise: bool) -> None:
    assert (model.polarity.probabilities([_tokens(text)])[0] > 0.5) == is_praise


@pytest.fixture
def tiny_training(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Training replaced by three words a class; returns a list that grows by each training."""
    trained: list[int] = []

    def train(human: object, progress: object = None) -> Content:
        trained.append(1)
        return CONTENT

    monkeypatch.setattr(training, "train", train)
    return trained


def test_trained_once_then_read(tmp_path: Path, tiny_training: list[int]) -> None:
    first = load_or_train(tmp_path)
    second = load_or_train(tmp_path)
    assert len(tiny_training) == 1
    assert first.polarity == second.polarity
    assert first.version == model_version()
    assert [path.name for path in model_path(tmp_path).parent.iterdir()] == [store.MODEL_FILE]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: b"not a model at all",
        lambda whole: whole[:-20] + bytes(8) + whole[-12:],
        lambda whole: gzip.compress(b"0" * 64 + b"\n{}"),
    ],
    ids=["half", "empty", "other", "bytes changed", "other content"],
)
def test_a_damaged_file_is_seen_and_trained_again(
    tmp_path: Path,
    tiny_training: list[int],
    caplog: pytest.LogCaptureFixture,
    damage: object,
) -> None:
    load_or_train(tmp_path)
    path = model_path(tmp_path)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DamagedModelError):
        read_model(path)
    with caplog.at_level(logging.WARNING):
        model = load_or_train(tmp_path)
    assert "已损坏" in caplog.text
    assert model.polarity == from_content(CONTENT, "").polarity
    assert read_model(path) == CONTENT


def test_two_at_once_leave_one_whole_model(tmp_path: Path, tiny_training: list[int]) -> None:
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: load_or_train(tmp_path), range(8)))
    assert all(model.polarity == models[0].polarity for model in models)
    assert read_model(model_path(tmp_path)) == CONTENT


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path, tiny_training: list[int]) -> None:
    blocker = tmp_path / "models"
    blocker.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="models"):
        load_or_train(blocker)


def test_version_needs_no_model_and_follows_its_inputs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = model_version()
    assert len(before) == 12
    assert model_version(tmp_path) == before
    (tmp_path / store.HUMAN_LABELS).write_text("text,label\n谢谢,praise\n", encoding="utf-8")
    assert model_version(tmp_path) != before
    monkeypatch.setattr(store, "VERSION", "another")
    store._shipped_version.cache_clear()
    try:
        assert model_version() != before
    finally:
        monkeypatch.undo()
        store._shipped_version.cache_clear()
    assert model_version() == before
