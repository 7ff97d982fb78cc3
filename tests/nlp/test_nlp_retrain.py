"""Training with people's labels, and the gate that a new model must pass."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlp import gate, model, training
from nlp.corpus import Example, check_set
from nlp.gate import HISTORY, Gate, Judgement
from nlp.human import human_examples, is_kept_back, kept_back, read_labels, write_labels
from nlp.layer import Layer
from nlp.retrain import retrain
from nlp.store import HUMAN_LABELS, Content, model_path, model_version, read_model
from nlp.tables import UnusableInputError

LABELS = "text,label,work_rules\n窗口的小伙子手脚麻利,表扬,限时办结制\n等了一上午没人叫号,投诉,\n"


@pytest.fixture
def in_use(tmp_path: Path, model: model.Model, model_dir: Path) -> Path:
    """A folder with the shipped model."""
    folder = tmp_path / "models"
    target = folder / model_path(model_dir).relative_to(model_dir)
    target.parent.mkdir(parents=True)
    shutil.copy(model_path(model_dir), target)
    return folder


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    file = tmp_path / "labels.csv"
    file.write_text(LABELS, encoding="utf-8")
    return file


@pytest.fixture
def trains_to(
    monkeypatch: pytest.MonkeyPatch, model_dir: Path
) -> Callable[[Callable[[Layer], Layer]], None]:
    """Training replaced by a change of the real model: a minute saved, the gate is the real one."""

    def set_up(change: Callable[[Layer], Layer]) -> None:
        content = read_model(model_path(model_dir))

        def train(human: object, progress: object = None) -> Content:
            layer = change(Layer.from_json(content["layer"]))
            return {"counts": content["counts"], "layer": layer.as_json()}

        monkeypatch.setattr(training, "train", train)

    return set_up


def worse(layer: Layer) -> Layer:
    weights = np.zeros_like(layer.weights)
    return Layer(layer.index, weights, layer.ratios, -layer.dense, layer.hits, layer.bias, 1.0)


def test_a_worse_model_does_not_replace_the_old(
    in_use: Path, labels: Path, trains_to: Callable[[Callable[[Layer], Layer]], None]
) -> None:
    before = sorted(path.read_bytes() for path in in_use.rglob("*.gz"))
    version = model_version(in_use)
    trains_to(worse)
    done = retrain(in_use, labels)
    assert not done.gate.passed and done.in_use == version == model_version(in_use)
    assert sorted(path.read_bytes() for path in in_use.rglob("*.gz")) == before
    assert not (in_use / HUMAN_LABELS).exists()
    (line,) = (in_use / HISTORY).read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert told["adopted"] is False and told["check"]["right"] < told["check"]["before"]


def test_one_no_worse_comes_into_use_with_its_labels(
    in_use: Path, labels: Path, trains_to: Callable[[Callable[[Layer], Layer]], None]
) -> None:
    old = model_version(in_use)
    trains_to(lambda layer: layer)
    done = retrain(in_use, labels)
    assert done.gate.passed and done.in_use == model_version(in_use) != old
    assert model.load_or_train(in_use).version == done.in_use
    kept = read_labels(in_use / HUMAN_LABELS)
    assert [(one.label, one.work_rules) for one in kept] == [
        ("praise", ("限时办结制",)),
        ("complaint", ()),
    ]
    again = retrain(in_use, None)
    assert again.in_use == done.in_use
    assert len((in_use / HISTORY).read_text(encoding="utf-8").splitlines()) == 2


def test_without_a_model_the_shipped_one_is_the_old(
    tmp_path: Path,
    labels: Path,
    monkeypatch: pytest.MonkeyPatch,
    model_dir: Path,
) -> None:
    content = read_model(model_path(model_dir))
    taught: list[int] = []

    def train(human: list[Example], progress: object = None) -> Content:
        taught.append(len(human))
        layer = Layer.from_json(content["layer"])
        return content if not human else content | {"layer": worse(layer).as_json()}

    monkeypatch.setattr(training, "train", train)
    done = retrain(tmp_path / "empty", labels)
    assert taught[0] == 0 and taught[1] > 0
    assert not done.gate.passed and done.in_use == model_version()


@pytest.mark.parametrize(
    ("right", "before", "passed"), [(9, 10, False), (10, 10, True), (11, 10, True), (0, None, True)]
)
def test_no_worse_is_enough(right: int, before: int | None, passed: bool) -> None:
    one, fine = Judgement(20, right, before), Judgement(20, 5, 5)
    assert Gate(one, fine).passed is Gate(fine, one).passed is passed
    # Fewer labels of people than twenty decide nothing; the check set always decides.
    few = Judgement(19, right, before)
    assert Gate(fine, few).passed and Gate(few, fine).passed is passed


def test_labels_that_judge_are_never_trained_on(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    write_labels([Example(f"第{n}条留言", "neutral", (), (), "") for n in range(200)], file)
    taught = {one.text for one in human_examples(file)}
    judging = {one.text for one in kept_back(file)}
    assert not taught & judging and len(taught | judging) == 200
    assert 20 <= len(judging) <= 60
    assert all(is_kept_back(text) for text in judging)
    assert human_examples(tmp_path / "none.csv") == kept_back(tmp_path / "none.csv") == []


def test_what_nobody_said_of_rules_teaches_none(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("text,label\n没让我白跑,表扬\n下次还来,表扬\n", encoding="utf-8")
    read = read_labels(file)
    assert [one.work_rules for one in read] == [None, None]
    write_labels(read, file)
    assert read_labels(file) == read


def test_a_sentence_of_the_check_set_teaches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    write_labels(check_set()[:100], file)
    assert human_examples(file) == []


def test_a_line_break_in_a_text_breaks_no_file(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_bytes('text,label\n"第一行\r第二行\n第三行",投诉\n'.encode())
    (one,) = read_labels(file)
    assert one.text == "第一行 第二行 第三行"
    write_labels([one], file)
    assert read_labels(file)[0].text == one.text


def test_labels_are_kept_masked_and_the_last_word_stands(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(
        "text,label\n我叫王小明，电话13812345678,投诉\n谢谢,咨询\n谢谢,表扬\n,投诉\n没有标签,\n",
        encoding="utf-8",
    )
    first, second = read_labels(file)
    assert first.text == "我叫王*明，电话138****5678"
    assert (second.text, second.label) == ("谢谢", "praise")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("text,label\n谢谢,好得很\n", "不认识的标签“好得很”"),
        ("text,word\n谢谢,表扬\n", "没有列“label”"),
        ("text,label\n谢谢,\n", "没有已填写的标签"),
        ("text,label,work_rules\n谢谢,表扬,微笑制\n", "第 2 行的工作制度“微笑制”不认识"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    tmp_path: Path, in_use: Path, content: str, told: str
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(content, encoding="utf-8")
    before = sorted(in_use.rglob("*"))
    with pytest.raises(UnusableInputError, match=told):
        retrain(in_use, file)
    assert sorted(in_use.rglob("*")) == before


def test_the_gate_counts_what_it_says(model: model.Model) -> None:
    sentences = [
        Example("态度很好", "praise", (), (), ""),
        Example("态度恶劣", "complaint", (), (), ""),
        Example("态度恶劣，太差了", "praise", (), (), ""),
    ]
    found = gate.judge(model, None, sentences)
    assert (found.people.rows, found.people.right, found.people.before) == (3, 2, None)
    assert found.check.rows == 300
