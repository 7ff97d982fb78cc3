"""Accuracy on the measuring data beside the project; skipped, and said so, where it is not."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from nlp.enrich import classify
from nlp.evaluate import evaluate

SHARED = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="缺少测量数据 ../shared/data (data not here)"),
]


def test_service_comments_beat_the_stock_model(model_dir: Path) -> None:
    path = SHARED / "labelled" / "takeaway_service_dev.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    report = evaluate([row["text"] for row in rows], [row["label"] for row in rows], model_dir)
    assert report["accuracy"] >= 0.88
    assert report["macro_f1"] >= 0.86
    assert report["accuracy"] > report["snownlp"]["accuracy"]


def test_messages_to_a_mayor_are_hardly_ever_praise(model_dir: Path) -> None:
    with (SHARED / "real" / "messages_zh.csv").open(encoding="gb18030", newline="") as file:
        texts = [row["留言内容"] for row in csv.DictReader(file)]
    labels = Counter(item.label for item in classify(texts, model_dir))
    assert labels["praise"] <= len(texts) * 0.02
    wanted = labels["complaint"] + labels["inquiry"] + labels["suggestion"]
    assert wanted >= len(texts) * 0.95


def test_what_citizens_want_of_a_city(model_dir: Path) -> None:
    """Complaint, inquiry or suggestion on real messages, against labels given by the guide.

    `sure` marks those which two careful readers would label alike.
    """
    wanted = ("complaint", "inquiry", "suggestion")
    with (SHARED / "real" / "messages_zh.csv").open(encoding="gb18030", newline="") as file:
        texts = {row["留言编号"]: row["留言内容"] for row in csv.DictReader(file)}
    with (Path(__file__).parent / "message_labels.csv").open(encoding="utf-8", newline="") as file:
        labels = [row for row in csv.DictReader(file) if row["label"] in wanted]
    sure = [row for row in labels if row["sure"] == "yes"]
    report = evaluate([texts[row["id"]] for row in sure], [row["label"] for row in sure], model_dir)
    assert report["rows"] == len(sure) > 300
    assert report["accuracy"] >= 0.80
    assert min(one["recall"] for one in report["per_label"].values()) >= 0.75
