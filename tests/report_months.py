"""The reports that the tests read: any month of the demonstration city, and months drawn at random."""

from __future__ import annotations

import datetime as dt
import os
import random
from dataclasses import replace

from etl.read import Build, Scope
from etl.settings import ROOT
from reports.month import month_report
from reports.report_model import MonthReport
from scoring.rulebook import load_rulebook

BOOK = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
MONTHS = [dt.date(2024, 11, 1), *(dt.date(2025, m, 1) for m in range(1, 13)), *(dt.date(2026, m, 1) for m in range(1, 11))]  # fmt: skip
DRAWN = random.Random(int(os.environ["ZW_DRAW"])).sample(MONTHS, 3)
"""Others every day: what holds for these holds for all. `conftest` sets and tells what they are drawn by."""
EVIL = '=HYPERLINK("http://x","<script>")'


def of(build: Build, day: dt.date, **more: object) -> MonthReport:
    """The report of a month under the rule book of 2026."""
    return month_report(build, replace(Scope(day, day), **more), BOOK)  # type: ignore[arg-type]
