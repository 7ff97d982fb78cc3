"""Comments from the landing to their labels, with the real model."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from landing_cases import landed, put_and_land, quiet

from etl.errors import UserError
from etl.landing import batches
from etl.landing.labels import ensure_labels, label_files
from etl.settings import Settings
from nlp.mask import mask_text


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


TOLD = "我叫王小明，电话13812345678，办事很快"


def test_texts_stay_whole_until_the_office_wants_them_dropped(settings: Settings) -> None:
    rows = f"留言内容,留言时间\n{TOLD},2024-03-04\n"
    whole = put_and_land(settings, rows, "comments")
    ((kept, known),) = landed(settings, whole, "content, text_hash")
    assert kept == TOLD
    (settings.data / "reference").mkdir()
    setting = settings.own_reference("privacy.csv")
    setting.write_text("name,kept\n留言原文,不保存\n", encoding="utf-8")
    masked = put_and_land(settings, rows + "很好,2024-03-05\n", "comments")
    ((shown, again), (plain, _)) = landed(settings, masked, "content, text_hash")
    assert (shown, plain) == (mask_text(TOLD), "很好") and "王小明" not in shown
    assert again == known  # the same comment, told by its whole text
    for path in settings.landing.rglob("*.parquet"):
        (found,) = duckdb.sql(
            f"select count(*) from '{path}' t where t::varchar like '%王小明%'"
        ).fetchall()
        assert bool(found[0]) == (whole["batch"] in path.name)


@pytest.mark.parametrize("line", ["留言原文,也许", "照片,保存"])
def test_a_setting_that_is_not_understood_lands_nothing(settings: Settings, line: str) -> None:
    (settings.data / "reference").mkdir(parents=True)
    setting = settings.own_reference("privacy.csv")
    setting.write_text(f"name,kept\n{line}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"privacy.csv”第2行无法识别"):
        put_and_land(settings, "留言内容,留言时间\n很好,2024-03-04\n", "comments")
    assert not batches.all_batches(settings)


def test_without_comments_no_model_is_asked_for(settings: Settings) -> None:
    assert ensure_labels(settings, [], quiet) is None
    assert not settings.models.exists()
