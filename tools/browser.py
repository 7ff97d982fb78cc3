"""The browser that prints pages and runs the tests: finding one, and installing it where allowed.

Nothing is downloaded but packages of the system's own archive (apt).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from etl.command_line import say

VARIABLE = "ZW_BROWSER"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)
_BROWSER_PACKAGE = "chromium"
_FONT_PACKAGE = "fonts-noto-cjk"
_APT_SECONDS = 900
_START_SECONDS = 30
_USAGE = "命令用法不对：请写成 python -m tools.browser ensure"


def find_browser() -> Path | None:
    """The browser to use: the one named by ZW_BROWSER, else the first that is found.

    A ZW_BROWSER that names nothing gives None: whoever sets it wants that one and no other.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return _program(named)
    for name in NAMES:
        found = _program(name)
        if found:
            return found
    return next((place for place in _usual_places(sys.platform) if place.is_file()), None)


def _program(name: str) -> Path | None:
    """A program by its path or by its name on the search path."""
    found = shutil.which(name)
    return Path(found) if found else None


def _usual_places(platform: str) -> Iterator[Path]:
    """Where Windows and macOS keep browsers; they are seldom on the search path there."""
    if platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            folder = os.environ.get(variable)
            if folder:
                yield from (Path(folder) / place for place in _WINDOWS)
    elif platform == "darwin":
        for applications in (Path("/Applications"), Path.home() / "Applications"):
            yield from (applications / place for place in _MAC)


def does_start(browser: Path) -> bool:
    """Whether it starts at all: on Ubuntu `chromium-browser` may be an empty wrapper of a snap."""
    if sys.platform == "win32":
        return True  # there `--version` opens a window instead of answering
    try:
        done = subprocess.run(
            [browser, "--version"], capture_output=True, timeout=_START_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def has_chinese_font() -> bool:
    """Whether Chinese can be drawn; Windows and macOS bring fonts of their own."""
    if not sys.platform.startswith("linux"):
        return True
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip())


def apt_prefix() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo without a password; None: may not."""
    if not shutil.which("apt-get"):
        return None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install(prefix: list[str], packages: list[str]) -> bool:
    """Install packages by apt, its words on standard error; whether it worked."""
    say(f"正在安装 {'、'.join(packages)}……")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    for words in (["update"], ["install", "--no-install-recommends", *packages]):
        try:
            done = subprocess.run(
                [*prefix, *quiet, *words],
                # standard output is left for the answer, so apt speaks on standard error
                stdout=2, stdin=subprocess.DEVNULL, timeout=_APT_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return False
        # an update that failed for one source still may leave what is needed within reach
        if done.returncode != 0 and words[0] == "install":
            return False
    return True


def ensure() -> int:
    """Make sure there is a browser, and a Chinese font; 0, or 2 with one line of what to do."""
    if os.environ.get(VARIABLE, "").strip() and find_browser() is None:
        say(f"{VARIABLE} 指向的浏览器“{os.environ[VARIABLE]}”不存在：请改正或取消这个环境变量")
        return 2
    browser = _usable()
    packages = [] if browser else [_BROWSER_PACKAGE]
    if not has_chinese_font():
        packages.append(_FONT_PACKAGE)
    prefix = apt_prefix() if packages else None
    if prefix is not None and install(prefix, packages):
        browser = _usable()
    if browser is None:
        by_apt = f"apt install {_BROWSER_PACKAGE} {_FONT_PACKAGE}"
        say(f"没有可用的浏览器：请安装 Chromium、Chrome 或 Edge（Debian 上：{by_apt}），"
            f"或用环境变量 {VARIABLE} 指明它的位置")  # fmt: skip
        return 2
    if not has_chinese_font():
        say(f"浏览器可用，但系统没有中文字体，打印和截图会缺字：请安装 {_FONT_PACKAGE}")
    print(browser)
    return 0


def _usable() -> Path | None:
    browser = find_browser()
    return browser if browser and does_start(browser) else None


def main() -> int:
    """Run the command; its exit status."""
    if sys.argv[1:] in (["-h"], ["--help"]):
        print("检查浏览器和中文字体，可以安装时装上：python -m tools.browser ensure")
        return 0
    if sys.argv[1:] != ["ensure"]:
        say(_USAGE)
        return 2
    return ensure()


if __name__ == "__main__":
    sys.exit(main())
