"""Lands rows that can be read, builds them, and reads the published tables."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from etl.landing.land import Request, land
from etl.runner import Built, build
from etl.settings import Settings

Row = Mapping[str, object]


def quiet(step: str, share: float) -> None:
    """No progress in tests."""


@dataclass
class Office:
    """One data folder: exports go in, a build comes out."""

    folder: Path
    landed: int = 0
    built: Built | None = None
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(self.folder / "data")
        self.settings.data.mkdir(parents=True, exist_ok=True)

    def land(self, table: str, rows: Sequence[Row], source: str = "default") -> dict[str, Any]:
        """Land rows as one CSV export; the columns are those of all rows together."""
        self.landed += 1
        path = self.folder / f"{table}-{self.landed}.csv"
        names = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return land(self.settings, Request(path, table, source), quiet)

    def build(self, as_of: dt.date | None = None) -> Built:
        """Build and publish."""
        self.built = build(self.settings, as_of, quiet)
        return self.built

    def query(self, sql: str, path: Path | None = None) -> list[dict[str, Any]]:
        """Rows of the published build as dictionaries."""
        published = self.settings.published()
        assert published is not None
        with duckdb.connect(str(path or published[1]), read_only=True) as con:
            found = con.execute(sql)
            names = [one[0] for one in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
