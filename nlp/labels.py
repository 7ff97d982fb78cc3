"""The one label of a comment, with the probability of each and the words that decided.

Nothing said, a fixed form of saying nothing, and thanks alone need no weighing; all else is weighed by
the lexicons (`nlp.evidence`), then by the trained layer (`nlp.layer`).
"""

import re
from dataclasses import dataclass
from functools import cache

from nlp.layer import Layer
from nlp.normalise import says_something
from nlp.patterns import lexicon
from nlp.reading import Reading
from nlp.scores import LABELS

__all__ = ["LABELS", "THRESHOLD", "Decision", "decide", "fixed"]

THRESHOLD = 0.6
"""A label less probable than this goes to a person for review."""

SHORT = 40
"""Characters up to which a whole comment is compared with the fixed neutral forms."""

SURE = 0.97
"""Probability of a label that a fixed form decides, such as the single word 无."""

# A reason names its kind in the language of those who read it beside the comment.
_REASON = {
    "praise": "表扬",
    "blame": "不满",
    "inquiry": "询问",
    "suggestion": "建议",
    "request": "诉求",
    "accuse": "责问",
}
_DECIDING = {
    "praise": ("praise",),
    "complaint": ("request", "accuse", "blame"),
    "mixed": ("praise", "blame"),
    "suggestion": ("suggestion",),
    "inquiry": ("inquiry",),
    "neutral": (),
}
_WORDS_SHOWN = 6
_EDGE = " ,。!?;:、~\n"


@dataclass(frozen=True)
class Decision:
    """One label, the probability (0-1, sum 1) of every label, and the reasons in Chinese."""

    label: str
    probabilities: dict[str, float]
    reasons: tuple[str, ...]

    @property
    def probability(self) -> float:
        """Probability of the label decided for, 0-1."""
        return self.probabilities[self.label]

    @property
    def needs_review(self) -> bool:
        """True when a person should look at the comment."""
        return self.probability < THRESHOLD


def fixed(text: str) -> Decision | None:
    """The label without weighing: of an empty text, a form of saying nothing, or thanks alone."""
    if not says_something(text):
        return _certain("neutral", 1.0, "空白留言")
    bare = text.strip(_EDGE)
    if len(text) <= SHORT or len(set(bare)) == 1:
        if _forms("neutral").fullmatch(bare):
            return _certain("neutral", SURE, f"无实质内容：{text[:12]}")
        if _forms("praise").fullmatch(bare):
            return _certain("praise", SURE, f"表扬：{bare}")
    return None


def decide(reading: Reading, shares: list[float], layer: Layer) -> Decision:
    """The label of a text that says something, from the probability of each of LABELS."""
    probabilities = dict(zip(LABELS, shares, strict=True))
    label = max(LABELS, key=probabilities.__getitem__)
    cues = _cues(label, reading)
    return Decision(label, probabilities, cues or _features(label, probabilities, layer, reading))


def _certain(label: str, probability: float, reason: str) -> Decision:
    rest = (1.0 - probability) / (len(LABELS) - 1)
    shares = {name: probability if name == label else rest for name in LABELS}
    return Decision(label, shares, (reason,))


def _cues(label: str, reading: Reading) -> tuple[str, ...]:
    """The lexicons' words that speak for the label."""
    cues = reading.evidence.cues
    return tuple(
        f"{_REASON[kind]}：{'、'.join(cues[kind][:_WORDS_SHOWN])}"
        for kind in _DECIDING[label]
        if kind in cues
    )


def _features(
    label: str, probabilities: dict[str, float], layer: Layer, reading: Reading
) -> tuple[str, ...]:
    """The words by which the layer preferred the label to the next probable one."""
    other = max((one for one in LABELS if one != label), key=probabilities.__getitem__)
    words = layer.words_for(reading, LABELS.index(label), LABELS.index(other))
    if words:
        return (f"用词：{'、'.join(words)}",)
    return ("未见明显褒贬或诉求" if label == "neutral" else "按整体用词倾向判断",)


@cache
def _forms(label: str) -> re.Pattern[str]:
    """Whole comments that are one label by the guide, however little they say."""
    return re.compile("|".join(f"(?:{form})" for form in lexicon("intent")[label]["whole"]))
