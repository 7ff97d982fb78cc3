"""Fixtures of the journeys; they live in a module that tests can import names from."""

from journeys import address, chromium, page

__all__ = ["address", "chromium", "page"]
