"""ZIP archives: what lies in them is unpacked within bounds, under names of our own."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.errors import UserError

MOST_MEMBERS = 200
MOST_BYTES = 8 << 30
MOST_RATIO = 200
# Below this a high ratio is a file of few words and no harm.
HARMLESS = 64 << 20
SPARE_DISK = 256 << 20
CHUNK = 1 << 20
UTF8_NAME = 0x800
ENCRYPTED = 0x1
LITTER = ("thumbs.db", "desktop.ini")
PACKED = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name for people, and the place in the archive's list."""

    name: str
    index: int


def members(path: Path, shown: str = "") -> list[Member]:
    """The files in an archive, without folders and what systems leave behind.

    UserError for a damaged, encrypted, empty or nested archive and for too many files.
    """
    shown = shown or path.name
    with _opened(path, shown) as archive:
        found = []
        for index, info in enumerate(archive.infolist()):
            name = _name(info)
            if info.is_dir() or _is_litter(name):
                continue
            if info.flag_bits & ENCRYPTED:
                raise UserError(f"文件“{shown}”已加密：请取消密码后再导入")
            if name.lower().endswith(PACKED):
                raise UserError(f"压缩包“{shown}”里还有压缩包“{name}”：请先解开后再导入")
            found.append(Member(name, index))
    if not found:
        raise UserError(f"压缩包“{shown}”里没有文件：请检查后重新打包")
    if len(found) > MOST_MEMBERS:
        raise UserError(
            f"压缩包“{shown}”里有 {len(found)} 个文件，超过 {MOST_MEMBERS} 个：请分成几个压缩包后再导入"
        )
    return found


def unpack(path: Path, folder: Path, shown: str = "") -> list[tuple[str, Path]]:
    """Unpack every file into `folder` under a number; pairs of its name for people and its path.

    Sizes are counted while unpacking and never believed. UserError as for `members`, and for an
    archive that unpacks to more than is allowed or free, or is damaged.
    """
    shown = shown or path.name
    wanted = members(path, shown)
    left = min(MOST_BYTES, shutil.disk_usage(folder).free - SPARE_DISK)
    made = []
    with _opened(path, shown) as archive:
        infos = archive.infolist()
        for number, member in enumerate(wanted):
            target = folder / f"member{number:03d}"
            left -= _copy(archive, infos[member.index], target, left, shown)
            made.append((member.name, target))
    return made


def _copy(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int, shown: str
) -> int:
    """Unpack one file of at most `left` bytes; its size in bytes."""
    most = max(HARMLESS, info.compress_size * MOST_RATIO)
    size = 0
    with archive.open(info) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise UserError(
                    f"压缩包“{shown}”解开后太大（超过 8 GB 或磁盘空间不够）：请分成几个压缩包后再导入"
                )
            if size > most:
                raise UserError(
                    f"压缩包“{shown}”的“{_name(info)}”压缩比异常（超过 {MOST_RATIO} 倍）：请改为直接导入解开后的文件"
                )
            sink.write(chunk)
    return size


@contextmanager
def _opened(path: Path, shown: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError):
        raise UserError(f"文件“{shown}”已损坏，无法解开：请重新导出后再导入") from None
    except NotImplementedError:
        raise UserError(
            f"压缩包“{shown}”的压缩方式不支持：请用系统自带的“压缩”重新打包后再导入"
        ) from None


def _name(info: zipfile.ZipInfo) -> str:
    """The name for people; what Chinese Windows packed carries GBK bytes without a mark."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        with suppress(UnicodeError):  # a name of other bytes is shown as it is
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/")


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    last = parts[-1].lower() if parts else ""
    return "__MACOSX" in parts or last.startswith((".", "~$")) or last in LITTER
