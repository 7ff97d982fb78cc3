"""Delimited text record by record: any row is taken, and no stray quote swallows the rows below.

Python's reader goes ahead as long as the quotes are in order. A record that breaks them is read
again by the rules here: a quote that nothing closes is an ordinary character, a quote inside a
quoted cell belongs to the cell.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from etl.errors import UserError
from etl.landing.staging import MOST_COLUMNS, too_wide

DELIMITERS = (",", "\t", ";", "|")
# A cell of more lines or letters than these is a quote that was never closed, or no table.
MOST_LINES = 100
LONGEST = 1 << 24
HEAD_LETTERS = 1 << 18
HEAD_RECORDS = 200
DECLARED = re.compile(r"""\"?sep=([^\w"' ])\"?(?:[\r\n]|$)""", re.IGNORECASE)
QUOTES = re.compile('"+')
NOWHERE = -1
csv.field_size_limit(LONGEST)

Row = list[str]


class _UnclosedError(Exception):
    """A record goes on for more lines than any cell has."""


def delimiter_of(path: Path) -> str:
    """The delimiter of a UTF-8 file: the declared one (sep=;), else the one that makes a table.

    That is the mark which gives most records the same number of cells, outside quotes; a comma
    when none does.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.read(HEAD_LETTERS)
    if declared := DECLARED.match(head):
        return declared[1]
    if len(head) == HEAD_LETTERS and "\n" in head:
        head = head[: head.rindex("\n") + 1]
    return max(DELIMITERS, key=lambda mark: _regularity(head, mark))


def _regularity(head: str, mark: str) -> int:
    """How many cells beyond the first the records of the commonest width have together."""
    records = _records(io.StringIO(head, newline=""), mark, "")
    widths = Counter(len(row) for row in itertools.islice(records, HEAD_RECORDS) if any(row))
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def records_of(path: Path, delimiter: str, shown: str) -> Iterator[Row]:
    """Every record of a UTF-8 file in order, blank lines included; `shown` names the file.

    UserError for a row of too many cells and for a cell of more letters than any table holds.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(_records(stream, delimiter, shown), start=1):
            if len(row) > MOST_COLUMNS:
                raise too_wide(f"文件“{shown}”第{number}行", len(row))
            yield row


def _records(stream: TextIO, delimiter: str, shown: str) -> Iterator[Row]:
    lines = _Lines(stream, shown)
    while True:
        # No blank is part of a cell before its quote, as people write “1, "甲,乙"”.
        reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
        try:
            for row in reader:
                lines.held.clear()
                yield row
            return
        except (csv.Error, _UnclosedError) as error:
            if "field limit" in str(error):
                raise _too_long(shown) from None
        yield lines.mend(delimiter)


class _Lines:
    """Lines of a text one by one; those of the record being read can be read again."""

    def __init__(self, stream: TextIO, shown: str) -> None:
        self._stream, self._shown = stream, shown
        self._again: deque[str] = deque()
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.held) >= MOST_LINES:
            raise _UnclosedError
        line = self._again.popleft() if self._again else self._stream.readline(LONGEST)
        if not line:
            raise StopIteration
        if len(line) == LONGEST or (self.held and sum(map(len, self.held)) > LONGEST):
            raise _too_long(self._shown)
        self.held.append(line)
        return line

    def mend(self, delimiter: str) -> Row:
        """The record at hand by the rules for broken quotes; what follows it is read again."""
        row, used = self._mended(delimiter)
        rest = io.StringIO("".join(self.held)[used:], newline="")
        self._again.extendleft(reversed(list(rest)))
        self.held.clear()
        return row

    def _mended(self, delimiter: str) -> tuple[Row, int]:
        is_all = False
        while True:
            found = _broken_record("".join(self.held), delimiter, is_all)
            if found is not None:
                return found
            try:
                for _ in range(len(self.held)):
                    next(self)
            except (StopIteration, _UnclosedError):
                is_all = True


def _broken_record(text: str, mark: str, is_all: bool) -> tuple[Row, int] | None:
    """The first record of a text and its length; null where only more text could tell.

    With `is_all` a quote that nothing in the text closes is an ordinary character.
    """
    row: Row = []
    ends = re.compile(f"{re.escape(mark)}|\r\n|[\r\n]|\\Z")
    at = 0
    while True:
        while text.startswith(" ", at):
            at += 1
        closing = _closing_quote(text, at, ends) if text.startswith('"', at) else NOWHERE
        if closing is None and not is_all:
            return None
        is_quoted = closing is not None and closing != NOWHERE
        end = next(ends.finditer(text, closing + 1 if closing and is_quoted else at))
        cell = text[at + 1 : closing].replace('""', '"') if is_quoted else text[at : end.start()]
        row.append(cell)
        if end[0] != mark:
            return row, end.end()
        at = end.end()


def _closing_quote(text: str, start: int, ends: re.Pattern[str]) -> int | None:
    """Where the quoted cell that begins at `start` ends: NOWHERE, or null for not in here.

    Only a quote before a delimiter or a line end closes. Any other one belongs to the cell, if
    it stands on the first line: further down it opens a cell of another row.
    """
    is_nested = False
    for run in QUOTES.finditer(text, start + 1):
        is_odd = len(run[0]) % 2 == 1
        after = run.end()
        while text.startswith(" ", after):
            after += 1
        if (is_odd or is_nested) and ends.match(text, after):
            return run.end() - 1
        if is_odd and any(sign in text[start : run.start()] for sign in "\r\n"):
            return NOWHERE
        is_nested = is_nested or is_odd
    return None


def _too_long(shown: str) -> UserError:
    return UserError(
        f"文件“{shown}”中有一个单元格或一行超过{LONGEST // 10_000}万字，不像表格：请检查引号和换行后再导入"
    )
