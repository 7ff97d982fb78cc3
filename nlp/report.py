"""The report of an evaluation in Chinese, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlp.label_words import IN_CHINESE


def lines(report: dict[str, Any]) -> Iterator[str]:
    """The report of `nlp.evaluate.evaluate`, line by line."""
    yield (
        f"共 {report['rows']:,} 条：判对 {_share(report['accuracy'])}，"
        f"各类平均 F1 {report['macro_f1']:.3f}"
    )
    yield (
        f"有把握的 {_share(report['coverage'])}，其中判对 {_share(report['coverage_accuracy'])}；"
        "其余请人工复核"
    )
    if report["snownlp"]:
        stock = report["snownlp"]
        yield f"原版 SnowNLP：判对 {_share(stock['accuracy'])}，F1 {stock['macro_f1']:.3f}"
    yield from _labels(report["per_label"])
    yield from _confusion(report["confusion"])
    yield from _thresholds(report["by_threshold"])
    yield from _calibration(report["calibration"], report["ece"])
    yield from _worst(report["worst"])


def _labels(per_label: dict[str, dict[str, float]]) -> Iterator[str]:
    yield "各类（查准=判为该类的有多少真是；查全=真是该类的有多少判出）"
    for label, one in per_label.items():
        yield (
            f"  {_name(label)}  查准 {_share(one['precision'])}  查全 {_share(one['recall'])}  "
            f"F1 {one['f1']:.3f}  {one['support']:,} 条"
        )


def _confusion(confusion: dict[str, dict[str, int]]) -> Iterator[str]:
    yield "混淆（行=人工，列=判定）"
    yield "  " + " " * 8 + "".join(_wide(IN_CHINESE[label]) for label in confusion)
    for label, row in confusion.items():
        yield f"  {_name(label)}" + "".join(f"{count:>10,}" for count in row.values())


def _thresholds(rows: list[dict[str, float]]) -> Iterator[str]:
    yield "把握不低于多少才自动采用：覆盖与判对"
    for row in rows:
        yield (
            f"  {row['threshold']:.1f}  覆盖 {_share(row['coverage'])}  "
            f"判对 {_share(row['accuracy'])}"
        )


def _calibration(bands: list[dict[str, float]], gap: float) -> Iterator[str]:
    yield f"把握是否可信（平均相差 {gap * 100:.1f} 个百分点）"
    for band in bands:
        yield (
            f"  {band['from']:.2f}–{band['to']:.2f}  {band['rows']:>6,} 条  "
            f"说 {_share(band['probability'])}  实际 {_share(band['accuracy'])}"
        )


def _worst(errors: list[dict[str, Any]]) -> Iterator[str]:
    if not errors:
        yield "没有判错的"
        return
    yield "把握最大却判错的"
    for one in errors:
        text = one["text"] if len(one["text"]) <= 60 else one["text"][:60] + "…"
        yield (
            f"  第 {one['row']} 条  人工“{IN_CHINESE[one['label']]}”判为"
            f"“{IN_CHINESE[one['predicted']]}”（{_share(one['probability'])}）：{text}"
            f"〔{'；'.join(one['reasons'])}〕"
        )


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}%"


def _name(label: str) -> str:
    word = IN_CHINESE[label]
    return word + "　" * (4 - len(word))


def _wide(word: str) -> str:
    return " " * (10 - 2 * len(word)) + word
