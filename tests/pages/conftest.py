"""Fixtures of the page tests; they live in a module that tests can import names from."""

from page_runs import office, open_page

__all__ = ["office", "open_page"]
