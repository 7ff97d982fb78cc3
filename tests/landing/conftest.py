"""An empty installation for each test."""

from pathlib import Path

import pytest

from etl.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "数据")
