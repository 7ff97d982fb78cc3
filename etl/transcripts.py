"""What people copy from the paper 意见簿, kept as drafts (`etl.drafts`) and then landed as comments.

The signature is masked before it is written. A photo of the page lies beside the drafts under its
content hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl import drafts as kept
from etl.errors import UserError
from etl.settings import Settings
from nlp.mask import mask_people, mask_text

CHANNEL = "意见簿"
KIND = kept.Kind(
    "transcripts", "comments", {
    "留言编号": "number", "留言时间": "written_on", "留言内容": "text", "来源": "channel",
    "窗口编号": "window_code", "姓名": "signed", "册页号": "page",
    }, "fct_comment", "comment_no", "意见簿誊录", "没有待导入的誊录：请先在“留言簿誊录”页录入",
)  # fmt: skip
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
    return kept.folder(settings, KIND)


def drafts(settings: Settings) -> list[Draft]:
    """Entries copied and not landed yet, in the order of copying."""
    return [Draft(**row) for row in kept.read(settings, KIND)]


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
    kept.not_to_come("留言日期", written_on)
    number, now = kept.numbered("YJ", written_on, by, plain)
    draft = Draft(
        number,
        written_on.isoformat(),
        plain,
        window_code,
        mask_people(signed) if signed.strip() else "",
        page.strip(),
        _keep_photo(settings, photo),
        by,
        now,
    )
    kept.keep(settings, KIND, asdict(draft))
    return draft


def drop(settings: Settings, number: str) -> None:
    """Take a draft away; nothing happens when it is landed or gone already."""
    kept.drop(settings, KIND, number)


def land_drafts(
    settings: Settings, by: str, progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """Land every draft as one batch of comments, see `etl.drafts.land`."""
    return kept.land(settings, KIND, by, progress)


def settle(settings: Settings) -> list[Draft]:
    """Put drafts that the published build has to those done, their words masked; what still waits."""
    waiting = kept.settle(settings, KIND, lambda row: {**row, "text": mask_text(row["text"])})
    return [Draft(**row) for row in waiting]


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
