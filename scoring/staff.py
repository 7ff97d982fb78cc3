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
from scoring import whatif
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
    """Persons with their scores, by staff number: their window, how often comments name them, red cards, and
    their window with its code as a choice of windows names it.

    `party` are the numbers of party members.
    """

    scores: Scores
    party: frozenset[str]
    windows: dict[str, str]
    praised: dict[str, int]
    blamed: dict[str, int]
    red_cards: dict[str, int]
    labels: dict[str, str]


def score_staff(build: Build, scope: Scope, book: Rulebook, party_alone: bool = False) -> People:
    """Everybody on the roster under a rule book, and whom the system would put forward.

    `party_alone`: the list is of party members; whom they are compared with is the same.
    """
    counts = _counts(build, scope)
    own = of_persons(book, party_alone)
    made = scores_of(_measures(counts), counts.scope, own)
    some = [one for one in made.windows if not party_alone or one.window_code in counts.party]
    named = aligned(read.mentions_by_staff(build, counts.scope), counts.told.index)
    windows = counts.told["window_name"].fillna("窗口不详")
    return People(
        scores=replace(made, windows=tuple(some), recommended=recommended(some, own)),
        party=counts.party,
        windows={str(code): str(name) for code, name in windows.items()},
        praised=_whole(named["praised"]),
        blamed=_whole(named["blamed"]),
        red_cards=_whole(counts.cases["red_cards"]),
        labels={
            str(code): f"{name}（{window}）"
            for code, name, window in zip(
                counts.told.index, counts.told["window_name"], counts.told["window_code"], strict=True
            )
            if isinstance(name, str)
        },
    )  # fmt: skip


def staff_trial(
    build: Build, scope: Scope, book: Rulebook, party_alone: bool = False
) -> whatif.Trial:
    """The same counts, ready to be tried with other weights."""
    counts = _counts(build, scope)
    among = counts.party if party_alone else None
    return whatif.trial_of(_measures(counts), of_persons(book, party_alone), among)


def of_persons(book: Rulebook, party_alone: bool) -> Rulebook:
    """The rule book with the minimum and the seats of persons; who takes part has volume enough."""
    rules = book.rules
    seats = rules.party_seats if party_alone else rules.staff_seats
    few = rules.staff_min_cases
    indicators = tuple(
        replace(one, min_n=min(one.min_n, few)) if one.key in METRICS and METRICS[one.key].is_count else one
        for one in book.indicators
    )  # fmt: skip
    return replace(
        book, indicators=indicators, rules=replace(rules, min_cases=few, recommended=seats)
    )


@dataclass(frozen=True)
class _Counts:
    """What was counted of everybody on the roster (`told`), in its order."""

    scope: Scope
    told: pd.DataFrame
    cases: pd.DataFrame
    rated: pd.DataFrame
    found: pd.DataFrame
    points: pd.Series
    days: int
    cap: float

    @property
    def party(self) -> frozenset[str]:
        """Numbers of the party members."""
        return frozenset(str(one) for one in self.told.index[self.told["is_party_member"]])


def _counts(build: Build, scope: Scope) -> _Counts:
    months = widened(scope)
    told = read.staff(build).set_index("staff_no")
    return _Counts(
        months, told,
        aligned(read.cases_by_staff(build, months), told.index),
        aligned(read.ratings_by_staff(build, months), told.index),
        aligned(honours.findings_by(build, months, "staff_no"), told.index),
        aligned(honours.points_by(build, months, "staff_no"), told.index)["points"],
        honours.days_of_checks(build, months) if read.names_persons(build, months) else 0,
        INNOVATION_CAP if honours.has_ledger(build) else 0.0,
    )  # fmt: skip


def _whole(counts: pd.Series) -> dict[str, int]:
    return {str(key): int(count) for key, count in counts.items()}


def _measures(counts: _Counts) -> Measures:
    cases, rated, found = counts.cases, counts.rated, counts.found
    nothing = pd.Series(0.0, index=counts.told.index)
    days, cap = nothing + counts.days, nothing + counts.cap
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
        "innovation": (np.minimum(counts.points, cap), cap),
        **dict.fromkeys(CATALOGUE, (nothing, nothing)),
    }
    part = pd.DataFrame({key: pairs[key][0] for key in METRICS})
    whole = pd.DataFrame({key: pairs[key][1] for key in METRICS})
    return Measures(_persons(counts.told, cases, rated), part, whole, whole.copy(), PERSONS)


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
