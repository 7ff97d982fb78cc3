"""Changing the small reference tables from a page: written whole, into the installation's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from filelock import FileLock

from etl import reference
from etl.calendar import Override, read_lines
from etl.landing.batches import write_atomically
from etl.reference import CardLimits, card_limits
from etl.settings import Settings

CALENDAR, CARDS, SITE = "calendar_overrides.csv", "card_limits.csv", "site_address.txt"


@contextmanager
def editing(settings: Settings) -> Iterator[None]:
    """One person changes the tables at a time; the lock is held from reading to writing."""
    lock = settings.own_reference(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        yield


def calendar_lines(settings: Settings) -> list[Override]:
    """The office's own days and years as the table holds them."""
    return read_lines(settings.reference(CALENDAR))


def save_calendar(settings: Settings, lines: Iterable[Override]) -> None:
    """Write the whole table; of two lines for one day or year the later one stays."""
    kept = {(one.year, one.day): one for one in lines}
    rows = [
        (str(one.day or one.year), "" if one.day is None else int(one.is_workday), one.reason)
        for _, one in sorted(kept.items(), key=lambda item: (item[0][0], str(item[0][1] or "")))
    ]
    _write(settings, CALENDAR, ("date", "is_workday", "reason"), rows)


def cards(settings: Settings) -> CardLimits:
    """The thresholds as the table holds them."""
    return card_limits(settings.reference(CARDS))


def save_cards(settings: Settings, limits: CardLimits) -> None:
    """Write the thresholds of the internal cards."""
    rows = [("预警", limits.warn), ("红牌", limits.red)]
    _write(settings, CARDS, ("name", "workdays"), rows)


def site_address(settings: Settings) -> str:
    """The address under which citizens reach the pages, as last used for QR codes; '' before."""
    path = settings.own_reference(SITE)
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def keep_site_address(settings: Settings, address: str) -> None:
    """Remember the address for the next sheet."""
    write_atomically(settings.own_reference(SITE), address + "\n")


def tables_version(settings: Settings) -> str:
    """The version of the tables as they are now; a build made by others must be made again."""
    return reference.version(settings.reference(name) for name in reference.FILES)


def _write(
    settings: Settings, name: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    # With a mark, so that a spreadsheet shows the Chinese words right.
    write_atomically(settings.own_reference(name), "\ufeff" + text.getvalue())
