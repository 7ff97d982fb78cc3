"""What kind of file this is, by its first bytes and never by its extension."""

from __future__ import annotations

import codecs
import hashlib
import mmap
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from etl.errors import UserError

Container = Literal["csv", "xlsx", "xls", "ods", "html", "parquet", "zip", "database"]
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CHUNK = 1 << 22
# What the library raises for archives damaged in one place or another.
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, UnicodeDecodeError,
    RuntimeError, ValueError,
)  # fmt: skip
WIDE_BLANKS = [blank.encode() for blank in "\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"]
Codes = npt.NDArray[np.uint8]
EDGES = np.isin(np.arange(256), np.frombuffer(b',;|\t\r\n"', dtype=np.uint8))
HEAD = 1 << 16
UTF16_ZEROS = 0.1
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
MARKUP = tuple(
    b"<" + tag for tag in b"html table !doctype ?xml meta head style body div !--".split()
)
# A blank between a quote and its delimiter, or a quote in the middle of a cell: readers differ.
OUTSIDE_QUOTES = re.compile(rb'[,;|\t\n] +"|" +[,;|\t\r\n]|[^,;|\t\r\n"]"[^,;|\t\r\n"]|\\"')
UNREADABLE = "文件“{name}”无法识别文字编码：请用 Excel 打开后另存为“CSV UTF-8”再导入"


@dataclass(frozen=True)
class TextScan:
    """What one pass over a text file found.

    `is_plain` is true when no line is blank, no quotes are padded and no cell spans lines, so
    that a reader that drops blank lines still numbers every record as a person does. `has_blanks` is true when some cell may begin or end
    with a blank; it is known for UTF-8 only and assumed otherwise. `lines` are as many as records
    when the file is plain.
    """

    sha256: str
    encoding: str | None
    is_plain: bool
    has_blanks: bool
    lines: int


def container_of(path: Path, shown: str = "") -> Container:
    """The container by its magic bytes; UserError for what no reader here can open.

    `shown` names the file for people where its own name means nothing.
    """
    shown = shown or path.name
    head = _head(path, shown)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise UserError(f"文件“{shown}”是空的：请重新导出后再导入")
    if head.startswith(OLE_MAGIC):
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as m:
            if m.find(ENCRYPTED_STREAM) >= 0:
                raise UserError(f"文件“{shown}”已加密：请在 Excel 中取消密码、另存后再导入")
        return "xls"
    if head.startswith(b"PK"):
        return _zip_kind(path, shown)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(NO_TABLES):
        raise UserError(
            f"文件“{shown}”不是表格（是 PDF、图片或压缩包）：请导出为 CSV 或 Excel 后再导入"
        )
    start = _letters(head).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"mime-version:", b"from: <saved by")):
        raise UserError(f"文件“{shown}”是网页存档（MHT）：请用 Excel 打开后另存为 XLSX 再导入")
    return "html" if start.startswith(MARKUP) else "csv"


def _head(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD)
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"找不到文件“{path}”：请检查路径后重试") from None
    except IsADirectoryError:
        raise UserError(f"“{path}”是文件夹：请指明里面的文件") from None
    except OSError as error:
        raise UserError(
            f"文件“{shown}”打不开（{error.strerror}）：请检查权限，或先关闭正在使用它的程序"
        ) from None


def _letters(head: bytes) -> bytes:
    """The ASCII of a head, also where it is UTF-16."""
    return head[2:].replace(b"\x00", b"") if head.startswith(UTF16_MARKS) else head


def _zip_kind(path: Path, shown: str) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            encrypted = any(one.flag_bits & 0x1 for one in archive.infolist())
            kind = archive.read("mimetype") if "mimetype" in names and not encrypted else b""
    except BROKEN_ZIP:
        raise UserError(f"文件“{shown}”已损坏，无法解开：请重新导出后再导入") from None
    if encrypted:
        raise UserError(f"文件“{shown}”已加密：请取消密码后再导入")
    if "[Content_Types].xml" in names and not any(name.startswith("xl/") for name in names):
        raise UserError(
            f"文件“{shown}”是 Word 或 PPT 文件，不是表格：请导出为 CSV 或 Excel 后再导入"
        )
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "ods" if b"opendocument.spreadsheet" in kind else "zip"


def sha256_of(path: Path) -> str:
    """The content hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def scan_text(path: Path) -> TextScan:
    """Hash, encoding and plainness of a text file in one pass of bounded memory.

    `encoding` is utf-8, utf-8-sig, utf-16, gb18030, or None for text in none of them.
    """
    digest, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_plain, has_blanks, tail, first = True, True, False, b"", b""
    is_open, lines = False, 0
    # Hashing runs beside the look at the bytes: both let go of the interpreter's lock.
    with path.open("rb") as stream, ThreadPoolExecutor(1) as beside:
        while chunk := stream.read(CHUNK):
            hashed = beside.submit(digest.update, chunk)
            is_utf8 = is_utf8 and _decodes(utf8, chunk)
            window = tail + chunk
            if first == b"":
                first, window = chunk[:4], chunk.removeprefix(codecs.BOM_UTF8)
                is_plain = not window.startswith((b"\n", b"\r"))
            codes = np.frombuffer(window, dtype=np.uint8)
            # Of text in another encoding the copy in UTF-8 is looked at, not the text itself.
            lines += chunk.count(b"\n")
            spans, is_open = _spans_lines(chunk, is_open)
            is_plain = is_utf8 and is_plain and not spans and _plain(codes)
            is_plain = is_plain and not _blank_outside_quotes(window)
            has_blanks = has_blanks or not is_utf8 or _has_blanks(window, codes)
            tail = window[-3:]
            hashed.result()
    is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
    encoding = _encoding(path, first, is_utf8)
    has_blanks = has_blanks or tail.endswith((b" ", b"\t"))
    has_blanks = has_blanks or not (encoding or "").startswith("utf-8")
    is_plain = is_plain and not is_open and tail[-1:] != b"\r"
    lines += bool(tail) and not tail.endswith(b"\n")
    return TextScan(digest.hexdigest(), encoding, is_plain, has_blanks, lines)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    if chunk.isascii() and not final and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _plain(codes: Codes) -> bool:
    """No lone carriage return, no blank line, no NUL in this window of the file."""
    ends = np.flatnonzero(codes == 0x0A)
    gaps = np.diff(ends)
    if (gaps == 1).any() or (codes[ends[1:] - 1][gaps == 2] == 0x0D).any():
        return False
    returns = np.flatnonzero(codes[:-1] == 0x0D)
    return bool((codes[returns + 1] == 0x0A).all()) and not (codes == 0).any()


def _spans_lines(chunk: bytes, is_open: bool) -> tuple[bool, bool]:
    """Whether a line of this chunk ends inside quotes, and whether the chunk does.

    Such a cell may be one of several lines, or a stray quote that would swallow rows: only the
    reader that goes record by record tells them apart.
    """
    if b'"' not in chunk:
        return is_open and b"\n" in chunk, is_open
    codes = np.frombuffer(chunk, dtype=np.uint8)
    inside = np.logical_xor.accumulate(codes == 0x22) ^ is_open
    return bool(inside[codes == 0x0A].any()), bool(inside[-1])


def _blank_outside_quotes(window: bytes) -> bool:
    """A quote that readers take in different ways."""
    return b'"' in window and OUTSIDE_QUOTES.search(window) is not None


def _has_blanks(window: bytes, codes: Codes) -> bool:
    """A blank beside a delimiter, a line end or a quote, or any blank wider than ASCII."""
    blanks = np.flatnonzero((codes == 0x20) | (codes == 0x09))
    inner = blanks[(blanks > 0) & (blanks < len(codes) - 1)]
    if EDGES[codes[inner - 1]].any() or EDGES[codes[inner + 1]].any():
        return True
    return any((codes == blank[0]).any() and blank in window for blank in WIDE_BLANKS)


def _encoding(path: Path, first: bytes, is_utf8: bool) -> str | None:
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if first.startswith(UTF16_MARKS):
        return "utf-16"
    if bare := _utf16_without_mark(path):
        return bare
    if is_utf8:
        return "utf-8"
    decoder = codecs.getincrementaldecoder("gb18030")()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not _decodes(decoder, chunk):
                return None
    return "gb18030" if _decodes(decoder, b"", final=True) else None


def _utf16_without_mark(path: Path) -> str | None:
    """utf-16-le or utf-16-be where every other byte of many is zero and lines come of it."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    pairs = len(head) // 2
    zeros = {"utf-16-be": head[::2].count(0), "utf-16-le": head[1::2].count(0)}
    found = max(zeros, key=lambda name: zeros[name])
    if zeros[found] < max(1, pairs * UTF16_ZEROS) or min(zeros.values()):
        return None
    text = head[: pairs * 2].decode(found, errors="replace")
    return found if any(sign in text for sign in "\r\n") else None


def is_cut_off(path: Path, encoding: str) -> bool:
    """Whether a text is whole in an encoding but for half a character at its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not _decodes(decoder, chunk):
                return False
    return not _decodes(decoder, b"", final=True)


def transcode(path: Path, encoding: str, target: Path) -> None:
    """A UTF-8 copy of a text file, in chunks, with line ends as they are."""
    with (
        path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        try:
            while text := source.read(CHUNK):
                sink.write(text)
        except UnicodeError:
            raise UserError(UNREADABLE.format(name=path.name)) from None


def sql_path(path: Path) -> str:
    """A path as a SQL literal for DuckDB's readers, with no sign read as a pattern."""
    return "'" + re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''") + "'"
