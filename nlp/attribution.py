"""Praise or complaint of a comment, given to what the comment names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.enrich import Enriched, blocks, enrich_block
from nlp.mentions import Mention
from nlp.model import Model

SURE = 0.65
"""Share of praise (or of complaint) between the two from which a part of a text is decided."""
JUDGES = 0.5
"""Probability that a part praises or complains at all, below which it is left undecided."""
_ENDS = re.compile(r"[,，。!！?？;；\n]")
ONE_SIDED = {"praise": "praise", "complaint": "complaint"}


@dataclass(frozen=True)
class Attributed:
    """A mention with what is said of it: praise, complaint or None; and whether to look again."""

    mention: Mention
    polarity: str | None
    needs_review: bool


@dataclass(frozen=True)
class Naming:
    """A comment, what it names, its label and whether that is unsure."""

    text: str
    found: Sequence[Mention]
    label: str
    unsure: bool


def attribute(comments: Sequence[Naming], model: Callable[[], Model]) -> list[list[Attributed]]:
    """What each comment says of each of its mentions.

    A comment that only praises or only complains says so of all it names. In a mixed one each
    mention gets what its own part says: from its clause to the clause of the next mention. What is
    unsure, of the label or of the part, is for people. `model` is asked for when a part is judged.
    """
    parts = {part: None for one in comments if one.label == "mixed" for part in _parts(one)}
    said: dict[str, str | None] = {}
    for block in blocks(list(parts)):
        judged = enrich_block(block, model())
        said.update((part, _said(one)) for part, one in zip(block, judged, strict=True))
    return [_attributed(one, said) for one in comments]


def _attributed(comment: Naming, said: dict[str, str | None]) -> list[Attributed]:
    unsure = [comment.unsure or one.code == "" for one in comment.found]
    if comment.label != "mixed":
        whole = ONE_SIDED.get(comment.label)
        return [Attributed(m, whole, u) for m, u in zip(comment.found, unsure, strict=True)]
    return [
        Attributed(one, said[part], look or said[part] is None)
        for one, part, look in zip(comment.found, _parts(comment), unsure, strict=True)
    ]


def _parts(comment: Naming) -> list[str]:
    """For each mention the part of the text that speaks of it."""
    text = comment.text
    starts = [_clause_start(text, one.span[0]) for one in comment.found]
    if len(set(starts)) == 1:
        return [text] * len(starts)  # all that is named at once: the whole is about it, both ways
    return [
        text[start : min((later for later in starts if later > start), default=len(text))]
        for start in starts
    ]


def _said(part: Enriched) -> str | None:
    """What a part of a comment says; None where it judges nothing, or both ways."""
    shares = part.probabilities
    judged = shares["p_praise"] + shares["p_complaint"]
    if judged + shares["p_mixed"] < JUDGES:
        return None
    praise = shares["p_praise"] / max(judged, 1e-9)
    return "praise" if praise >= SURE else "complaint" if praise <= 1 - SURE else None


def _clause_start(text: str, place: int) -> int:
    ends = [match.end() for match in _ENDS.finditer(text, 0, place)]
    return ends[-1] if ends else 0
