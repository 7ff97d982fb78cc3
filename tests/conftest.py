"""What tests share: the measuring data beside the project, and one build of the demonstration city."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from data_folders import data_folder, run_etl
from filelock import FileLock
from servers import mariadb, postgres  # noqa: F401  fixtures for every folder

from etl.read import Build, open_build
from etl.settings import ROOT, Settings

SHARED = ROOT.parent / "shared" / "data"
DEMO_CASES = 20_000
# Set before the workers start and before other conftests are read: all draw the same, also about midnight.
os.environ.setdefault("ZW_DRAW", str(dt.date.today().toordinal()))


def pytest_configure(config: pytest.Config) -> None:
    """Every worker and every test trains the comment model at most once, in one folder.

    With jieba, as the product comes: rjieba is there for the tests that compare the two.
    """
    os.environ.setdefault("ZW_SEGMENTER", "jieba")
    folder = Path(str(config.cache.mkdir("models")))
    os.environ.setdefault("ZW_TEST_MODEL_DIR", str(folder))


def pytest_report_header() -> str:
    """By what the months are drawn, so that a day's drawing can be had again."""
    return f"ZW_DRAW={os.environ['ZW_DRAW']}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data for measuring; it is no part of the project, so a lone clone skips visibly."""
    if not SHARED.is_dir():
        pytest.skip("没有旁置的测量数据 ../shared/data：只在开发环境中有")
    return SHARED


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration city, made once by its own command and shared between workers."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with FileLock(root / "demo.lock"):
        settings = data_folder(root / "demo-city")
        if settings.published() is None:
            done = run_etl("demo", "--data", str(settings.data), "--cases", str(DEMO_CASES))
            assert done.returncode == 0, done.stderr
    return settings


@pytest.fixture(scope="session")
def demo_build(demo: Settings) -> Build:
    """The demonstration city's published build."""
    return open_build(demo)


@pytest.fixture(scope="session")
def truth(demo: Settings) -> dict[str, Any]:
    """What the generator says that it put into the city."""
    told: dict[str, Any] = json.loads((demo.demo / "truth.json").read_text(encoding="utf-8"))
    return told
