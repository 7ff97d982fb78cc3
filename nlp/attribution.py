"""Praise or complaint of a comment, given to what the comment names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.enrich import enrich
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


def attribute(
    text: str, found: Sequence[Mention], label: str, unsure: bool, model: Model
) -> list[Attributed]:
    """What a comment with this `label` says of each of its mentions.

    A comment that only praises or only complains says so of all it names. In a mixed one each
    mention gets what its own part says: from its clause to the clause of the next mention. What is
    unsure, of the label or of the part, is for people.
    """
    several = [one.code == "" for one in found]
    if label != "mixed":
        said = ONE_SIDED.get(label)
        return [Attributed(m, said, unsure or s) for m, s in zip(found, several, strict=True)]
    starts = [_clause_start(text, one.span[0]) for one in found]
    result = []
    for place, one in enumerate(found):
        later = [start for start in starts if start > starts[place]]
        part = text[starts[place] : min(later, default=len(text))]
        if place == 0 and not later:
            part = text  # the only thing named: the whole comment is about it, both ways
        said = _said_in(part, model)
        result.append(Attributed(one, said, unsure or several[place] or said is None))
    return result


def _said_in(part: str, model: Model) -> str | None:
    """What a part of a comment says; None where it judges nothing, or both ways."""
    shares = enrich(part, model).probabilities
    judged = shares["p_praise"] + shares["p_complaint"]
    if judged + shares["p_mixed"] < JUDGES:
        return None
    praise = shares["p_praise"] / max(judged, 1e-9)
    return "praise" if praise >= SURE else "complaint" if praise <= 1 - SURE else None


def _clause_start(text: str, place: int) -> int:
    ends = [match.end() for match in _ENDS.finditer(text, 0, place)]
    return ends[-1] if ends else 0
