"""The one label of a comment, with the probability of each and the words that decided.

Order of decision: nothing said → neutral; what the author wants (set right, change, answer) before
how the author feels; then praise and blame clause by clause.
"""

import math
import re
from dataclasses import dataclass
from functools import cache

from nlp.evidence import Evidence, weigh
from nlp.normalise import says_something
from nlp.patterns import lexicon
from nlp.sentiment import PolarityModel

LABELS = ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")
"""In the order of the published columns; their Chinese names are the screens' business."""

THRESHOLD = 0.6
"""A label less probable than this goes to a person for review."""

SHORT = 40
"""Characters up to which a whole comment is compared with the fixed neutral forms."""

SURE = 0.97
"""Probability of a label that a fixed form decides, such as the single word 无."""

TEMPERATURE = 1.6
"""Divides the scores: cues repeat each other, so their plain sum is too sure of itself."""

PRIOR = 0.4
"""Head start of praise over blame in a comment that tells something and asks for nothing."""

ONLY_FRAMES = 3.0
WANTED_OR_TOLD = 1.4
"""Score of neutral before anything is weighed: a comment of frames alone judges nothing."""

REMEDIED = 2.0
TURNED = 1.6
"""What a fault made good, or opposite sides of a 但, say for mixed."""

WITHOUT_CUES = 0.6
"""Share of the reviews' polarity that counts when no cue of service supports it."""

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


def decide(text: str, model: PolarityModel) -> Decision:
    """The label of a normalised text."""
    if not says_something(text):
        return _certain("neutral", 1.0, "空白留言")
    if len(text) <= SHORT and _neutral_forms().fullmatch(text.strip(" ,。!?;:、~\n")):
        return _certain("neutral", SURE, f"无实质内容：{text}")
    evidence = weigh(text, model)
    probabilities = _softmax(scores(evidence))
    label = max(LABELS, key=probabilities.__getitem__)
    return Decision(label, probabilities, _reasons(label, evidence))


def scores(evidence: Evidence) -> dict[str, float]:
    """Log-scores of the labels; only their differences matter."""
    # Words of a question or a wish are full of need; that is no blame until cues say so.
    reviews = evidence.reviews / (1.0 + evidence.intent)
    if not evidence.praise and not evidence.blame:
        reviews *= WITHOUT_CUES
    praise = evidence.praise + max(reviews, 0.0)
    blame = evidence.blame + max(-reviews, 0.0)
    both = min(evidence.clause_praise, evidence.clause_blame, evidence.praise, evidence.blame)
    wanted = max(evidence.inquiry, evidence.suggestion)
    # A guestbook's plain telling is praise sooner than blame.
    told = PRIOR if evidence.told and evidence.brief and not evidence.intent else 0.0
    nothing = WANTED_OR_TOLD if evidence.told or evidence.intent else ONLY_FRAMES
    joined = REMEDIED * (evidence.remedied and evidence.blame > 0) + TURNED * evidence.turned
    return {
        "praise": praise - blame - wanted - evidence.request - evidence.accuse + told,
        "complaint": blame - praise + 1.2 * evidence.request + 1.2 * evidence.accuse,
        "mixed": 2.0 * both - 1.5 + joined,
        "suggestion": 1.3 * evidence.suggestion - 1.0 - 0.4 * evidence.blame,
        "inquiry": 1.3 * evidence.inquiry - 1.0 - 0.4 * evidence.blame - evidence.accuse,
        "neutral": nothing - 1.2 * max(praise, blame, evidence.intent),
    }


def _softmax(logs: dict[str, float]) -> dict[str, float]:
    top = max(logs.values())
    shares = {label: math.exp((logs[label] - top) / TEMPERATURE) for label in LABELS}
    total = math.fsum(shares.values())
    return {label: share / total for label, share in shares.items()}


def _certain(label: str, probability: float, reason: str) -> Decision:
    rest = (1.0 - probability) / (len(LABELS) - 1)
    shares = {name: probability if name == label else rest for name in LABELS}
    return Decision(label, shares, (reason,))


def _reasons(label: str, evidence: Evidence) -> tuple[str, ...]:
    reasons = [
        f"{_REASON[kind]}：{'、'.join(evidence.cues[kind][:_WORDS_SHOWN])}"
        for kind in _DECIDING[label]
        if kind in evidence.cues
    ]
    if reasons:
        return tuple(reasons)
    if label == "neutral":
        return ("未见明显褒贬或诉求",)
    return ("按整体用词倾向判断",)


@cache
def _neutral_forms() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in lexicon("intent")["neutral"]["whole"]))
