"""Comments from the landing to their labels, with the real model."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from landing_cases import landed, put_and_land, quiet

from etl.landing import batches
from etl.landing.labels import ensure_labels, label_files
from etl.settings import Settings


@pytest.fixture
def models(request: pytest.FixtureRequest) -> Path:
    """Where the model is kept: ZW_TEST_MODEL_DIR, else the folder that pytest caches in."""
    given = os.environ.get("ZW_TEST_MODEL_DIR")
    return Path(given) if given else Path(request.config.cache.mkdir("models"))


@pytest.mark.xdist_group("model")
def test_each_text_is_labelled_once(settings: Settings, models: Path) -> None:
    rows = "留言内容,留言时间\n工作人员态度很好，业务熟练,2024-03-04\n等了两个小时没人理，太差了,2024-03-05\n"
    report = put_and_land(settings, rows, "comments")
    settings.models.symlink_to(models, target_is_directory=True)
    version = ensure_labels(settings, batches.standing(settings, "comments"), quiet)
    assert version is not None
    (file,) = label_files(settings, version, "comments")
    labels = dict(duckdb.sql(f"select text_hash, label from '{file}'").fetchall())
    hashes = [text_hash for (text_hash,) in landed(settings, report, "text_hash")]
    assert [labels[one] for one in hashes] == ["praise", "complaint"]
    put_and_land(settings, rows + "工作人员态度很好，业务熟练,2024-03-06\n", "comments")
    ensure_labels(settings, batches.standing(settings, "comments"), quiet)
    assert label_files(settings, version, "comments") == [file]


def test_without_comments_no_model_is_asked_for(settings: Settings) -> None:
    assert ensure_labels(settings, [], quiet) is None
    assert not settings.models.exists()
