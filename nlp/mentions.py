"""Which windows of the roster a comment speaks of. Nothing outside the roster is guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.normalise import fold_width

_WINDOW_SUFFIX = re.compile(r"(?:综合|服务|办事|受理)?(?:窗口|专窗|柜台)$")
_SHORTEST_NAME = 2
_NUMBER = re.compile(r"[A-Z]*0*(\d+)")


@dataclass(frozen=True)
class Mention:
    """A window that the text names: its roster code, where (start, end) and in which words."""

    kind: str
    code: str
    span: tuple[int, int]
    words: str


Roster = Sequence[tuple[str, str]]
"""(window code, window name) of every window that may be meant."""


def mentions(text: str, roster: Roster) -> list[Mention]:
    """Windows of `roster` named in `text`, in the order of the text, each place once.

    Found by full name, by name without 窗口, and by code or number (A03, 3号窗口). A way of naming
    that fits more than one window is left out. Where two overlap, the longer one stands.
    """
    folded = fold_width(text).upper()
    found: list[Mention] = []
    for pattern, code in _patterns(tuple((str(code), str(name)) for code, name in roster)):
        for match in pattern.finditer(folded):
            start, end = match.span()
            found.append(Mention("window", code, (start, end), text[start:end]))
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: item.span[0] - item.span[1]):
        if all(
            mention.span[1] <= other.span[0] or other.span[1] <= mention.span[0] for other in kept
        ):
            kept.append(mention)
    return sorted(kept, key=lambda item: item.span)


@lru_cache(maxsize=16)
def _patterns(roster: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    owners: dict[str, set[str]] = {}
    for code, name in roster:
        for pattern in _ways(fold_width(code).upper().strip(), fold_width(name).upper().strip()):
            owners.setdefault(pattern, set()).add(code)
    return tuple(
        (re.compile(pattern), next(iter(codes)))
        for pattern, codes in owners.items()
        if len(codes) == 1
    )


def _ways(code: str, name: str) -> Iterator[str]:
    """Patterns for the ways in which people name one window."""
    short = _WINDOW_SUFFIX.sub("", name)
    if len(name) >= _SHORTEST_NAME:
        yield re.escape(name)
    if len(short) > _SHORTEST_NAME:
        # Two characters (社保, 公安) are a matter, not yet a window; see the next way.
        yield re.escape(short)
    if len(short) >= _SHORTEST_NAME:
        yield f"{re.escape(short)}(?:窗口|专窗|柜台)"
    numbered = _NUMBER.fullmatch(code)
    if numbered:
        yield rf"(?<![A-Z0-9])0*{numbered[1]}号?(?:窗口|窗|柜台)"
    if code and not code.isdigit():
        yield rf"(?<![A-Z0-9]){re.escape(code)}(?![A-Z0-9])(?:号?(?:窗口|窗|柜台))?"
