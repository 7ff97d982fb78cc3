"""The launcher: when it makes the demonstration, what it refuses, and the first deep link."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serve

ROOT = Path(__file__).resolve().parents[2]

APP = """
import os
import streamlit as st
pages = [st.Page("pages/one/first.py", title="首页", default=True),
         st.Page("pages/one/second.py", title="第二页", url_path="second")]
st.navigation(pages).run()
st.write("数据在 " + os.environ["ZW_DATA"])
"""


def published(data: Path, build: str | None, name: str) -> Path:
    """A data folder whose pointer says `name` and which holds `build`."""
    (data / "builds").mkdir(parents=True)
    (data / "CURRENT").write_text(name, encoding="utf-8")
    if build:
        (data / "builds" / f"{build}.duckdb").write_bytes(b"")
    return data


def test_a_build_is_there_only_when_the_pointer_names_one(tmp_path: Path) -> None:
    assert not serve.has_build(tmp_path / "none")
    assert not serve.has_build(published(tmp_path / "a", None, "b1"))
    assert not serve.has_build(published(tmp_path / "b", "b1", "b2"))
    assert not serve.has_build(published(tmp_path / "c", "b1", ""))
    assert serve.has_build(published(tmp_path / "d", "b1", "b1\n"))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What the launcher did, instead of doing it."""
    done: list[str] = []
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    (tmp_path / "app.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(serve, "start", lambda app, data, port: done.append(f"start {port}"))
    return done


def launch(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["serve", *map(str, words)])
    return serve.main()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


def test_the_demonstration_is_made_once(
    started: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = free_port()

    def demo(data: Path) -> int:
        started.append("demo")
        published(data, "b1", "b1")
        return 0

    monkeypatch.setattr(serve, "make_demo", demo)
    for _ in range(2):
        assert launch(monkeypatch, "--data", tmp_path / "data", "--port", str(port)) == 0
    assert started == ["demo", f"start {port}", f"start {port}"]


def test_without_a_demonstration_nothing_starts(
    started: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serve, "make_demo", lambda _: 2)
    words = ("--data", tmp_path / "data", "--port", str(free_port()))
    assert launch(monkeypatch, *words) == 2
    assert started == []


def test_a_port_in_use_is_said_before_anything_is_made(
    started: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(serve, "make_demo", lambda _: started.append("demo"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert launch(monkeypatch, "--data", tmp_path, "--port", str(port)) == 2
    says = capsys.readouterr().err
    assert f"端口 {port} 已被占用" in says
    assert len(says.splitlines()) == 1
    assert started == []


@pytest.mark.parametrize("words", [["--port", "x"], ["--port", "0"], ["--port"], ["more"]])
def test_wrong_calls_get_one_chinese_line(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        launch(monkeypatch, *words)
    assert left.value.code == 2
    assert "命令用法不对" in capsys.readouterr().err


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A small app with a folder `pages` beside it, just started, on a first start's empty home."""
    (tmp_path / "pages" / "one").mkdir(parents=True)
    for name, text in (("first", "这是首页"), ("second", "这是第二页")):
        made = tmp_path / "pages" / "one" / f"{name}.py"
        made.write_text(f"import streamlit as st\nst.write({text!r})\n", encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    port = free_port()
    code = (
        "from pathlib import Path; from tools.serve import start;"
        f"start(Path({str(tmp_path / 'app.py')!r}), Path({str(tmp_path)!r}), {port})"
    )
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    running = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}", running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(timeout=20)


def test_one_chinese_line_and_a_quiet_end(server: tuple[str, subprocess.Popen[str]]) -> None:
    address, running = server
    assert running.stdout is not None
    assert running.stdout.readline().strip() == f"看板已启动：{address}（按 Ctrl+C 停止）"
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 0
    assert running.stdout.read() == ""
