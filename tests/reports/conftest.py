"""What the tests of reports share."""

from __future__ import annotations

import datetime as dt

import pytest
from report_months import of

from etl.read import Build
from reports.report_model import MonthReport


@pytest.fixture(scope="session")
def october(demo_build: Build) -> MonthReport:
    """The report of the last month of the demonstration city."""
    return of(demo_build, dt.date(2026, 10, 1))
