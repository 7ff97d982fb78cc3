"""What two reports have differently: a published month and the same made anew, or a month and the one before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.month_phrases import is_clear
from reports.report_model import Figure, MonthReport, Table, shown

LISTS = ("busiest", "early", "scores")
"""Tables of the first windows, which others enter and leave from month to month."""
COMPARED = re.compile(r"，(?:环比|同比|较)[^，。；]*|，没有可比的往期数据")
COUNT = r"\d[\d,]*(?:\.\d+)?"
NUMBER = re.compile(rf"[＞−+]?{COUNT}(?:%|/{COUNT}(?= ?[）件条])| ?(?=件|条|个|次|项|天|年|月))")
"""What is counted; digits in the name of a window or an item are part of the name."""


def difference_words(old: MonthReport, new: MonthReport) -> list[tuple[str, str, str]]:
    """What two reports of a month have differently: name, then, now; figures first, then sentences."""
    found = []
    for before, after in ((old.figures, new.figures), (old.year, new.year)):
        now = {one.key: one for one in after}
        found += [each for one in before if one.key in now for each in _cells(one, now[one.key])]
    later = {one.key: one for one in new.sections}
    for section in old.sections:
        mine, other = (
            section.paragraphs,
            later[section.key].paragraphs if section.key in later else (),
        )
        gone = [text for text in mine if text not in other]
        come = [text for text in other if text not in mine]
        if gone or come:
            found.append((section.heading, " ".join(gone) or "—", " ".join(come) or "—"))
    return found


def _cells(old: Figure, new: Figure) -> list[tuple[str, str, str]]:
    """Where a figure or what it is compared with is another: name, then, now."""
    pairs = (
        ("", old.now, new.now), ("（上期）", old.before, new.before),
        ("（去年同期）", old.year_before, new.year_before),
    )  # fmt: skip
    return [
        (f"{old.label}{name}", shown(one, old.kind, old.unit), shown(other, new.kind, new.unit))
        for name, one, other in pairs
        if one != other
    ]


def is_compared_with(report: MonthReport, last: MonthReport) -> bool:
    """Whether a report compares itself with just the figures that last month's report has."""
    past = {one.key: one.now for one in last.figures}
    return all(one.before == past[one.key] for one in report.figures if one.key in past)


@dataclass(frozen=True)
class Moved:
    """A figure that is another than last month: its name, then, now, the change in words.

    `is_clear`: a share that changed beyond chance; None for what is no share.
    """

    label: str
    then: str
    now: str
    change: str
    is_clear: bool | None


@dataclass(frozen=True)
class Said:
    """What a section says that last month's did not say, and the other way round."""

    heading: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True)
class Since:
    """A report against that of the month before."""

    moved: tuple[Moved, ...]
    said: tuple[Said, ...]
    lists: tuple[Said, ...]


def since(last: MonthReport, now: MonthReport) -> Since:
    """What a report says otherwise than last month's, beyond the numbers that are new every month."""
    return Since(_moved(last, now), _said(last, now), _lists(last, now))


def _moved(last: MonthReport, now: MonthReport) -> tuple[Moved, ...]:
    """The figures that are others, those that changed beyond chance first."""
    past = {one.key: one for one in last.figures}
    found = []
    for one in now.figures:
        then = past.get(one.key)
        if then is None or one.now == then.now or one.moved(then.now) == 0:
            continue
        is_told = one.kind == "share" and one.moved(then.now) is not None
        clear = is_clear(one, then.now) if is_told else None
        found.append(Moved(one.label, then.text, one.text, one.change(then.now), clear))
    return tuple(sorted(found, key=lambda one: one.is_clear is not True))


def _said(last: MonthReport, now: MonthReport) -> tuple[Said, ...]:
    past = {one.key: sentences(one.paragraphs) for one in last.sections}
    found = []
    for one in now.sections:
        then, told = past.get(one.key, []), sentences(one.paragraphs)
        gone, come = _without(then, told), _without(told, then)
        if gone or come:
            found.append(Said(one.heading, gone, come))
    return tuple(found)


def _without(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> tuple[str, ...]:
    shapes = {shape for shape, _ in others}
    return tuple(text for shape, text in some if shape not in shapes)


def sentences(paragraphs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every sentence with its shape: what it says, whatever its numbers and its comparison with the past."""
    found = [f"{one}。" for text in paragraphs for one in text.split("。") if one]
    return [(NUMBER.sub("N", COMPARED.sub("", one)), one) for one in found]


def _lists(last: MonthReport, now: MonthReport) -> tuple[Said, ...]:
    """Who is new in a list of the first windows, and who has left it."""
    past = {one.key: one for one in last.tables}
    found = []
    for table in now.tables:
        if table.key in LISTS and table.key in past:
            then, told = _names(past[table.key]), _names(table)
            gone = tuple(name for name in then if name not in told)
            come = tuple(name for name in told if name not in then)
            if gone or come:
                found.append(Said(table.title, gone, come))
    return tuple(found)


def _names(table: Table) -> list[str]:
    """The windows of a list, with their department or peer group: two may have one name."""
    at = next(number for number, one in enumerate(table.columns) if one.label in ("部门", "同类"))
    return [f"{row[0]}（{row[at]}）" for row in table.rows]
