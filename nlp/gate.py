"""The gate of a new model: it replaces the old only when it is no worse where it is judged.

Judged on the fixed check set (`nlp/check`, written apart from the corpus, never trained on) and on
the people's labels kept back (`nlp.human`). Both results are recorded, whatever was decided.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp.corpus import Example, check_set
from nlp.enrich import blocks, enrich_block
from nlp.model import Model

FEWEST = 20
"""So many labels kept back decide; of fewer, one or two more or less say nothing."""
HISTORY = "history.jsonl"
"""One line a training, beside the models."""


@dataclass(frozen=True)
class Judgement:
    """How many of some sentences a model labels rightly; `before` of the old one, None = no old."""

    rows: int
    right: int
    before: int | None

    @property
    def passed(self) -> bool:
        """True unless the old model is right more often."""
        return self.before is None or self.right >= self.before


@dataclass(frozen=True)
class Gate:
    """The two judgements on a new model; too few labels of people are told and decide nothing."""

    check: Judgement
    people: Judgement

    @property
    def passed(self) -> bool:
        """True when the new model may replace the old."""
        return self.check.passed and (self.people.rows < FEWEST or self.people.passed)


def judge(new: Model, old: Model | None, kept_back: Sequence[Example]) -> Gate:
    """Both models on both sets of sentences."""
    return Gate(_judge(new, old, check_set()), _judge(new, old, kept_back))


def record(gate: Gate, new: str, old: str | None, folder: Path) -> None:
    """Add what was decided to the history of the folder. Raises OSError."""
    line = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "version": new,
        "previous": old,
        "adopted": gate.passed,
        "check": gate.check.__dict__,
        "people": gate.people.__dict__,
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def told(gate: Gate) -> str:
    """What the gate said, in a line for people."""
    parts = [
        f"{title} {one.rows:,} 条判对 {one.right:,} 条"
        + ("" if one.before is None else f"（原模型 {one.before:,} 条）")
        for title, one in (("标准试题", gate.check), ("留出的人工复核", gate.people))
        if one.rows
    ]
    verdict = "新模型已启用" if gate.passed else "新模型不如原模型，未启用，原模型继续使用"
    return "；".join([*parts, verdict])


def history(folder: Path) -> list[dict[str, Any]]:
    """What `record` has written in a folder, oldest first; none before the first training."""
    path = folder / HISTORY
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _judge(new: Model, old: Model | None, sentences: Sequence[Example]) -> Judgement:
    before = None if old is None else _right(old, sentences)
    return Judgement(len(sentences), _right(new, sentences), before)


def _right(model: Model, sentences: Sequence[Example]) -> int:
    texts = [one.text for one in sentences]
    labels = [one.label for block in blocks(texts) for one in enrich_block(block, model)]
    return sum(label == one.label for label, one in zip(labels, sentences, strict=True))
