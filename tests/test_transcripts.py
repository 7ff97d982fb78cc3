"""Entries copied from the paper guestbook: kept at once, landed once, masked, refused in one line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from data_folders import data_folder, run_etl

from etl import jobs, transcripts
from etl.errors import UserError
from etl.read import open_build
from etl.settings import Settings
from etl.transcripts import Draft, add, drafts, drop

DAY = dt.date(2026, 3, 4)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return data_folder(tmp_path / "data")


def copied(settings: Settings, text: str = "态度很好，办得快", **more: object) -> Draft:
    return add(settings, "李明（自报）", DAY, text, "A01", **more)  # type: ignore[arg-type]


def test_a_draft_is_kept_masked_with_its_photo(settings: Settings) -> None:
    one = copied(settings, signed="王小明", page="3-12-2", photo=PNG)
    assert drafts(settings) == [one]
    assert (one.signed, one.page, one.written_on) == ("王*明", "3-12-2", "2026-03-04")
    kept = transcripts.photo_path(settings, one.photo)
    assert kept is not None and kept.read_bytes() == PNG
    assert "王小明" not in (transcripts.folder(settings) / "drafts.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("  ", {}, "没有填写"),
        ("长" * 2001, {}, "太长"),
        ("很好", {"photo": b"GIF89a"}, "只能是 JPG 或 PNG"),
        ("很好", {"photo": PNG + b"0" * transcripts.MOST_PHOTO_BYTES}, "超过 8 MB"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_changes(
    settings: Settings, text: str, more: dict[str, object], says: str
) -> None:
    copied(settings)
    with pytest.raises(UserError, match=says):
        copied(settings, text, **more)
    assert len(drafts(settings)) == 1


def test_a_day_to_come_is_refused(settings: Settings) -> None:
    with pytest.raises(UserError, match="还没有到"):
        add(settings, "李明", dt.date.today() + dt.timedelta(days=1), "很好", "")


def test_drafts_are_dropped_one_by_one(settings: Settings) -> None:
    first, second = copied(settings), copied(settings, "很慢")
    assert first.number != second.number
    drop(settings, first.number)
    drop(settings, first.number)
    assert drafts(settings) == [second]


@pytest.mark.xdist_group("model")
def test_drafts_land_once_and_are_counted(settings: Settings) -> None:
    copied(settings, "工作人员态度很好，帮我填表", signed="王小明", photo=PNG)
    copied(settings, "等了两个小时没人理，太差了，电话13812345678")
    jobs.call(settings, "transcribe", "--by", "李明")
    # Called off before the build: nothing is lost, and landing again is the same comments.
    assert len(drafts(settings)) == 2
    jobs.call(settings, "transcribe", "--by", "李明")
    jobs.call(settings, "build")
    assert transcripts.settle(settings) == drafts(settings) == []
    done = (transcripts.folder(settings) / "done.jsonl").read_text("utf-8")
    assert [json.loads(line)["by"] for line in done.splitlines()] == ["李明（自报）"] * 2
    assert "13812345678" not in done
    rows = open_build(settings).frame("select * from fct_comment order by comment_no")
    assert sorted(rows["label"]) == ["complaint", "praise"]
    assert set(rows["channel"]) == {"意见簿"} and set(rows["window_code"]) == {"A01"}
    assert rows["commented_on"].dt.date.unique().tolist() == [DAY]
    assert not rows["text_masked"].str.contains("13812345678").any()
    again = run_etl("transcribe", "--data", str(settings.data))
    assert again.returncode == 2 and "没有待导入的誊录" in again.stderr
