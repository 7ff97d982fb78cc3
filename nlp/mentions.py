"""Which windows, departments and people of the roster a comment speaks of; nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nlp.mask import mask_name
from nlp.normalise import fold_width
from nlp.patterns import lexicon
from nlp.window_numbers import WindowNumbers, window_numbers

_WINDOW_SUFFIX = re.compile(r"(?:综合|服务|办事|受理)?(?:窗口|专窗|柜台)$")
_DESKS = ("窗口", "专窗", "柜台")
_SHORTEST_NAME = 2
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{1,6}?[省市区县])(?=[\u4e00-\u9fff]{3,})")
_AFTER_NAME = re.compile(r"[的同女先老主科师,。!?、;: ]|$")
_CALLED = re.compile(
    r"(?<![\u4e00-\u9fff大中])[小老](?P<after>[\u4e00-\u9fff])"
    r"(?=[的也很真太都就在说给帮把让为和跟同姐哥科主老师,。!?、;: ]|$)"
    r"|(?<=[的和跟找叫是位口台])[小老](?P<desk>[\u4e00-\u9fff])(?![序号时孩子女票吃型])"
    r"|(?P<before>[\u4e00-\u9fff])(?:姐|哥|姨|叔|师傅|老师|科长|主任|站长|经理|同志|女士|先生)"
)


@dataclass(frozen=True)
class Mention:
    """Who or what the text names: kind (window, department, staff), code, span, words.

    `code` is the roster's: window code, department name or staff number; empty where several
    people fit, which is for a person to decide.
    """

    kind: str
    code: str
    span: tuple[int, int]
    words: str


Windows = Sequence[tuple[str, str]]
"""(window code, window name) of every window that may be meant."""


@dataclass(frozen=True)
class Roster:
    """Who may be meant. `windows`: (code, name); `departments`: name → codes of its windows;
    `staff`: (number, name, window code).
    """

    windows: tuple[tuple[str, str], ...] = ()
    departments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    staff: tuple[tuple[str, str, str], ...] = ()


def mentions(text: str, roster: Roster | Windows) -> list[Mention]:
    """What of `roster` is named in `text`; see `Finder.mentions`."""
    whole = roster if isinstance(roster, Roster) else Roster(tuple(map(tuple, roster)))  # type: ignore[arg-type]
    return finder(whole).mentions(text)


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for one in sorted(found, key=lambda item: (item.span[0] - item.span[1], item.span)):
        if all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in kept):
            kept.append(one)
    return kept


@dataclass
class Finder:
    """Every way of naming, by the first two characters that it begins with."""

    literal: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    numbers: WindowNumbers = field(default_factory=WindowNumbers)
    beginnings: re.Pattern[str] | None = None
    name_beginnings: re.Pattern[str] | None = None
    people: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    names: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def mentions(self, text: str) -> list[Mention]:
        """What of the roster is named in `text`, in the order of the text, each place once.

        Windows by full name, by name without 窗口, by code or number (A03, 3号窗口, 税务3号窗口,
        1号、3号窗口), by their department's name (民政局窗口). Departments by name or common short name. People by full
        name, or by 小李 and 李姐 where the text names their window. A way of naming that fits more
        than one window or department is left out. Where two overlap, the longer one stands.
        """
        folded = fold_width(text)
        upper = folded.upper()
        folded = upper if len(upper) == len(folded) else folded
        kept = _without_overlaps(
            [
                Mention(kind, code, (start, end), text[start:end])
                for start, end, kind, code in self.find(folded)
            ]
        )
        if self.people:
            kept = _without_overlaps([*kept, *_people(text, folded, kept, self)])
        return sorted(kept, key=lambda item: item.span)

    def find(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """(start, end, kind, code) of everything named, overlaps included."""
        literal = self.literal
        named = self.beginnings is not None and self.beginnings.search(text)
        for start in range(len(text) - 1) if named else ():
            for word, kind, code in literal.get(text[start : start + 2], ()):
                if text.startswith(word, start):
                    yield start, start + len(word), kind, code
        for start, end, code in self.numbers.find(text):
            yield start, end, "window", code

    def named(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, number) of full names; a name of two letters only where it can be no word."""
        if self.name_beginnings is None or not self.name_beginnings.search(text):
            return
        for start in range(len(text) - 1):
            for name, number in self.names.get(text[start : start + 2], ()):
                end = start + len(name)
                if text.startswith(name, start) and (
                    len(name) > _SHORTEST_NAME or _AFTER_NAME.match(text, end)
                ):
                    yield start, end, number


def _people(text: str, folded: str, kept: list[Mention], ways: Finder) -> Iterator[Mention]:
    for start, end, number in ways.named(folded):
        yield Mention("staff", number, (start, end), mask_name(text[start:end]))
    windows = {one.code for one in kept if one.kind == "window"}
    if not windows:
        return
    for match in _CALLED.finditer(folded):
        surname = match["after"] or match["desk"] or match["before"]
        fitting = [number for number, window in ways.people.get(surname, ()) if window in windows]
        if fitting:
            code = fitting[0] if len(fitting) == 1 else ""
            yield Mention("staff", code, match.span(), text[slice(*match.span())])


@lru_cache(maxsize=16)
def finder(roster: Roster) -> Finder:
    """What finds a roster's names in many texts."""
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    offices: list[tuple[str, str]] = [(word, "") for word in lexicon("offices")["short"]]
    for code, name in roster.windows:
        for word in _window_words(fold_width(name).upper().strip()):
            owners["window", word].add(code)
    for department, codes in roster.departments:
        for word in _department_words(department, roster):
            offices.append((word, department))
            owners["department", word].add(department)
            for desk in _DESKS:
                # One window of a department is that window; of several it is the department.
                target = ("window", codes[0]) if len(codes) == 1 else ("department", department)
                owners[target[0], f"{word}{desk}"].add(target[1])
    ways = Finder()
    for (kind, word), fitting in owners.items():
        if len(fitting) == 1:
            ways.literal.setdefault(word[:2], []).append((word, kind, next(iter(fitting))))
    ways.numbers = window_numbers(roster.windows, dict(roster.departments), offices)
    called = Counter(name for _, name, _ in roster.staff)
    for number, name, window in roster.staff:
        ways.people.setdefault(name[:1], []).append((number, window))
        folded_name = fold_width(name).upper()
        if "*" not in name and len(folded_name) >= _SHORTEST_NAME:
            # Two of one name: somebody is meant, people say who.
            entry = (folded_name, number if called[name] == 1 else "")
            same = ways.names.setdefault(folded_name[:2], [])
            if entry not in same:
                same.append(entry)
    ways.beginnings = _any_of(ways.literal)
    ways.name_beginnings = _any_of(ways.names)
    return ways


def _any_of(beginnings: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that says at once whether a text names anything: most comments do not."""
    return re.compile("|".join(map(re.escape, beginnings))) if beginnings else None


def _window_words(name: str) -> Iterator[str]:
    """Ways in which people name one window by its name."""
    short = _WINDOW_SUFFIX.sub("", name)
    if len(name) >= _SHORTEST_NAME:
        yield name
    if len(short) > _SHORTEST_NAME:
        # Two characters (社保, 公安) are a matter, not yet a window; see the next way.
        yield short
    if len(short) >= _SHORTEST_NAME:
        yield from (f"{short}{desk}" for desk in _DESKS)


def _department_words(department: str, roster: Roster) -> Iterator[str]:
    """The official name, the name without its place, and short names that fit no other."""
    yield department
    bare = _PLACE.sub("", department)
    if bare != department:
        yield bare
    for short, parts in lexicon("offices")["short"].items():
        fitting = [one for one, _ in roster.departments if any(part in one for part in parts)]
        if fitting == [department]:
            yield short
