"""The words for labels that people use in their files and on screen."""

from nlp.scores import LABELS

IN_CHINESE = {
    "praise": "表扬",
    "complaint": "投诉",
    "mixed": "褒贬兼有",
    "suggestion": "建议",
    "inquiry": "咨询",
    "neutral": "中性",
}
CHINESE = {
    **{word: label for label, word in IN_CHINESE.items()},
    "好评": "praise",
    "差评": "complaint",
    "混合": "mixed",
}
"""Label words that people use in their files."""


class UnknownLabelError(ValueError):
    """A label in the file that is none of ours; the message is the label."""


def label_of(word: str) -> str:
    """Our label for a word of the file. Raises UnknownLabelError."""
    cleaned = word.strip()
    label = CHINESE.get(cleaned, cleaned.lower())
    if label not in LABELS:
        raise UnknownLabelError(cleaned)
    return label
