"""The monthly report as PDF: the HTML file printed by the browser of the machine, charts and all.

One layout for the screen, the printer and the PDF; a PDF library would need a layout of its own, and could
not draw the charts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 90
NO_BROWSER = (
    "本机没有 Chrome、Edge 或 Chromium，不能生成 PDF：请下载网页版，用浏览器的“打印”另存为 PDF"
)
NO_FONT = "本机没有中文字体，生成的 PDF 会是方框：请先安装中文字体（如 fonts-noto-cjk）"
FAILED = "浏览器没有打印出来：请下载网页版，用浏览器的“打印”另存为 PDF"


def month_pdf(page: str, browser: Path | None) -> tuple[bytes, str]:
    """The PDF of the report's HTML, and why there is none; one of the two is empty."""
    why = missing(browser)
    if browser is None or why:
        return b"", why
    with TemporaryDirectory(prefix="zw-pdf-", ignore_cleanup_errors=True) as work:
        source, made = Path(work) / "report.html", Path(work) / "report.pdf"
        source.write_text(page, encoding="utf-8")
        call = [
            str(browser), "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
            f"--user-data-dir={work}/profile", "--no-pdf-header-footer", "--virtual-time-budget=4000",
            *(["--no-sandbox"] if _is_root() else []), f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(call, check=True, capture_output=True, timeout=SECONDS)
            content = made.read_bytes()
        except (OSError, subprocess.SubprocessError):
            return b"", FAILED
    return (content, "") if content.startswith(b"%PDF-") else (b"", FAILED)


def missing(browser: Path | None) -> str:
    """Why no PDF can be made on this machine; empty where one can."""
    if browser is None:
        return NO_BROWSER
    return "" if has_chinese_font() else NO_FONT


def _is_root() -> bool:
    """A browser refuses to shut itself in where root starts it."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def has_chinese_font() -> bool:
    """Whether a Chinese font is installed; Windows and macOS always have one."""
    lister = shutil.which("fc-list")
    if lister is None:
        return True
    found = subprocess.run([lister, ":lang=zh", "family"], check=False, capture_output=True)
    return bool(found.stdout.strip())
