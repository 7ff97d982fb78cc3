"""The servers of the tests are installed where they can be, and their absence is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import servers


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without servers on its path; the packages asked of apt."""
    asked: list[list[str]] = []
    monkeypatch.setattr(servers.shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr(servers, "apt_prefix", lambda: [])

    def install(_: list[str], packages: list[str]) -> bool:
        asked.append(packages)
        monkeypatch.setattr(servers.shutil, "which", lambda name: f"/usr/bin/{name}")
        return True

    monkeypatch.setattr(servers, "install", install)
    return asked


def test_what_is_missing_is_installed(
    bare: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert servers.ensure() == 0
    assert bare == [["mariadb-server", "postgresql"]]
    assert capsys.readouterr().err == ""


def test_where_nothing_can_be_installed_it_is_said(
    bare: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(servers, "apt_prefix", lambda: None)
    assert servers.ensure() == 0
    assert bare == []
    assert "没有 mariadb-server、postgresql" in capsys.readouterr().err
