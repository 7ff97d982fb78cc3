"""Attachments of nominations, kept by the hash of their bytes so that none is ever overwritten."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from etl.landing.batches import write_atomically
from records.chain import Problem
from records.errors import RecordsError

FOLDER = "attachments"
MOST_BYTES = 10 * 1024 * 1024
MAGIC = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
"""Kinds that are taken, and how their files begin."""
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
NAME_LENGTH = 80


class AttachmentError(RecordsError):
    """A file that cannot be taken; the message says why."""


def keep(data: Path, name: str, content: bytes) -> dict[str, Any]:
    """Keep a file: its name, sha256 and size. AttachmentError for a wrong kind, size or no content."""
    kind = name.rpartition(".")[2].lower()
    if kind not in MAGIC:
        raise AttachmentError(f"“{name}”的类型不收：请用 {'、'.join(MAGIC)}")
    if not content:
        raise AttachmentError(f"“{name}”是空文件：请重新选择")
    if len(content) > MOST_BYTES:
        size = len(content) / 1024 / 1024
        raise AttachmentError(f"“{name}”有 {size:.1f} MB，最大 10 MB：请压缩后再传")
    if not content.startswith(MAGIC[kind]) or not _holds_part(kind, content):
        raise AttachmentError(f"“{name}”的内容不是 {kind} 文件：请核对，不要只改扩展名")
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(data, {"sha256": sha256, "name": name})
    try:
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AttachmentError(f"附件存不下（{reason}）：请核对磁盘空间和权限") from None
    return {"name": name[-NAME_LENGTH:], "sha256": sha256, "size": len(content)}


def _holds_part(kind: str, content: bytes) -> bool:
    """Whether an Office file holds what its kind must hold."""
    if kind not in PARTS:
        return True
    try:
        return PARTS[kind] in zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def path_of(data: Path, told: dict[str, Any]) -> Path:
    """Where an attachment lies."""
    kind = str(told["name"]).rpartition(".")[2].lower()
    return data / FOLDER / f"{told['sha256']}.{kind}"


def read(data: Path, told: dict[str, Any]) -> bytes:
    """Its bytes; AttachmentError where they are gone or not what was handed in."""
    if problem := fault(data, told):
        raise AttachmentError(problem)
    return path_of(data, told).read_bytes()


def fault(data: Path, told: dict[str, Any]) -> str:
    """What is wrong with a kept file, in a line; empty when it is whole."""
    return broken_file(path_of(data, told), str(told["sha256"]), f"附件“{told['name']}”")


def broken_file(path: Path, sha256: str, what: str) -> str:
    """What is wrong with a file whose hash was recorded; empty when it is whole."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return f"{what}不见了（{path.name}）：请从备份里找回"
    except OSError as error:
        return f"{what}读不出来（{error.strerror or type(error).__name__}）"
    return "" if found == sha256 else f"{what}被改动过：内容和登记时的指纹不一致"


def problems(data: Path, found: Iterable[tuple[int, dict[str, Any]]]) -> list[Problem]:
    """Everything wrong with the files that records name, each with the number of its record."""
    return [Problem(seq, line) for seq, told in found if (line := fault(data, told))]
