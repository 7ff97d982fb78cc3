"""A tiny build and the project's rule book."""

import datetime as dt
from dataclasses import replace

import pytest
from scoring_build import TinyBuild

from etl.read import Scope
from etl.settings import ROOT
from scoring.rulebook import load_rulebook


@pytest.fixture
def tiny(tmp_path):
    return TinyBuild(tmp_path / "data")


@pytest.fixture
def ours():
    """The rule book as it comes: shares are drawn toward the peers."""
    return load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")


@pytest.fixture
def book(ours):
    """The same on shares as counted, for points that can be worked out by hand."""
    return replace(ours, rules=replace(ours.rules, shrink=False))


@pytest.fixture
def quarter():
    return Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1))
