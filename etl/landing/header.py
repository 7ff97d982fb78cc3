"""Which rows of an export are its header, found by their looks and without any contract.

Offices put titles, units, 附件 and export times above a table, write its header in one row or in
two, leave header cells blank and use a name twice. What is called a column here is what a person
would call it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from etl.landing.header_words import (
    has_names,
    is_key,
    is_known,
    is_name,
    is_remark,
    is_value,
    names_share,
    years_only,
)

SEARCH_ROWS = 60
LOOK_BELOW = 6
WIDE_SHARE = 0.6
FEWEST_KNOWN = 3
NAME_LENGTH = 24
Cells = Sequence[str]
Merged = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Header:
    """The header of a table.

    `row` is the number of its last row in the file, from 1. `rows` are its one or two rows as
    written. `names` has one name a column, unique, empty for a column without one. `spellings`
    are the names under which a column may be known: a group and its part read both ways.
    """

    row: int
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]


def find_header(preview: Sequence[Cells], merged: Merged = ()) -> Header:
    """The header of a table by its first rows.

    It is the first row about as wide as the table that holds names and not values; where every
    wide row holds values, the first of them. A row above or below joins it where one row holds
    machine keys and the other words, or where groups stand over their parts.
    """
    rows = [_trimmed(row) for row in preview]
    at = _first_row(rows)
    for last in (at + 1, at):
        if 0 < last < len(rows) and _pair(rows, last, merged):
            return header_at(preview, last + 1, merged)
    return _single(rows, at)


def header_at(preview: Sequence[Cells], number: int, merged: Merged = ()) -> Header:
    """The header whose last row is row `number`, from 1, with the row above where it belongs."""
    first = max(number - 2, 0)
    window = [_trimmed(row) for row in preview[first : number + LOOK_BELOW]]
    last = number - 1 - first
    kind = _pair(window, last, [(a - first, b, c - first, d) for a, b, c, d in merged])
    if not kind:
        return _single(window, last, number)
    upper, lower = _even(window[last - 1], window[last])
    read = _read_groups if kind == "groups" else _read_keys
    spellings = read(upper, lower, kind)
    return Header(number, (tuple(upper), tuple(lower)), _unique(spellings), tuple(spellings))


def rows_above(preview: Sequence[Cells], header_row: int) -> dict[str, int]:
    """How many rows above the header's last row are `title` and `blank`.

    The upper row of a header of two counts as a title, so that all rows of a file are one header
    row, the rows above it and the rows below.
    """
    above = preview[: header_row - 1]
    titles = sum(any(_trimmed(row)) for row in above)
    counts = {"title": titles, "blank": len(above) - titles}
    return {reason: count for reason, count in counts.items() if count}


def titles_above(preview: Sequence[Cells], header: Header) -> list[str]:
    """Words that stand alone in a row above the header: page by page they come again."""
    above = [_filled(_trimmed(row)) for row in preview[: header.row - len(header.rows)]]
    return [cells[0] for cells in above if len(cells) == 1]


def _trimmed(row: Cells) -> list[str]:
    return [(cell or "").strip(" \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff\u2060") for cell in row]


def _filled(row: Cells) -> list[str]:
    return [cell for cell in row if cell]


def _first_row(rows: list[list[str]]) -> int:
    """The position of the first row that can be the header."""
    near = rows[:SEARCH_ROWS]
    known = [sum(map(is_known, _filled(row))) for row in near]
    for at, count in enumerate(known):
        if count >= FEWEST_KNOWN and count >= WIDE_SHARE * len(_filled(near[at])):
            return at
    if not _is_wide(rows):
        return _first_alone(near, max(known, default=0))
    sizes = [len(_filled(row)) for row in rows]
    least = max(2, math.ceil(WIDE_SHARE * statistics.median(n for n in sizes if n > 1)))
    wide = [at for at, row in enumerate(near) if _is_candidate(rows, at, row, least)]
    named = [at for at in wide if not _is_of_values(near[at])]
    return (named or wide or [0])[0]


def _is_wide(rows: list[list[str]]) -> bool:
    """Whether the table has several columns; a stray comma in a list of words makes none."""
    filled = [_filled(row) for row in rows if _filled(row)]
    if filled and len(filled[0]) == 1 and is_known(filled[0][0]):
        several = sum(len(cells) > 1 for cells in filled)
        return several > len(filled) / 2 or any(sum(map(is_known, one)) > 1 for one in filled)
    widest = max(map(len, filled), default=0)
    return widest > 2 or sum(len(cells) > 1 for cells in filled) * 2 >= max(len(filled), 1)


def _first_alone(rows: list[list[str]], known: int) -> int:
    """The header of a table of one column: a known name, else the first row that is no remark."""
    for at, row in enumerate(rows):
        cells = _filled(row)
        if cells and (is_known(cells[0]) if known else not is_remark(cells[0])):
            return at
    return next((at for at, row in enumerate(rows) if _filled(row)), 0)


def _is_candidate(rows: list[list[str]], at: int, row: list[str], least: int) -> bool:
    cells = _filled(row)
    is_title = len(cells) > 1 and len(set(cells)) == 1 and not is_name(cells[0])
    if is_title or (len(cells) > 1 and sum(map(is_remark, cells)) * 2 > len(cells)):
        return False
    if least == 2 and len(cells) == 1 and not row[0] and not is_remark(cells[0]):
        # Of two columns the first may have no name.
        below = next((_filled(one) for one in rows[at + 1 :] if _filled(one)), [])
        return len(row) > 1 and bool(row[1]) and len(below) == 2
    # A header may name fewer columns than its rows fill.
    return len(cells) >= least or has_names(cells)


def _is_of_values(row: list[str]) -> bool:
    """Whether more than a third of the filled cells are values; a name may be a number."""
    cells = _filled(row)
    return not years_only(cells) and sum(map(is_value, cells)) * 3 > len(cells)


def _holds_values(row: list[str]) -> bool:
    cells = _filled(row)
    return not years_only(cells) and any(map(is_value, cells))


def _pair(rows: list[list[str]], last: int, merged: Merged) -> str:
    """How row `last` and the one above make one header: `keys`, `words`, `groups`, or not at all.

    `keys`: machine keys above words; `words`: words above machine keys.
    """
    if not 0 < last < len(rows):
        return ""
    upper, lower = _even(rows[last - 1], rows[last])
    above, below = _filled(upper), _filled(lower)
    if min(len(above), len(below)) < 2 or _holds_values(lower):
        return ""
    if _holds_values(upper) or sum(map(is_remark, [*above, *below])) * 2 > len(above) + len(below):
        return ""
    if all(map(is_key, above)) and has_names(below) and not any(map(is_key, below)):
        return "keys"
    if has_names(above) and all(map(is_key, below)) and names_share(below) >= 0.5:
        return "words" if not any(map(is_key, above)) else ""
    return "groups" if _are_groups(upper, lower, rows[last + 1 :], merged, last) else ""


def _are_groups(
    upper: list[str], lower: list[str], below: list[list[str]], merged: Merged, last: int
) -> bool:
    """Whether names of groups stand above the names of their parts."""
    if max(map(len, (*_filled(upper), *_filled(lower)))) > NAME_LENGTH:
        return False
    parts = [i for i, cell in enumerate(lower) if cell]
    covered = {i for i in parts if i and not upper[i]}
    opens = {i for i in parts if upper[i] and i + 1 in covered}
    stand = [i for i, cell in enumerate(upper) if cell and not lower[i]]
    is_chain = all(i - 1 in covered | opens for i in covered)
    if not opens or not is_chain or set(parts) - covered - opens - _merged_over(merged, last):
        return False
    if _merged_over(merged, last):
        return True
    # Without merged cells only what stands below tells a part's name from a first row of data.
    shown = [[row[i] for row in below[:LOOK_BELOW] if i < len(row) and row[i]] for i in parts]
    valued = sum(bool(cells) and all(map(is_value, cells)) for cells in shown)
    return bool(stand) and (valued * 2 >= len(parts) or not any(shown) or has_names(lower))


def _merged_over(merged: Merged, last: int) -> set[int]:
    """Columns whose cell above row `last` was merged across several columns."""
    return {
        column
        for top, left, bottom, right in merged
        if bottom == last - 1 and top <= last - 1 and right > left
        for column in range(left, right + 1)
    }


def _even(*rows: list[str]) -> list[list[str]]:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _single(rows: list[list[str]], at: int, number: int | None = None) -> Header:
    row = rows[at] if at < len(rows) else []
    spellings = [(cell,) if cell else () for cell in row]
    return Header(number or at + 1, (tuple(row),), _unique(spellings), tuple(spellings))


def _read_keys(upper: list[str], lower: list[str], kind: str) -> list[tuple[str, ...]]:
    """The words first, the machine key where a column has no word."""
    words, keys = (lower, upper) if kind == "keys" else (upper, lower)
    return [tuple(one for one in (word, key) if one) for word, key in zip(words, keys, strict=True)]


def _read_groups(upper: list[str], lower: list[str], _: str) -> list[tuple[str, ...]]:
    """Group and part under every reading: 时限/法定 is 法定时限, 受理/时间 is 受理时间."""
    made: list[tuple[str, ...]] = []
    group = ""
    for above, part in zip(upper, lower, strict=True):
        group = above or (group if part else "")
        if not part or not group or part == group:
            made.append((part or group,) if part or group else ())
        else:
            # 法定时限 over 工作日: the part may be the unit.
            readings = (f"{part}{group}", f"{group}{part}", f"{group}（{part}）", part)
            made.append((f"{group}/{part}", *readings))
    return made


def _unique(spellings: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first spelling of each column; a name used again gets _2, _3 …"""
    taken: set[str] = set()
    names = []
    for spelled in spellings:
        wanted = name = spelled[0] if spelled else ""
        count = 2
        while name and name in taken:
            name, count = f"{wanted}_{count}", count + 1
        taken.add(name)
        names.append(name)
    return tuple(names)
