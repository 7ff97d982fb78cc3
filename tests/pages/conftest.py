"""Fixtures of the page tests; they live in a module that tests can import names from."""

from page_runs import open_page

__all__ = ["open_page"]
