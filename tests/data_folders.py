"""Data folders for tests, and the command line as a person uses it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from etl.settings import ROOT, Settings


def data_folder(folder: Path) -> Settings:
    """A data folder that uses the shared trained model."""
    folder.mkdir(parents=True, exist_ok=True)
    models = folder / "models"
    if not models.exists():
        models.symlink_to(os.environ["ZW_TEST_MODEL_DIR"], target_is_directory=True)
    return Settings(folder)


def run_etl(*args: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m etl …` as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def office_of(demo: Settings, folder: Path) -> Settings:
    """The demonstration city's build in a folder of its own, so that its rules and records may change."""
    settings = Settings(folder)
    settings.builds.mkdir(parents=True)
    published = demo.published()
    assert published is not None
    shutil.copy2(published[1], settings.build_path(published[0]))
    settings.current.write_text(published[0] + "\n", encoding="utf-8")
    return settings
