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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from etl.settings import ROOT, Settings
from tools.browser import find_browser

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)
LATER = Path(__file__).parent / "later"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def serving(data: Path, days_ahead: int = 0) -> Iterator[str]:
    """The launcher as `make run` starts it, stopped by its process id; yields the address.

    `days_ahead`: its clock runs so many days ahead, so that a journey need not wait for them.
    """
    later = {"PYTHONPATH": str(LATER), "ZW_TEST_DAYS_AHEAD": str(days_ahead)} if days_ahead else {}
    port = free_port()
    call = [sys.executable, "-m", "tools.serve", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **later}) as server:  # fmt: skip
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


def visit(context: BrowserContext, at: str, path: str, name: str) -> Page:
    """Open a page under a name, as somebody at a screen of their own."""
    page = context.new_page()
    page.goto(f"{at}/{path}")
    settle(page)
    field = page.get_by_role("textbox", name="使用者姓名")
    field.fill(name)
    field.press("Enter")
    expect(page.get_by_text(f"当前使用者：{name}（自报）")).to_be_visible()
    settle(page)
    return page


def two_people(chromium: Browser) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    """Two browsers of two people."""
    size = {"width": 1440, "height": 1000}
    both = [chromium.new_context(viewport=size, locale="zh-CN") for _ in range(2)]  # type: ignore[arg-type]
    yield both[0], both[1]
    for one in both:
        one.close()


def pick(page: Page, name: str) -> None:
    """Choose a segment as a person does."""
    settle(page)
    page.get_by_role("radio", name=name).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()
    settle(page)
