"""Patterns of the lexicon files and the words that they find in a text."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

import numpy as np

from nlp.grams import Block, GramIndex, Whole, distinct_pairs
from nlp.needs import needs_of

_GAP = r"[^,。!?;\n]{0,6}"
"""What "…" in a pattern stands for: a few characters that do not leave the clause."""

_NUMERAL = "(?:[一二两三四五六七八九十几半\\d]{1,6})"
"""What "#" in a pattern stands for: a number in digits or Chinese numerals."""

_SIGNS = {"…": _GAP, "#": _NUMERAL}
_EDGES = re.compile(r"(\\.|\[[^\]]*\])|([\^$])", re.S)
"""Escapes and sets, which stay, and the anchors, which mean the edges of a clause."""

_NEGATED = re.compile(
    r"(?:[不没未无]|没有|毫无|缺乏|缺少|谈不上|说不上|算不上|不能|没能|从没|从不)"
    r"(?:是|太|够|很|怎么|那么|特别|十分|出现|存在|任何|一点儿?|什么|被|再|有|感到|觉得|得到|能|让[我人])*$"
)
_NEGATING = frozenset("不没未无缺谈说算")
"""One of these stands in every negation."""
_BRACKETS = re.compile(r"\\.|\[[^\]]*\]|[()|]", re.S)
_NEGATION_REACH = 8
"""Characters before a match in which a negation is looked for."""
_CLAUSE_MARKS = re.compile(r"[,。!?;:\n]")


LEXICONS = ("intent", "polarity", "facts", "rules")

Keys = dict[str, list["Alternative"]]
"""What may match a text: alternatives by side or table (`polarity/praise`, `intent/remedy`)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for something: where they stand and how strongly (natural log-odds)."""

    words: str
    start: int
    weight: float
    negated: bool = False
    denial: str = ""

    @property
    def told(self) -> str:
        """The words with their negation, for people."""
        return self.denial + self.words


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the ways in which a group of a side says its thing; `place` orders them all."""

    key: str
    group: str
    place: int
    pattern: re.Pattern[str]
    weight: float


def compile_all(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern that holds where any of `patterns` does; the first in order wins."""
    return _compiled("|".join(f"(?:{pattern})" for pattern in patterns))


def _compiled(whole: str) -> re.Pattern[str]:
    for sign, meaning in _SIGNS.items():
        whole = whole.replace(sign, meaning)
    return re.compile(_EDGES.sub(_edge, whole))


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that stand in no bracket."""
    depth = start = 0
    for found in _BRACKETS.finditer(pattern):
        sign = found.group()
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and not depth:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


def _edge(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    marks = r"[,。!?;:、~\n]"
    return f"(?:^|(?<={marks}))" if found[2] == "^" else f"(?={marks}|$)"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `lexicon/<name>.toml`, read once."""
    source = resources.files("nlp").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def table(name: str, entry: str) -> re.Pattern[str]:
    """The patterns of one table of a lexicon file that carries no weights: key `name/entry`."""
    return compile_all(lexicon(name)[entry]["patterns"])


@cache
def _everything() -> dict[str, tuple[Alternative, ...]]:
    """Every alternative of every side and table by `name/side` or `name/table`."""
    found: dict[str, tuple[Alternative, ...]] = {}
    place = 0
    for name in LEXICONS:
        for entry, content in lexicon(name).items():
            key = f"{name}/{entry}"
            graded = content if "patterns" not in content else {"": content}
            if any(not isinstance(one, dict) or "patterns" not in one for one in graded.values()):
                continue  # words and whole forms, which are no patterns to be looked for
            listed = []
            for grade, one in graded.items():
                for pattern in one["patterns"]:
                    for way in _alternatives(pattern):
                        weight = float(one.get("weight", 1.0))
                        listed.append(Alternative(key, grade, place, _compiled(way), weight))
                        place += 1
            found[key] = tuple(listed)
    return found


def find(name: str, side: str, text: str, keys: Keys | None = None) -> list[Cue]:
    """Every cue of one side of a lexicon file, in the order of the text.

    `keys` are what `possible` says of a text of which this is a part; without them all are tried.
    Within a group the first of two that overlap stands.
    """
    key = f"{name}/{side}"
    tried = _everything()[key] if keys is None else keys.get(key)
    if not tried:
        return []
    matches = [
        (way.group, found.start(), way.place, way, found)
        for way in tried
        for found in way.pattern.finditer(text)
        if found.end() > found.start()
    ]
    if not matches:
        return []
    matches.sort(key=lambda one: one[:3])
    cues: list[Cue] = []
    group, end = "", 0
    for own, start, _, way, found in matches:
        if own == group and start < end:
            continue
        group, end = own, found.end()
        denied = _negation(text, start)
        cues.append(Cue(found.group(), start, way.weight, denied < start, text[denied:start]))
    cues.sort(key=lambda cue: cue.start)
    return cues


def possible(texts: Sequence[str], block: Block | None = None) -> list[Keys]:
    """For each normalised text the alternatives that may match it, by its grams (`block`)."""
    ways, always, index, starts, owned = _needed()
    owners, needs = index.found(block or Block(texts))
    # Each gram found stands for the alternatives that need it: row `n` of a ragged table.
    sizes = starts[needs + 1] - starts[needs]
    places = np.repeat(starts[needs] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    texts_of = [np.repeat(owners, sizes), np.repeat(np.arange(len(texts)), len(always))]
    chosen = [owned[places + np.arange(len(places))], np.tile(always, len(texts))]
    told = distinct_pairs(np.concatenate(texts_of), np.concatenate(chosen))
    keys: list[Keys] = [{} for _ in texts]
    for text, place in zip(*(one.tolist() for one in told), strict=True):
        way = ways[place]
        keys[text].setdefault(way.key, []).append(way)
    return keys


@cache
def _needed() -> tuple[tuple[Alternative, ...], Whole, GramIndex, Whole, Whole]:
    """All alternatives by place; the places of those without need; the needed grams by number; and
    for each gram where its places begin in one row of places, and that row."""
    ways = tuple(way for listed in _everything().values() for way in listed)
    owners: dict[str, list[int]] = {}
    always = []
    for way in ways:
        needs = needs_of(way.pattern.pattern)
        if needs is None:
            always.append(way.place)
        for gram in needs or ():
            owners.setdefault(gram, []).append(way.place)
    starts = np.cumsum([0, *map(len, owners.values())])
    owned = np.array(list(chain.from_iterable(owners.values())), np.int64)
    index = GramIndex({gram: number for number, gram in enumerate(owners)})
    return ways, np.array(always, np.int64), index, starts, owned


def _negation(text: str, start: int) -> int:
    """Where the negation right before a match begins; the match's own start without one."""
    before = text[max(0, start - _NEGATION_REACH) : start]
    if not before or _NEGATING.isdisjoint(before):
        return start
    clause = _CLAUSE_MARKS.split(before)[-1]
    found = _NEGATED.search(clause)
    return start if found is None else start - len(clause) + found.start()
