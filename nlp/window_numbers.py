"""Windows named by their number or code: 3号窗口, 三号窗口, A03, 税务3号窗口, 1号、3号窗口."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nlp.normalise import fold_width

Spot = tuple[int, int, str]
"""(start, end, window code)."""

_DESK = "(?:窗口|专窗|窗|柜台)"
_DIGITS = "一二三四五六七八九"
_IN_CHINESE = {
    ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十")
    + (_DIGITS[ones - 1] if ones else ""): tens * 10 + ones
    for tens in range(10)
    for ones in range(10)
    if tens or ones
}
_NUMBER_OF_CODE = re.compile(r"[A-Z]*0*(\d+)")
# Whole numbers: a part of a longer one is none, and what can be read in one way alone is read fast.
_NUMBER = r"(?:(?<!\d)\d{1,4}(?!\d)|(?<![一二三四五六七八九十百])[一二三四五六七八九十]{1,3}(?![一二三四五六七八九十百]))"
_NUMBERED = re.compile(
    # Not inside a longer number or word: 三窗口 of 十三窗口, 3窗口 of A13窗口.
    rf"(?<![A-Z0-9一二三四五六七八九十百第])"
    rf"(?:{_NUMBER}(?:号[、,/和与及跟或至到-]?|[、,/和与及跟或至到-])){{0,9}}{_NUMBER}号?{_DESK}"
)
_ONE_NUMBER = re.compile(rf"{_NUMBER}号?{_DESK}?")
_PASSED_ON = re.compile(
    rf"(?<=[给是])(?<![A-Z0-9一二三四五六七八九十])({_NUMBER})号(?=[,。!?;、:\s]|$)"
)
"""After a numbered window: 3号窗口推给5号, 不是3号窗口，是4号."""
_DENIED = re.compile(r"(?:不是|并非|除了)$")
_OFFICE_END = re.compile(r"(?:局|委员会|委|中心|办公室|办|处)$")
_STEM = 2
_LONGEST_STEM = 12


@dataclass
class WindowNumbers:
    """Which windows a number or a code may mean, and which offices' windows they are."""

    by_number: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_code: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    of_stem: dict[str, set[str]] = field(default_factory=dict)
    codes: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[Spot]:
        """Every window named in a half-width text in capitals; what fits two is left out."""
        if self.codes is not None:
            for found in self.codes.finditer(text):
                start = found.start()
                fitting = self.by_code[found[1]]
                if len(fitting) == 1 and not _in_a_word(text, start):
                    yield start, found.end(), next(iter(fitting))
        if "窗" in text or "柜台" in text:
            yield from self._numbered(text)

    def _numbered(self, text: str) -> Iterator[Spot]:
        seen = False
        for listed in _NUMBERED.finditer(text):
            seen = True
            if _DENIED.search(text, 0, listed.start()):
                continue
            allowed = self._windows_before(text, listed.start())
            for found in _ONE_NUMBER.finditer(text, *listed.span()):
                yield from self._spot(found.group(), found.span(), allowed)
        for found in _PASSED_ON.finditer(text) if seen else ():
            yield from self._spot(found[1], found.span(), None)

    def _spot(self, told: str, span: tuple[int, int], allowed: set[str] | None) -> Iterator[Spot]:
        number = _value(told)
        fitting = self.by_number.get(number, set()) if number is not None else set()
        if allowed is not None:
            fitting = fitting & allowed
        if len(fitting) == 1:
            yield *span, next(iter(fitting))

    def _windows_before(self, text: str, start: int) -> set[str] | None:
        """The windows of the office named right before a number; None where none is named."""
        for length in range(min(_LONGEST_STEM, start), _STEM - 1, -1):
            stem = text[start - length : start].removesuffix("的")
            windows = self.of_stem.get(_OFFICE_END.sub("", stem) or stem)
            if windows is not None:
                return windows
        return None


def window_numbers(
    windows: Iterable[tuple[str, str]],
    offices: Mapping[str, Iterable[str]],
    words: Iterable[tuple[str, str]],
) -> WindowNumbers:
    """What finds windows by number.

    `windows` are (code, name); `offices` the codes of each office's windows; `words` are (a word by
    which people name an office, the office, empty where it is none of the roster).
    """
    ways = WindowNumbers()
    names = {code: fold_width(name).upper() for code, name in windows}
    for code in names:
        folded = fold_width(code).upper().strip()
        numbered = _NUMBER_OF_CODE.fullmatch(folded)
        if numbered:
            ways.by_number[int(numbered[1])].add(code)
        if folded and not folded.isdigit():
            ways.by_code[folded].add(code)
    for word, office in words:
        stem = _OFFICE_END.sub("", word)
        if len(stem) >= _STEM:
            own = ways.of_stem.setdefault(stem, {c for c, name in names.items() if stem in name})
            own.update(offices.get(office, ()))
    if ways.by_code:
        longest_first = sorted(ways.by_code, key=len, reverse=True)
        any_code = "|".join(map(re.escape, longest_first))
        ways.codes = re.compile(rf"({any_code})(?![A-Z0-9])(?:号?{_DESK})?")
    return ways


def _in_a_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return before.isascii() and before.isalnum()


def _value(told: str) -> int | None:
    found = re.match(r"\d+|[一二三四五六七八九十]+", told)
    if found is None:
        return None
    return int(found[0]) if found[0].isdigit() else _IN_CHINESE.get(found[0])
