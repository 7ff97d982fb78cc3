"""Which browser is taken, and what is done when there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools import browser

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")


def program(folder: Path, name: str, body: str = "exit 0") -> Path:
    """A program that can be started."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / name
    made.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    made.chmod(0o755)
    return made


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the search path; empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("ZW_BROWSER", raising=False)
    monkeypatch.setattr(browser, "_usual_places", lambda _: iter(()))
    return folder


def test_none_is_none(path: Path) -> None:
    assert browser.find_browser() is None


def test_the_order_of_names(path: Path) -> None:
    for name in reversed(browser.NAMES):
        made = program(path, name)
        assert browser.find_browser() == made


def test_a_file_that_cannot_be_started_is_no_browser(path: Path) -> None:
    (path / "chromium").write_text("", encoding="utf-8")
    edge = program(path, "microsoft-edge")
    assert browser.find_browser() == edge


def test_the_named_browser_wins_by_path_or_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path, "chromium")
    own = program(tmp_path / "我的", "浏览器")
    monkeypatch.setenv("ZW_BROWSER", str(own))
    assert browser.find_browser() == own
    edge = program(path, "microsoft-edge")
    monkeypatch.setenv("ZW_BROWSER", "microsoft-edge")
    assert browser.find_browser() == edge


def test_a_named_browser_that_is_not_there_is_not_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(path, "chromium")
    monkeypatch.setenv("ZW_BROWSER", "/none")
    assert browser.find_browser() is None
    assert browser.ensure() == 2
    says = capsys.readouterr().err
    assert "/none" in says
    assert len(says.splitlines()) == 1


def test_the_usual_places_of_windows_and_macos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    places = list(browser._usual_places("win32"))
    assert tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe" in places
    assert any("Google Chrome.app" in str(place) for place in browser._usual_places("darwin"))
    assert list(browser._usual_places("linux")) == []


def test_a_usual_place_is_taken_last(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = program(tmp_path / "usual", "chrome.exe")
    monkeypatch.setattr(browser, "_usual_places", lambda _: iter([tmp_path / "none", usual]))
    assert browser.find_browser() == usual
    edge = program(path, "msedge")
    assert browser.find_browser() == edge


def test_without_apt_one_line_says_what_to_do(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.ensure() == 2
    says = capsys.readouterr().err
    assert "请安装 Chromium" in says
    assert len(says.splitlines()) == 1


def test_a_wrapper_that_does_not_start_is_not_enough(path: Path) -> None:
    program(path, "chromium-browser", "exit 1")
    assert browser.ensure() == 2


def fake_apt(path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Path:
    """An apt-get that writes down its calls; the person is root."""
    calls = path.parent / "calls"
    program(path, "apt-get", f'echo "$@" >> {calls}\n{body}')
    for tool in ("env", "cat", "chmod"):
        (path / tool).symlink_to(Path("/usr/bin") / tool)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return calls


def test_where_it_may_it_installs_what_is_missing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    makes = "\n".join(
        f"printf '#!/bin/sh\\necho Noto\\n' > {path}/{name}; chmod 755 {path}/{name}"
        for name in ("chromium", "fc-list")
    )
    calls = fake_apt(path, monkeypatch, makes)
    assert browser.ensure() == 0
    assert calls.read_text(encoding="utf-8").splitlines()[-1].endswith("chromium fonts-noto-cjk")
    assert capsys.readouterr().out.strip() == str(path / "chromium")
    calls.unlink()
    assert browser.ensure() == 0
    assert not calls.exists()


def test_a_failed_installation_is_said_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_apt(path, monkeypatch, "exit 100")
    assert browser.ensure() == 2
    assert "没有可用的浏览器" in capsys.readouterr().err.splitlines()[-1]


def test_sudo_is_used_only_when_it_asks_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser.apt_prefix() is None
    program(path, "apt-get")
    assert browser.apt_prefix() is None
    program(path, "sudo", "exit 1")
    assert browser.apt_prefix() is None
    program(path, "sudo", "exit 0")
    assert browser.apt_prefix() == ["sudo", "-n"]


def test_a_missing_font_does_not_hide_a_browser(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    program(path, "chromium")
    program(path, "fc-list")
    assert browser.ensure() == 0
    assert "没有中文字体" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "status"), [([], 2), (["other"], 2), (["--help"], 0)])
def test_the_command(
    words: list[str], status: int, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["browser", *words])
    assert browser.main() == status
    said = capsys.readouterr()
    assert "python -m tools.browser ensure" in said.out + said.err
