"""What two reports have differently: a published month and the same made anew, or a month and the one before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.month_phrases import is_clear
from reports.report_model import MonthReport, Table

LISTS = ("busiest", "early", "scores")
"""Tables of the first windows, which others enter and leave from month to month."""
COMPARED = re.compile(r"，(?:环比|同比|较)[^，。；]*|，没有可比的往期数据")
NUMBER = re.compile(r"[＞−+]?\d[\d,]*(?:\.\d+)?%?")


def difference_words(old: MonthReport, new: MonthReport) -> list[tuple[str, str, str]]:
    """What two reports of a month have differently: name, then, now; figures first, then sentences."""
    found = []
    for before, after in ((old.figures, new.figures), (old.year, new.year)):
        now = {one.key: one for one in after}
        found += [
            (one.label, one.text, now[one.key].text)
            for one in before
            if one.key in now and one.now != now[one.key].now
        ]
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
        if then is None or one.moved(then.now) in (None, 0):
            continue
        clear = is_clear(one, then.now) if one.kind == "share" else None
        found.append(Moved(one.label, then.text, one.text, one.change(then.now), clear))
    return tuple(sorted(found, key=lambda one: one.is_clear is not True))


def _said(last: MonthReport, now: MonthReport) -> tuple[Said, ...]:
    past = {one.key: sentences(one.paragraphs) for one in last.sections}
    found = []
    for one in now.sections:
        then, told = past.get(one.key, {}), sentences(one.paragraphs)
        gone = tuple(text for shape, text in then.items() if shape not in told)
        come = tuple(text for shape, text in told.items() if shape not in then)
        if gone or come:
            found.append(Said(one.heading, gone, come))
    return tuple(found)


def sentences(paragraphs: tuple[str, ...]) -> dict[str, str]:
    """Every sentence by its shape: what it says, whatever its numbers and its comparison with the past."""
    found = [f"{one}。" for text in paragraphs for one in text.split("。") if one]
    return {NUMBER.sub("N", COMPARED.sub("", one)): one for one in found}


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
