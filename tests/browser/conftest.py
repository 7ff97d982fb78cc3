"""Fixtures of the journeys; they live in a module that tests can import names from."""

from collections.abc import Iterator

import pytest
from journeys import address, chromium, page, two_people
from playwright.sync_api import Browser, BrowserContext

__all__ = ["address", "chromium", "page"]


@pytest.fixture
def people(chromium: Browser) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    """Two browsers of two people."""
    yield from two_people(chromium)
