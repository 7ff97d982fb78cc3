"""A pattern that could match is never left out, and most others are."""

from __future__ import annotations

import re

import pytest

from nlp.corpus import check_set, examples
from nlp.grams import grams
from nlp.needs import needs_of
from nlp.normalise import normalise
from nlp.patterns import LEXICONS, find, lexicon, possible

TEXTS = [normalise(one.text) for one in (*examples()[::4], *check_set())]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("态度好", {"态度好"}),
        ("(?:太|真)慢", {"太慢", "真慢"}),
        ("很?慢", {"慢", "很慢"}),
        ("等了[^,]{0,6}小时", {"等了"}),
        ("[快慢]", {"快", "慢"}),
        ("(?<!不)满意(?=。)", {"满意"}),
        ("(?:推诿|(?:互相)+推)", {"推诿", "互相"}),
        ("不好(?:的|了)*", {"不好"}),
        (r"\?$", {"?"}),
        ("好*", None),
        ("(?i:(?<![a-z])(?:good|ok))", {"go", "GO", "Go", "gO", "ok", "OK", "Ok", "oK"}),
        ("(?i:[a-z])", None),
        ("[^好]", None),
        ("好|.*", None),
    ],
)
def test_what_every_match_holds(pattern: str, needed: set[str] | None) -> None:
    found = needs_of(pattern)
    assert (None if found is None else set(found)) == needed


def test_long_strings_are_cut_to_a_gram_that_the_text_has() -> None:
    (needed,) = needs_of("不知道找谁办理") or ()
    assert re.search("不知道找谁办理", "我不知道找谁办理") and needed in grams("我不知道找谁办理")


@pytest.mark.parametrize("name", LEXICONS)
def test_nothing_found_is_lost_by_leaving_patterns_out(name: str) -> None:
    sides = [side for side, content in lexicon(name).items() if "whole" not in content]
    sides = [side for side in sides if not {"words", "judges"} & lexicon(name)[side].keys()]
    found = 0
    for text in TEXTS:
        keys = possible([text])[0]
        for side in sides:
            every = find(name, side, text)
            assert find(name, side, text, keys) == every, (side, text)
            found += len(every)
    assert found > 100


def test_most_patterns_are_left_out() -> None:
    tried = [sum(map(len, keys.values())) for keys in possible(TEXTS)]
    assert sum(tried) / len(tried) < 40
