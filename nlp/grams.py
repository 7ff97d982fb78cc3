"""Grams: runs of one to four characters of a text, by which features and patterns are looked up.

A block of texts is looked up at once: a gram is one number of 64 bits, four characters of 16, and a
hash table says which known gram it is. One by one, in sets of strings, it would take four times as
long, and this is done for every comment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LONGEST = 4
"""Characters of the longest gram."""

Whole = NDArray[np.int64]

_BITS = 16
_EDGE = "\uffff"
"""Stands between texts; no gram holds it."""
_RARE = "\ufffd"


class _Plain(dict[int, str | None]):
    """What each character counts as; worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        rare = code > 0xFFFF or chr(code) in ("\0", _EDGE)
        self[code] = _RARE if rare else chr(code)
        return self[code]


# Which of these marks somebody writes is a habit of the hand and says nothing.
_plain = _Plain(
    str.maketrans({" ": None, "\n": ",", ";": ",", ":": ",", "。": ",", "、": ",", "~": ","})
)


def grams(text: str) -> set[str]:
    """Every gram of a normalised text: blanks left out, pauses alike, rare signs (faces) alike."""
    plain = text.translate(_plain)
    size = len(plain)
    found = set(plain)
    for length in range(2, LONGEST + 1):
        found.update([plain[i : i + length] for i in range(size - length + 1)])
    return found


class Block:
    """The grams of some normalised texts as numbers, and the place of the text that each is of.

    Some run over the edge of a text; they are no gram of any and are in no index.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        plain = [text.translate(_plain) for text in texts]
        joined = _EDGE.join([*plain, _EDGE * LONGEST])
        units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint64)
        size = len(units) - LONGEST
        keys = [units[:size]]
        for length in range(1, LONGEST):
            keys.append((keys[-1] << np.uint64(_BITS)) | units[length : size + length])
        owners = np.repeat(np.arange(len(plain)), [len(text) + 1 for text in plain])
        self.keys = np.concatenate(keys)
        self.owners = np.tile(owners, LONGEST)


class GramIndex:
    """Known grams, each with a number; says which of them stand in texts."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """`numbers`: gram → its number, from 0; names longer than a gram are left out."""
        known = [n for n in numbers if 0 < len(n) <= LONGEST and max(n) < _EDGE]
        keys = np.zeros(len(known), np.uint64)
        letters = np.array(known, dtype=f"U{LONGEST}").view(np.uint32).reshape(-1, LONGEST)
        for place in range(LONGEST):
            more = letters[:, place] > 0
            keys[more] = (keys[more] << np.uint64(_BITS)) | letters[more, place]
        self._index = pd.Index(keys)
        self._numbers = np.array([numbers[name] for name in known], np.int64)

    def found(self, block: Block) -> tuple[Whole, Whole]:
        """(place of the text, number of a gram that stands in it): each pair once, in order.

        The same pairs as a look into `grams` of each normalised text gives.
        """
        return distinct_pairs(*self.occurring(block))

    def occurring(self, block: Block) -> tuple[Whole, Whole]:
        """As `found`, once for each place where a gram stands, in no order that means anything."""
        rows = self._index.get_indexer(block.keys)
        hits = rows >= 0
        return block.owners[hits], self._numbers[rows[hits]]


def distinct_pairs(owners: Whole, numbers: Whole) -> tuple[Whole, Whole]:
    """Pairs of two whole numbers each once, in order; numbers below 2**32."""
    pairs = np.sort((owners << 32) | numbers)  # np.unique hashes, which takes longer
    if len(pairs):
        pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])]
    return pairs >> 32, pairs & 0xFFFFFFFF
