"""Which of the eight work rules a comment touches, in praise or in blame, and by which words."""

import re
from functools import cache

from nlp.normalise import normalise
from nlp.patterns import compile_all, lexicon

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


def work_rules(text: str) -> list[RuleWords]:
    """Rules touched by `text`, in the order of the list of rules; none is a valid answer."""
    return rules_in(normalise(text))


def rules_in(normalised: str) -> list[RuleWords]:
    """As `work_rules`, for a text that is normalised already."""
    found: list[RuleWords] = []
    for rule, pattern in _patterns().items():
        words = list(dict.fromkeys(match.group() for match in pattern.finditer(normalised)))
        if words:
            found.append((rule, "、".join(words)))
    return found


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    entries = lexicon("rules")
    return {rule: compile_all(entries[rule]["patterns"]) for rule in WORK_RULES}
