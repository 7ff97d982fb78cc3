"""One spelling for every comment, before anything is counted or matched.

Comments come from phones, counter tablets and letters typed in by staff: traditional and
simplified characters, full and half width, faces in place of words, ten marks in a row.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

from opencc import OpenCC

_REPEATED_MARK = re.compile(r"([,。!?;:、~\-*#@&%^_+=|/\\…])\1+")
_DOTS = re.compile(r"\.{2,}")
_SPACE = re.compile(r"[ \t\r\f\v\u200b\ufeff]+")
_LINES = re.compile(r" ?\n[\n ]*")
# Variation selectors, skin tones and joiners change how a face looks, not what it says.
_FACE_MODIFIER = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_SYMBOL = re.compile("[\u2000-\u2bff\ufe0e\ufe0f\U00010000-\U0010ffff]")
"""Where a face or one of its modifiers may stand; most texts hold none."""
_MEANINGFUL = re.compile(r"[^\W_]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _is_traditional(char: str) -> bool:
    """True when OpenCC would write this single character otherwise (remembered per character)."""
    return bool(_converter().convert(char) != char)


def to_simplified(text: str) -> str:
    """`text` in simplified characters; text without a traditional character is returned as is.

    OpenCC is pure Python and slow, and nearly every comment is simplified already.
    """
    if _simplified.issuperset(text):
        return text
    # What is left are letters not met before, and traditional ones.
    unknown = set(text) - _simplified
    if not any(_is_traditional(char) for char in unknown if char > "\u3400"):
        _simplified.update(unknown)
        return text
    return str(_converter().convert(text))


_simplified: set[str] = set()
"""Letters known to be simplified already, or none at all."""


@cache
def _emoji() -> tuple[re.Pattern[str], dict[str, str]]:
    source = resources.files("nlp").joinpath("lexicon/emoji.toml").read_text(encoding="utf-8")
    words: dict[str, str] = tomllib.loads(source)["words"]
    signs = "|".join(map(re.escape, words))
    return re.compile(f"({signs})(?:{signs})*"), words


def emoji_to_words(text: str) -> str:
    """Known faces as a clause of their own; a run of faces counts once, by its first."""
    if _SYMBOL.search(text) is None:
        return text
    pattern, words = _emoji()
    return pattern.sub(lambda found: f",{words[found.group(1)]},", _FACE_MODIFIER.sub("", text))


def fold_width(text: str) -> str:
    """Full-width letters, digits and marks as half-width, **keeping every position**.

    For code that must report or replace spans of the text as it was written.
    """
    if unicodedata.is_normalized("NFKC", text):
        return text
    return text.translate(_folded)


class _Folded(dict[int, str]):
    """Each letter's half-width form where that is one letter, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        self[code] = folded if len(folded) == 1 else char
        return self[code]


_folded = _Folded()


def normalise(text: str | None) -> str:
    """`text` in simplified characters, half width, faces as words, repeated marks collapsed.

    Marks come out half width except 。 and 、, so patterns need only know `,!?;:()。、`.
    An empty or missing text gives the empty string.
    """
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", emoji_to_words(text))
    folded = _DOTS.sub("。", to_simplified(folded))
    folded = _REPEATED_MARK.sub(r"\1", folded)
    return _LINES.sub("\n", _SPACE.sub(" ", folded)).strip(" ,\n")


def says_something(text: str) -> bool:
    """True when the normalised text holds at least one letter, digit or Chinese character."""
    return _MEANINGFUL.search(text) is not None
