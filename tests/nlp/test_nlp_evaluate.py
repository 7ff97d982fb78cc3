"""The report of an evaluation, recounted by hand, and as people read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.enrich import classify
from nlp.evaluate import evaluate
from nlp.report import lines

TEXTS = [
    "态度很好，谢谢",
    "态度恶劣，太差了",
    "请问几点下班？",
    "等了三个小时没人理",
    "我叫王小明，很满意",
]
TRUTH = ["praise", "complaint", "inquiry", "complaint", "complaint"]


@pytest.fixture(scope="module")
def report(model_dir: Path) -> dict[str, object]:
    return evaluate(TEXTS, TRUTH, model_dir)


def test_the_confusion_counts_every_row_once(report: dict) -> None:
    assert report["rows"] == 5 and report["accuracy"] == 0.8
    assert report["confusion"] == {
        "praise": {"praise": 1, "complaint": 0, "inquiry": 0},
        "complaint": {"praise": 1, "complaint": 2, "inquiry": 0},
        "inquiry": {"praise": 0, "complaint": 0, "inquiry": 1},
    }
    assert report["per_label"]["praise"]["precision"] == 0.5
    assert report["snownlp"] is None


def test_coverage_and_calibration_are_shares_of_the_rows(report: dict, model_dir: Path) -> None:
    decided = [not one.needs_review for one in classify(TEXTS, model_dir)]
    assert report["coverage"] == sum(decided) / 5
    assert sum(band["rows"] for band in report["calibration"]) == 5
    assert 0 <= report["ece"] <= 1
    coverage = [row["coverage"] for row in report["by_threshold"]]
    assert coverage == sorted(coverage, reverse=True)


def test_the_surest_error_is_told_masked_with_its_reason(report: dict) -> None:
    (one,) = report["worst"]
    assert (one["row"], one["label"], one["predicted"]) == (5, "complaint", "praise")
    assert "王*明" in one["text"] and one["reasons"]


def test_people_read_it_in_chinese(report: dict) -> None:
    told = "\n".join(lines(report))
    for words in ("共 5 条：判对 80.0%", "混淆（行=人工，列=判定）", "把握最大却判错的", "王*明"):
        assert words in told
    assert "praise" not in told and "complaint" not in told


def test_without_errors_it_says_so(model_dir: Path) -> None:
    told = "\n".join(lines(evaluate(TEXTS[:2], TRUTH[:2], model_dir)))
    assert "没有判错的" in told and "原版 SnowNLP" in told
