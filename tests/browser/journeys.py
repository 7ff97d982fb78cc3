"""A real Chromium and the real launcher on the demonstration city."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from etl.settings import ROOT, Settings
from tools.browser import find_browser

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def serving(data: Path) -> Iterator[str]:
    """The launcher as `make run` starts it, stopped by its process id; yields the address."""
    port = free_port()
    call = [sys.executable, "-m", "tools.serve", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=os.environ.copy()) as server:  # fmt: skip
        try:
            _await(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, "the launcher stopped"
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not answer in a minute")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine; without one the tests fail with one clear line."""
    found = find_browser()
    if found is None:
        pytest.fail(
            "没有可用的浏览器：请安装 Chromium、Chrome 或 Edge，或运行 python -m tools.browser ensure"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(demo: Settings) -> Iterator[str]:
    """One server for the journeys that need no fresh one."""
    with serving(demo.data) as at:
        yield at


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on an office screen."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def settle(page: Page) -> None:
    """Wait until the script has run and everything on screen is drawn."""
    page.wait_for_selector(IDLE, timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=30_000)
    page.wait_for_timeout(400)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list as a person does: a click that a busy list swallowed is made again.

    The list draws its rows after it opens; on a machine under load a click can come before them.
    """
    for _ in range(5):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option, exact=True).hover()
        page.wait_for_timeout(200)
        page.get_by_role("option", name=option, exact=True).click()
        page.wait_for_timeout(600)
        if page.get_by_role("listbox").count() == 0:
            return
        page.keyboard.press("Escape")
    raise AssertionError(f"{label}: {option} could not be chosen")
