"""Patterns of the lexicon files and the words that they find in a text."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_GAP = r"[^,。!?;\n]{0,6}"
"""What "…" in a pattern stands for: a few characters that do not leave the clause."""

_NUMERAL = "(?:[一二两三四五六七八九十几半\\d]{1,6})"
"""What "#" in a pattern stands for: a number in digits or Chinese numerals."""

_NEGATED = re.compile(
    r"(?:[不没未无]|没有|毫无|缺乏|缺少|谈不上|说不上|算不上|不能|没能|从没|从不)"
    r"(?:是|太|够|很|怎么|那么|特别|十分|出现|存在|任何|一点儿?|什么|被|再|有|感到|觉得|得到|能|让[我人])*$"
)
_NEGATION_REACH = 8
"""Characters before a match in which a negation is looked for."""
_CLAUSE_MARKS = re.compile(r"[,。!?;:\n]")


@dataclass(frozen=True)
class Cue:
    """Words that speak for something: where they stand and how strongly (natural log-odds)."""

    words: str
    start: int
    weight: float
    negated: bool = False


@dataclass(frozen=True)
class Group:
    """Patterns that speak for the same thing with the same weight."""

    pattern: re.Pattern[str]
    weight: float

    def find(self, text: str) -> Iterator[Cue]:
        """Each place in the normalised text where one of the patterns holds."""
        for found in self.pattern.finditer(text):
            if found.group():
                yield Cue(found.group(), found.start(), self.weight, _is_negated(text, found))


def compile_all(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern that holds where any of `patterns` does; the first in order wins."""
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(whole.replace("…", _GAP).replace("#", _NUMERAL))


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `lexicon/<name>.toml`, read once."""
    source = resources.files("nlp").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def table(name: str, entry: str) -> re.Pattern[str]:
    """The patterns of one table of a lexicon file that carries no weights."""
    return compile_all(lexicon(name)[entry]["patterns"])


@cache
def groups(name: str, side: str) -> tuple[Group, ...]:
    """The weighted groups (`strong`, `weak`) of one side of a lexicon file."""
    return tuple(
        Group(compile_all(entry["patterns"]), float(entry["weight"]))
        for entry in lexicon(name)[side].values()
    )


def find(name: str, side: str, text: str) -> list[Cue]:
    """Every cue of one side of a lexicon file, in the order of the text."""
    cues = [cue for group in groups(name, side) for cue in group.find(text)]
    return sorted(cues, key=lambda cue: cue.start)


def _is_negated(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _NEGATION_REACH) : found.start()]
    return _NEGATED.search(_CLAUSE_MARKS.split(before)[-1]) is not None
