"""The eight work rules and the words of their lexicon; `nlp.rule_tags` decides which are meant."""

from nlp.patterns import Keys, find

WORK_RULES = (
    "政务信息公开制",
    "首问责任制",
    "一次性告知制",
    "限时办结制",
    "文明服务制",
    "服务承诺制",
    "顶岗补位制",
    "责任追究制",
)

RuleWords = tuple[str, str]
"""(rule, the words in the normalised text that earned it)."""


def rule_words(normalised: str, keys: Keys | None = None) -> dict[str, str]:
    """Rule → the words by which the lexicon finds it in a normalised text.

    `keys` are what `nlp.patterns.possible` says of the text; without them all is tried.
    """
    found: dict[str, str] = {}
    for rule in WORK_RULES:
        if keys is None or f"rules/{rule}" in keys:
            words = dict.fromkeys(cue.words for cue in find("rules", rule, normalised, keys))
            if words:
                found[rule] = "、".join(words)
    return found
