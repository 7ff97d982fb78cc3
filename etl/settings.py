"""Paths and options in one frozen object."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SOURCE = "default"
KEPT_BUILDS = 10


@dataclass(frozen=True)
class Settings:
    """Where one installation keeps its data.

    Everything that commands write lies under `data`. Reference tables, rule books and templates
    are the project's own unless `data` holds a folder of the same name.
    """

    data: Path = ROOT / "data"

    @classmethod
    def from_environment(cls) -> Settings:
        """The data folder named by ZW_DATA, else the project's."""
        named = os.environ.get("ZW_DATA")
        return cls(Path(named).resolve()) if named else cls()

    @property
    def landing(self) -> Path:
        """Landed Parquet files, one folder a table, and the batch ledger."""
        return self.data / "landing"

    @property
    def ledger(self) -> Path:
        """One JSON file a landed batch."""
        return self.landing / "batches"

    @property
    def repeats(self) -> Path:
        """Case numbers that a batch repeats, one Parquet file a batch."""
        return self.landing / "repeats"

    @property
    def rejects(self) -> Path:
        """Rejected rows as CSV, one file a batch."""
        return self.data / "rejects"

    @property
    def labels(self) -> Path:
        """Labels of comments by text hash, one folder a model version."""
        return self.landing / "labels"

    @property
    def models(self) -> Path:
        """Trained models of the comment classifier."""
        return self.data / "models"

    @property
    def builds(self) -> Path:
        """Published builds."""
        return self.data / "builds"

    @property
    def current(self) -> Path:
        """The pointer: a text file that names the published build."""
        return self.data / "CURRENT"

    @property
    def demo(self) -> Path:
        """The demonstration city's exports and its truth."""
        return self.data / "demo"

    def project_folder(self, name: str) -> Path:
        """`reference`, `rulebooks` or `templates`: the installation's own, else the project's."""
        own = self.data / name
        return own if own.is_dir() else ROOT / "data" / name

    def reference(self, name: str) -> Path:
        """One reference table: the installation's own file, else the project's."""
        own = self.own_reference(name)
        return own if own.is_file() else ROOT / "data" / "reference" / name

    def own_reference(self, name: str) -> Path:
        """Where the installation's own copy of a reference table stands or would stand."""
        return self.data / "reference" / name

    def build_path(self, build_id: str) -> Path:
        """The file of one build."""
        return self.builds / f"{build_id}.duckdb"

    def published(self) -> tuple[str, Path] | None:
        """Identifier and file of the published build; None before the first build."""
        try:
            build_id = self.current.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        path = self.build_path(build_id)
        return (build_id, path) if build_id and path.is_file() else None
