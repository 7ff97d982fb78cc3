"""The JSON object of the command: shares of points as 0–100, blanks as null."""

from __future__ import annotations

from typing import Any

from scoring.period import Period
from scoring.result import IndicatorScore, Scores, Subtotal, WindowScore

DECIMALS = 4


def as_json(scores: Scores, period: Period, is_complete: bool, notes: list[str]) -> dict[str, Any]:
    """All windows and the recommended list.

    `score`, `low` and `high` are the score rate times 100, `points` and `measurable` what it is
    made of. `recommended` is for people to decide on.
    """
    return {
        "period": period.text, "period_label": period.label, "is_complete": is_complete,
        "rulebook": str(scores.book.year), "rulebook_sha256": scores.book.sha256,
        "windows": [_window(one) for one in scores.windows],
        "recommended": list(scores.recommended.codes),
        "undecided": list(scores.recommended.undecided), "notes": notes,
    }  # fmt: skip


def _window(one: WindowScore) -> dict[str, Any]:
    return {
        "window_code": one.window_code, "window_name": one.window_name,
        "peer_group": one.peer_group, "score": _hundred(one.rate), "low": _hundred(one.low),
        "high": _hundred(one.high), "points": _rounded(one.points),
        "measurable": _rounded(one.measurable), "band": one.band, "rank": one.rank,
        "is_tied": one.is_tied, "group_rank": one.group_rank, "group_size": one.group_size,
        "p_top": _rounded(one.p_top), "n_cases": one.n_cases, "n_comments": one.n_comments,
        "n_ratings": one.n_ratings, "n_suspect": one.n_suspect,
        "complaints_per_1000": _rounded(one.complaints_per_1000),
        "excluded_reason": one.excluded_reason, "excluded_why": one.excluded_why,
        "vetoes": list(one.vetoes),
        "dimensions": {each.name: _dimension(each, one) for each in one.dimensions},
        "gb_groups": {each.name: _subtotal(each) for each in one.gb_groups},
    }  # fmt: skip


def _dimension(each: Subtotal, one: WindowScore) -> dict[str, Any]:
    inside = [score for score in one.indicators if score.dimension == each.name]
    return _subtotal(each) | {"indicators": {score.key: _indicator(score) for score in inside}}


def _subtotal(each: Subtotal) -> dict[str, Any]:
    return {"score": _hundred(each.rate), "points": _rounded(each.points),
            "measurable": _rounded(each.measurable), "full": _rounded(each.full)}  # fmt: skip


def _indicator(score: IndicatorScore) -> dict[str, Any]:
    return {"label": score.label, "state": score.state, "points": _rounded(score.points),
            "full": _rounded(score.full), "value": _rounded(score.value), "n": score.n,
            "why": score.why}  # fmt: skip


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DECIMALS)


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(share * 100, DECIMALS)
