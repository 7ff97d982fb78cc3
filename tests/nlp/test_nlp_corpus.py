"""The corpus is whole, balanced, without twins and without anybody's number."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from nlp.corpus import check_set, examples, other_trades
from nlp.labels import LABELS
from nlp.mask import mask_text
from nlp.rules import WORK_RULES

TRAPS = {
    "plain", "bare_fact", "negated", "sarcasm", "polite", "policy", "thanks_around", "dialect", "typo",
    "short", "long", "traditional", "emoji", "quoted", "turned", "question_blame", "remedied", "wish",
    "none_said",
}  # fmt: skip


def test_every_label_and_rule_is_there_in_number() -> None:
    """No label has a third of another's sentences, no rule a fifth: a rare one would be guessed."""
    labels = Counter(one.label for one in examples())
    assert sum(labels.values()) >= 1_200
    assert set(labels) == set(LABELS)
    assert min(labels.values()) * 3 > max(labels.values())
    rules = Counter(rule for one in examples() for rule in one.work_rules)
    assert set(rules) == set(WORK_RULES)
    assert min(rules.values()) * 5 > max(rules.values())
    assert {one.trap for one in examples()} == TRAPS


def test_other_trades_praise_and_complain_alike() -> None:
    labels = Counter(one.label for one in other_trades())
    assert set(labels) == {"praise", "complaint"}
    assert min(labels.values()) * 1.2 > max(labels.values())


def test_the_check_set_is_balanced_and_never_trained_on() -> None:
    assert set(Counter(one.label for one in check_set()).values()) == {50}
    trained = {one.text for one in (*examples(), *other_trades())}
    both = [one.text for one in check_set() if one.text in trained]
    # Fixed forms that everybody writes: they are the same in any guestbook.
    assert [text for text in both if len(text) > 6] == []


def test_every_mention_stands_in_its_text() -> None:
    everything = (*examples(), *check_set())
    assert [one for one in everything if any(name not in one.text for name in one.mentions)] == []


def test_no_text_stands_twice_or_in_other_words() -> None:
    texts = [one.text for one in (*examples(), *other_trades())]
    assert len(set(texts)) == len(texts)
    owners: dict[str, set[int]] = defaultdict(set)
    parts = [{text[i : i + 3] for i in range(len(text) - 2)} for text in texts]
    for place, grams in enumerate(parts):
        for gram in grams:
            owners[gram].add(place)
    for place, grams in enumerate(parts):
        near = Counter(other for gram in grams for other in owners[gram] if other < place)
        for other, shared in near.items():
            assert shared / len(grams | parts[other]) < 0.6, (texts[place], texts[other])


@pytest.mark.parametrize("label", LABELS)
def test_a_file_holds_one_label_and_few_words_of_mood(label: str) -> None:
    own = [one for one in examples() if one.label == label]
    moody = ("热情", "耐心", "态度", "满意")
    assert sum(any(word in one.text for word in moody) for one in own) / len(own) < 0.15
    assert sum(len(one.text) <= 8 for one in own) >= 1


def test_nobody_can_be_found_by_it() -> None:
    everything = (*examples(), *other_trades(), *check_set())
    assert [one.text for one in everything if mask_text(one.text) != one.text] == []
