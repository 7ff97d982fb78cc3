"""What people copy from the paper 意见簿: drafts on disk, then landed like any export.

A draft is written at once, so that nothing is lost when a browser closes; it can be dropped until it
is landed, and stays until the published build has it, so that work called off half way loses nothing:
its number makes a second landing the same comment. The signature is masked before it is written. A
photo of the page lies beside the drafts under its content hash.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from filelock import FileLock

from etl.errors import UserError
from etl.landing.batches import write_atomically
from etl.landing.land import Request, land_all
from etl.settings import Settings
from nlp.mask import mask_people, mask_text

CHANNEL = "意见簿"
HEADERS = {
    "留言编号": "number", "留言时间": "written_on", "留言内容": "text", "来源": "channel",
    "窗口编号": "window_code", "姓名": "signed", "册页号": "page",
}  # fmt: skip
LONGEST = 2000
MOST_PHOTO_BYTES = 8 * 1024 * 1024
PHOTOS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


@dataclass(frozen=True)
class Draft:
    """One entry copied. `written_on` is the day on the page, `signed` the masked signature, `photo`
    the name of its picture, empty without one; `by` and `at` say who copied it and when."""

    number: str
    written_on: str
    text: str
    window_code: str
    signed: str
    page: str
    photo: str
    by: str
    at: str
    channel: str = CHANNEL


def folder(settings: Settings) -> Path:
    """Where drafts, photos and what was landed of them lie."""
    return settings.data / "transcripts"


def drafts(settings: Settings) -> list[Draft]:
    """Entries copied and not landed yet, in the order of copying."""
    path = folder(settings) / "drafts.jsonl"
    if not path.is_file():
        return []
    return [Draft(**json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def add(
    settings: Settings,
    by: str,
    written_on: dt.date,
    text: str,
    window_code: str,
    signed: str = "",
    page: str = "",
    photo: bytes = b"",
) -> Draft:
    """Keep one entry as a draft. UserError for an empty or endless text or a picture of another kind."""
    plain = text.strip()
    if not plain:
        raise UserError("留言内容没有填写：请照原文抄录")
    if len(plain) > LONGEST:
        raise UserError(f"留言太长（{len(plain):,} 个字）：最多 {LONGEST:,} 个字，请分成几条")
    if written_on > dt.date.today():
        raise UserError(f"留言日期 {written_on} 还没有到：请核对年月日")
    now = dt.datetime.now().isoformat(timespec="milliseconds")
    told = "\n".join((by, now, plain))
    draft = Draft(
        f"YJ{written_on:%Y%m%d}{hashlib.sha256(told.encode()).hexdigest()[:8].upper()}",
        written_on.isoformat(),
        plain,
        window_code,
        mask_people(signed) if signed.strip() else "",
        page.strip(),
        _keep_photo(settings, photo),
        by,
        now,
    )
    with _editing(settings):
        _write(settings, [*drafts(settings), draft])
    return draft


def drop(settings: Settings, number: str) -> None:
    """Take a draft away; nothing happens when it is landed or gone already."""
    with _editing(settings):
        _write(settings, [one for one in drafts(settings) if one.number != number])


def land_drafts(
    settings: Settings, by: str, progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """Land every draft as one batch of comments; the report of the landing.

    They stay drafts until a build has them, see `settle`. UserError when there is none.
    """
    settle(settings)
    with _editing(settings), TemporaryDirectory(prefix="zw-transcripts-") as work:
        waiting = drafts(settings)
        if not waiting:
            raise UserError("没有待导入的誊录：请先在“留言簿誊录”页录入")
        path = Path(work) / f"意见簿誊录{dt.datetime.now():%Y%m%d%H%M%S}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows([getattr(one, name) for name in HEADERS.values()] for one in waiting)
        request = Request(path, "comments", by=by)
        return land_all(settings, [request], lambda _, step, share: progress(step, share)).reports[
            0
        ]


def settle(settings: Settings) -> list[Draft]:
    """Put drafts that the published build has to those done, their words masked; what still waits."""
    waiting, published = drafts(settings), settings.published()
    if not waiting or published is None:
        return waiting
    with duckdb.connect(str(published[1]), read_only=True) as con:
        numbers = [one.number for one in waiting]
        query = "select comment_no from fct_comment where list_contains(?, comment_no)"
        there = {number for (number,) in con.execute(query, [numbers]).fetchall()}
    if not there:
        return waiting
    with _editing(settings):
        kept = drafts(settings)
        done = [replace(one, text=mask_text(one.text)) for one in kept if one.number in there]
        with (folder(settings) / "done.jsonl").open("a", encoding="utf-8") as file:
            file.write(_lines(done))
        left = [one for one in kept if one.number not in there]
        _write(settings, left)
    return left


def photo_path(settings: Settings, name: str) -> Path | None:
    """The picture of a draft, where it is still there."""
    path = folder(settings) / "photos" / name
    return path if name and path.is_file() else None


def _keep_photo(settings: Settings, photo: bytes) -> str:
    if not photo:
        return ""
    if len(photo) > MOST_PHOTO_BYTES:
        raise UserError(f"照片超过 {MOST_PHOTO_BYTES // 2**20} MB：请压缩后再传")
    ending = next((end for sign, end in PHOTOS.items() if photo.startswith(sign)), None)
    if ending is None:
        raise UserError("照片只能是 JPG 或 PNG：请重新选择")
    name = hashlib.sha256(photo).hexdigest()[:16] + ending
    path = folder(settings) / "photos" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{name}.writing")
    partial.write_bytes(photo)
    partial.replace(path)
    return name


def _lines(kept: list[Draft]) -> str:
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in kept)


def _write(settings: Settings, kept: list[Draft]) -> None:
    write_atomically(folder(settings) / "drafts.jsonl", _lines(kept))


@contextmanager
def _editing(settings: Settings) -> Iterator[None]:
    """One person changes the drafts at a time."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    with FileLock(folder(settings) / ".lock"):
        yield
