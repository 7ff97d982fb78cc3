"""Labels that people gave: a file of them, what is trained on, what is kept back to judge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from nlp.corpus import HUMAN, JOIN, Example, check_set
from nlp.label_words import IN_CHINESE, UnknownLabelError, label_of
from nlp.mask import mask_text
from nlp.rules import WORK_RULES
from nlp.tables import UnusableInputError, read_table, require_column

TEXT, LABEL, RULES = "text", "label", "work_rules"
"""Columns of a file of labels; the last may be missing."""
KEPT_BACK = 5
"""Every fifth label judges a new model and is never trained on."""


def human_examples(path: Path) -> list[Example]:
    """The labels that a model is trained with; none when there is no file.

    A sentence of the check set is never among them: it would judge what it taught.
    """
    checks = {one.text for one in check_set()}
    labels = read_labels(path) if path.exists() else []
    return [one for one in labels if not is_kept_back(one.text) and one.text not in checks]


def kept_back(path: Path) -> list[Example]:
    """The labels of a file that judge a model."""
    return [one for one in read_labels(path) if is_kept_back(one.text)] if path.exists() else []


def is_kept_back(text: str) -> bool:
    """True for one text in five, told by the text alone: the same text always falls the same way."""
    return hashlib.sha256(text.encode()).digest()[0] % KEPT_BACK == 0


def read_labels(path: Path) -> list[Example]:
    """A file of labels as an office makes it, texts masked; the last of several for a text stands.

    Raises UnusableInputError: one line in Chinese that says what, where and what to do.
    """
    frame = read_table(path)
    for column in (TEXT, LABEL):
        require_column(frame, column, path)
    rows = frame[(frame[LABEL].str.strip() != "") & (frame[TEXT].str.strip() != "")]
    if rows.empty:
        raise UnusableInputError(f"文件 {path} 没有已填写的标签，请先填写“{LABEL}”列")
    rules = rows[RULES] if RULES in rows.columns else [None] * len(rows)
    found: dict[str, Example] = {}
    for number, text, word, cell in zip(rows.index, rows[TEXT], rows[LABEL], rules, strict=True):
        masked = " ".join(mask_text(text).split())
        found.pop(masked, None)
        found[masked] = Example(masked, _label(word, path), _rules(cell, number, path), (), HUMAN)
    return list(found.values())


def write_labels(labels: Sequence[Example], path: Path) -> None:
    """Keep labels as plain text beside the model. Raises OSError."""
    frame = pd.DataFrame(
        [(one.text, one.label, JOIN.join(one.work_rules or ())) for one in labels],
        columns=[TEXT, LABEL, RULES],
    )
    if all(one.work_rules is None for one in labels):
        frame = frame.drop(columns=RULES)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.writing")
    frame.to_csv(partial, index=False, lineterminator="\n")
    partial.replace(path)


def _label(word: str, path: Path) -> str:
    try:
        return label_of(word)
    except UnknownLabelError as error:
        raise UnusableInputError(
            f"文件 {path} 的列“{LABEL}”有不认识的标签“{error}”，可用：{'、'.join(IN_CHINESE.values())}"
        ) from error


def _rules(cell: str | None, number: int, path: Path) -> tuple[str, ...] | None:
    if cell is None:
        return None
    rules = tuple(part.strip() for part in cell.replace(";", JOIN).split(JOIN) if part.strip())
    unknown = [rule for rule in rules if rule not in WORK_RULES]
    if unknown:
        raise UnusableInputError(
            f"文件 {path} 第 {number + 2} 行的工作制度“{unknown[0]}”不认识，"
            f"可用：{'、'.join(WORK_RULES)}"
        )
    return rules
