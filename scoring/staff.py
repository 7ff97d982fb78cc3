"""Scores of persons, by the same rule book as windows: what a window's catalogue earns is nobody's.

A person's cases, ratings, findings and measures stand where a window's do; the peers are the staff of
windows of the same group. `WindowScore.window_code` is then the staff number and `window_name` the name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.read import Build, Scope, honours
from etl.read import staff as read
from scoring.indicators import (
    CASE_SHARES,
    INNOVATION_CAP,
    PERSONS,
    Measures,
    aligned,
    known_returns,
    widened,
)
from scoring.result import Scores
from scoring.rulebook import METRICS, Rulebook
from scoring.scores import recommended, scores_of

CATALOGUE = ("settled", "compression", "quick")
"""Indicators of a window's items, which no person answers for."""


@dataclass(frozen=True)
class People:
    """Persons with their scores, by staff number: their window, how often comments name them, red cards.

    `party` are the numbers of party members.
    """

    scores: Scores
    party: frozenset[str]
    windows: dict[str, str]
    praised: dict[str, int]
    blamed: dict[str, int]
    red_cards: dict[str, int]


def score_staff(build: Build, scope: Scope, book: Rulebook, party_alone: bool = False) -> People:
    """Everybody on the roster under a rule book, and whom the system would put forward.

    `party_alone`: the list is of party members; whom they are compared with is the same.
    """
    months = widened(scope)
    told = read.staff(build).set_index("staff_no")
    rules = book.rules
    seats = rules.party_seats if party_alone else rules.staff_seats
    own = replace(book, rules=replace(rules, min_cases=rules.staff_min_cases, recommended=seats))
    cases = aligned(read.cases_by_staff(build, months), told.index)
    made = scores_of(_measures(build, months, told, cases), months, own)
    party = frozenset(str(one) for one in told.index[told["is_party_member"]])
    some = [one for one in made.windows if not party_alone or one.window_code in party]
    named = aligned(read.mentions_by_staff(build, months), told.index)
    return People(
        replace(made, windows=tuple(some), recommended=recommended(some, own)), party,
        dict(zip(told.index, told["window_name"].fillna("窗口不详"), strict=True)),
        *(_whole(one) for one in (named["praised"], named["blamed"], cases["red_cards"])),
    )  # fmt: skip


def _whole(counts: pd.Series) -> dict[str, int]:
    return {str(key): int(count) for key, count in counts.items()}


def _measures(build: Build, scope: Scope, told: pd.DataFrame, cases: pd.DataFrame) -> Measures:
    index = told.index
    rated = aligned(read.ratings_by_staff(build, scope), index)
    found = aligned(read.findings_by_staff(build, scope), index)
    points = aligned(read.points_by_staff(build, scope), index)["points"]
    nothing = pd.Series(0.0, index=index)
    days = nothing + honours.days_of_checks(build, scope)
    cap = nothing + (INNOVATION_CAP if honours.has_ledger(build) else 0.0)
    pairs: dict[str, tuple[pd.Series, pd.Series]] = {
        key: (cases[part], cases[whole]) for key, (part, whole) in CASE_SHARES.items()
    }
    pairs |= {
        "volume": (cases["finished"], cases["finished"]),
        "returned": (cases["returned"], known_returns(cases)),
        "good_rating": (rated["active_good"], rated["active"]),
        "joint": (cases["joint_on_time"], cases["joint"]),
        "attendance": (found["attendance"], days),
        "appearance": (found["appearance"], days),
        "innovation": (np.minimum(points, cap), cap),
        **dict.fromkeys(CATALOGUE, (nothing, nothing)),
    }
    part = pd.DataFrame({key: pairs[key][0] for key in METRICS})
    whole = pd.DataFrame({key: pairs[key][1] for key in METRICS})
    return Measures(_persons(told, cases, rated), part, whole, whole.copy(), PERSONS)


def _persons(told: pd.DataFrame, cases: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    """The columns that scores read of windows, of persons."""
    made = told[["dept_name", "peer_group"]].copy()
    made["window_name"] = told["staff_name"]
    made["is_from_cases"] = False
    made["n_cases"] = cases["finished"]
    made["overdue"] = cases["overdue"]
    made["n_comments"] = 0
    made["complaints"] = 0
    made["suspect"] = rated["suspect"]
    made["lacks_supplements"] = cases["with_supplements"] == 0
    return made
