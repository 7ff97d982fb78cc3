"""A report as plain data: figures with their past, tables, sections. Every format is made from it alone.

It holds no code and no reference to a build, so that a published month can be kept whole and shown again
as it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from etl.read.figures import Share
from reports import words

FORMAT = 1
"""Of what is kept; an earlier one is read by `from_plain`."""
Kind = Literal["count", "share", "days", "text", "date", "points"]


@dataclass(frozen=True)
class Cell:
    """One value; of a share its two counts, of everything else `number`. None where there is nothing."""

    number: float | None = None
    part: int | None = None
    whole: int | None = None

    @property
    def value(self) -> float | None:
        """The value as a number; of a share 0 to 1."""
        if self.whole is None:
            return self.number
        return self.part / self.whole if self.whole and self.part is not None else None

    @property
    def shown_value(self) -> float | None:
        """The value where it may be shown: a share of fewer than ten may not."""
        return None if self.whole is not None and self.whole < words.FEW else self.value


def share_cell(one: Share) -> Cell:
    """A share as a cell."""
    return Cell(None, one.part, one.whole)


@dataclass(frozen=True)
class Figure:
    """A figure of the period, of the period before and of the same months last year.

    `cohort`: 按办结, 按受理, 按评价时间 … says which month a case belongs to; `note` says where a past
    value was taken from when it is not of this build.
    """

    key: str
    label: str
    kind: Kind
    unit: str
    cohort: str
    definition: str
    now: Cell
    before: Cell
    year_before: Cell
    note: str = ""

    @property
    def text(self) -> str:
        """The value as it stands on screen."""
        return shown(self.now, self.kind, self.unit)

    def moved(self, against: Cell) -> float | None:
        """The change as it is shown, rounded: 百分点 or working days with one decimal, else pieces.

        None where one side is missing or too small for a share, and of pieces where they rise from nought.
        """
        now, then = self.now.shown_value, against.shown_value
        if now is None or then is None:
            return None
        if self.kind == "share":
            return round((now - then) * 100, 1)
        if self.kind == "days":
            return round(now - then, 1)
        return now - then if then or not now else None

    @property
    def change_unit(self) -> str:
        """What a change is counted in."""
        return "个百分点" if self.kind == "share" else self.unit

    def change(self, against: Cell) -> str:
        """The change in 百分点, pieces or working days; — where there is none to tell."""
        return words.signed(self.moved(against), self.change_unit, int(self.kind != "count"))


def shown(cell: Cell, kind: Kind, unit: str) -> str:
    """A cell in words, under ten cases a share's counts alone."""
    if kind == "share":
        return words.share(Share(cell.part or 0, cell.whole or 0), unit)
    if cell.number is None:
        return words.NOTHING
    return words.days(cell.number) if kind == "days" else f"{words.count(cell.number)} {unit}"


@dataclass(frozen=True)
class Column:
    """A column of a table: what it is called, and what its values are."""

    label: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """A table; values are numbers, texts or None, of a share 0 to 1, of a date ISO text."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A share by month for a chart: months as 2026-10, values 0 to 1 or None."""

    name: str
    months: tuple[str, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Section:
    """A section of the report: its heading without the number, sentences, tables, keys of charts."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pending:
    """What was not settled when the report was made: rows sent back, ratings to be checked (counted until
    then), comments held back to be checked, comments to be reviewed, and whether working days are guessed."""

    is_provisional: bool
    rejected: int
    suspect: int
    held: int
    unreviewed: int


@dataclass(frozen=True)
class MonthReport:
    """A whole report. `year` are its figures since January beside last year's, `stamp` the hash that a
    kept one was kept with, `problems` is a draft of 存在问题 from the figures, for people to change.
    `pending` is None in a report that was kept before it was counted."""

    period: str
    title: str
    scope_words: str
    as_of: str
    build_id: str
    rulebook: str
    is_demo: bool
    is_whole: bool
    figures: tuple[Figure, ...]
    year: tuple[Figure, ...]
    sections: tuple[Section, ...]
    annexes: tuple[Table, ...]
    quality: tuple[str, ...]
    lines: tuple[Line, ...]
    pending: Pending | None = None
    problems: tuple[str, ...] = ()
    stamp: str = ""

    def figure(self, key: str) -> Figure:
        """One figure; KeyError for an unknown one."""
        return {one.key: one for one in self.figures}[key]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, those of the sections first."""
        return tuple(table for one in self.sections for table in one.tables) + self.annexes

    @property
    def sha256(self) -> str:
        """Hash of every figure and table with their names, whatever the sentences around them.

        A report that was kept has the one that it was kept with, whatever this version would make of it.
        """
        if self.stamp:
            return self.stamp
        told = {
            "period": self.period, "scope": self.scope_words,
            "figures": [asdict(one) for one in (*self.figures, *self.year)],
            "tables": [asdict(one) for one in self.tables],
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def cell_text(value: Any, kind: Kind) -> str:
    """A table's value in words."""
    if value is None:
        return words.NOTHING
    if kind == "share":
        return words.percent(value)
    if kind == "days":
        return f"{value:.1f}"
    if kind == "count":
        return words.count(value)
    return f"{value:.1f}" if kind == "points" else str(value)


def as_plain(report: MonthReport) -> dict[str, Any]:
    """The report as JSON values with its hash, to be kept."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(report), ensure_ascii=False))
    return {**told, "stamp": report.sha256, "format": FORMAT}


def from_plain(told: dict[str, Any]) -> MonthReport:
    """The report that was kept, also by an earlier version."""
    known = {one.name for one in fields(MonthReport)}
    return MonthReport(
        **{
            **{name: one for name, one in told.items() if name in known},
            "figures": tuple(_figure(one) for one in told["figures"]),
            "year": tuple(_figure(one) for one in told.get("year", [])),
            "sections": tuple(
                Section(
                    one["key"], one["heading"], tuple(one["paragraphs"]),
                    tuple(_table(each) for each in one["tables"]), tuple(one["charts"]),
                )
                for one in told["sections"]
            ),
            "annexes": tuple(_table(one) for one in told["annexes"]),
            "quality": tuple(told["quality"]),
            "problems": tuple(told.get("problems", [])),
            "pending": _pending(told.get("pending")),
            "lines": tuple(
                Line(one["name"], tuple(one["months"]), tuple(one["values"])) for one in told["lines"]
            ),
        }
    )  # fmt: skip


def _pending(told: dict[str, Any] | None) -> Pending | None:
    """What was pending; None where an earlier version counted something else."""
    names = {one.name for one in fields(Pending)}
    return Pending(**told) if told is not None and set(told) == names else None


def _figure(told: dict[str, Any]) -> Figure:
    cells = {name: Cell(**told[name]) for name in ("now", "before", "year_before")}
    return Figure(**{**told, **cells})


def _table(told: dict[str, Any]) -> Table:
    columns = tuple(Column(**one) for one in told["columns"])
    rows = tuple(tuple(row) for row in told["rows"])
    return Table(told["key"], told["title"], columns, rows, told["note"])
