"""A real store in a temporary folder, and somebody who decides."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from trail_cases import LI, review

from records import Store, append, open_records


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZW_RECORDS_URL", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store whose clock moves on by a second each time it is asked."""
    ticks = itertools.count()
    start = dt.datetime(2026, 10, 31, 8, tzinfo=dt.UTC)
    with open_records(tmp_path) as opened:
        yield Store(opened.engine, opened.where, lambda: start + dt.timedelta(seconds=next(ticks)))


@pytest.fixture
def five(store: Store) -> Store:
    """A store with five records."""
    for number in range(1, 6):
        append(store, LI, review(f"c{number}"))
    return store
