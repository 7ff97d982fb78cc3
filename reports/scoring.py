"""Scores of a view under the rule book of its year."""

from __future__ import annotations

import datetime as dt

from etl.read import Scope
from etl.read.scope import shift_month
from etl.settings import Settings
from scoring.rulebook import Rulebook, rulebook_for


def is_finished_quarter(scope: Scope, as_of: dt.date) -> bool:
    """Whether the months are one whole quarter that has ended: 红旗窗口 are chosen by quarter."""
    whole = scope.months == 3 and scope.first.month % 3 == 1
    return whole and shift_month(scope.last, 1) - dt.timedelta(days=1) <= as_of


def book_of(scope: Scope) -> Rulebook:
    """The rule book of the scope's year, else the latest there is; UserError when it is unusable.

    It is read anew for every view, so that an edited book counts at once.
    """
    return rulebook_for(Settings.from_environment(), scope.last.year)
