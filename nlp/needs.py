"""What a text must hold for a pattern to be worth trying: a few letters, one of which is in every
match.

A comment is tried on a thousand patterns and meets three. Python tries each alternative at each
place; which grams a text holds is known beforehand, and most patterns fall out by them. The answer
errs on one side only: a pattern that could match is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

# The parser of the standard library is the one that says what a pattern means; its tree has been
# the same since Python 3.7. Whatever it names that is unknown here simply needs nothing.
from re import _constants as tree  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from nlp.grams import LONGEST

MOST = 64
"""Strings to which a part of a pattern is spelt out."""

Strings = frozenset[str]
_NOTHING: Strings = frozenset({""})
_LETTERS = re.compile(r"[\w?]+")


def needs_of(pattern: str) -> Strings | None:
    """Grams of which every match of `pattern` holds at least one; None where that cannot be said."""
    exact, needed = _sequence(parser.parse(pattern))
    strings = _better(needed, exact)
    if strings is None:
        return None
    runs = [max(_LETTERS.findall(one), key=len, default="")[:LONGEST] for one in strings]
    return frozenset(runs) if all(runs) else None


def _sequence(items: Any) -> tuple[Strings | None, Strings | None]:
    """(every string it can be, or None; strings of which one is in it, or None)."""
    running, needed, whole = _NOTHING, None, True
    for operation, argument in items:
        exact, inside = _part(operation, argument)
        if exact is not None and len(running) * len(exact) <= MOST:
            running = frozenset(a + b for a, b in product(running, exact))
            continue
        needed = _better(_better(needed, running), inside)
        running, whole = exact or _NOTHING, False
    return (running if whole else None), _better(needed, running)


def _part(operation: Any, argument: Any) -> tuple[Strings | None, Strings | None]:
    known = _PARTS.get(operation)
    return (None, None) if known is None else known(argument)


def _group(argument: Any) -> tuple[Strings | None, Strings | None]:
    _, added, removed, inner = argument
    if not (added or removed):
        return _sequence(inner)
    strings = None
    if (added, removed) == (re.IGNORECASE, 0):
        strings = _better(*_sequence(inner))
    return None, None if strings is None else _in_any_case(strings)


def _in_any_case(strings: Strings) -> Strings | None:
    """The first letters of each string, large and small; None of signs that are no plain letters."""
    begun = {max(_LETTERS.findall(one), key=len)[:2].lower() for one in strings}
    if not all(map(str.isascii, begun)):
        return None
    cases = (product(*((sign, sign.upper()) for sign in one)) for one in begun)
    return frozenset("".join(letters) for one in cases for letters in one)


def _repeated(least: int, most: int, items: Any) -> tuple[Strings | None, Strings | None]:
    exact, inside = _sequence(items)
    if (least, most) == (0, 1) and exact is not None:
        return exact | _NOTHING, None
    return None, (_better(inside, exact) if least else None)


def _letters_of(members: Any) -> Strings | None:
    if len(members) <= MOST and all(kind is tree.LITERAL for kind, _ in members):
        return frozenset(chr(code) for _, code in members)
    return None


def _branches(
    parts: list[tuple[Strings | None, Strings | None]],
) -> tuple[Strings | None, Strings | None]:
    exact = [one for one, _ in parts if one is not None]
    if len(exact) == len(parts) and sum(map(len, exact)) <= MOST:
        return frozenset().union(*exact), None
    needed = [_better(inside, one) for one, inside in parts]
    known = [one for one in needed if one is not None]
    return None, (frozenset().union(*known) if len(known) == len(parts) else None)


def _better(one: Strings | None, other: Strings | None) -> Strings | None:
    """The one that keeps more texts out: longer strings first, then fewer of them."""
    usable = [s for s in (one, other) if s is not None and all(map(_LETTERS.search, s))]
    return max(usable, key=_strictness, default=None)


def _strictness(strings: Strings) -> tuple[int, int]:
    return min(len(max(_LETTERS.findall(s), key=len)) for s in strings), -len(strings)


_PARTS: dict[Any, Callable[[Any], tuple[Strings | None, Strings | None]]] = {
    tree.LITERAL: lambda code: (frozenset({chr(code)}), None),
    tree.ASSERT: lambda _: (_NOTHING, None),
    tree.ASSERT_NOT: lambda _: (_NOTHING, None),
    tree.AT: lambda _: (_NOTHING, None),
    tree.IN: lambda members: (_letters_of(members), None),
    tree.SUBPATTERN: _group,
    tree.BRANCH: lambda argument: _branches([_sequence(one) for one in argument[1]]),
    tree.MAX_REPEAT: lambda argument: _repeated(*argument),
    tree.MIN_REPEAT: lambda argument: _repeated(*argument),
}
