"""An invented city that shows the product at work: exports as messy as a centre's, with the truth.

Importing this package is cheap; the arrays and workbooks are loaded by the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Export", "generate", "write_cases"]

DEFAULT_SEED = 20261031


@dataclass(frozen=True)
class Export:
    """One written export file and the landed table that it belongs to."""

    table: str
    path: Path


def generate(
    out: Path,
    cases: int = 200_000,
    comments: int = 8_000,
    seed: int = DEFAULT_SEED,
    progress: Callable[[str, float], None] | None = None,
) -> list[Export]:
    """Write all exports to `out/exports/` and what was put in to `out/truth.json`.

    `cases` and `comments` count distinct rows; planted repeats come on top of the cases.
    `progress` gets a Chinese step name and the share done (0–1).  Same arguments, same bytes.
    """
    from etl.demo.generate import generate as run  # noqa: PLC0415 - keeps the import cheap

    written = run(out, cases, comments, seed, progress)
    return [Export(table, path) for table, path in written]


def write_cases(
    path: Path,
    cases: int,
    seed: int,
    encoding: str = "gb18030",
    messy: bool = True,
) -> None:
    """Write the cases file alone.

    With `messy` false there is no title, no total and no fault, and all times are ISO: a plain
    table for measuring speed.
    """
    from etl.demo.generate import write_cases as run  # noqa: PLC0415 - keeps the import cheap

    run(path, cases, seed, encoding, messy)
