"""Scores of a view under the rule book of its year."""

from __future__ import annotations

from etl.read import Build, Scope
from etl.settings import Settings
from scoring.result import Scores
from scoring.rulebook import rulebook_for
from scoring.scores import score_windows


def scores_for(build: Build, scope: Scope) -> Scores:
    """Scores of the scope's months; the rule book is the year's, else the latest there is."""
    return score_windows(build, scope, rulebook_for(Settings.from_environment(), scope.last.year))
