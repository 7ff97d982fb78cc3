"""Scores of a view under the rule book of its year."""

from __future__ import annotations

from etl.read import Scope
from etl.settings import Settings
from scoring.rulebook import Rulebook, rulebook_for


def book_of(scope: Scope) -> Rulebook:
    """The rule book of the scope's year, else the latest there is; UserError when it is unusable.

    It is read anew for every view, so that an edited book counts at once.
    """
    return rulebook_for(Settings.from_environment(), scope.last.year)
