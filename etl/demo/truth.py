"""truth.json: what the generator put in, for tests that recompute it from the files.

`by_finished_month` holds [finished with a promise, of these within it].  `comment_rules` knows the
rules of texts put together from clauses; those flagged `whole` or `sarcasm` were not tagged.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from etl.demo.basics import AS_OF, BAD_MONTH, NONE, Bools, Ints, bank
from etl.demo.cases import (
    CHANNELS,
    DRAFT,
    REFUSED,
    RESULTS,
    RETURNED,
    STATUSES,
    VOID,
    WITHDRAWN,
    Cases,
)
from etl.demo.clock import Verdicts
from etl.demo.comments import Comment
from etl.demo.exports import Bundle
from etl.demo.honours import honours_truth
from etl.demo.pauses import KINDS
from etl.demo.ratings import CHANNELS as RATING_CHANNELS
from etl.demo.ratings import GRADES
from etl.demo.workdays import day_date


def tell_truth(
    bundle: Bundle, verdicts: Verdicts, faults: dict[str, list[int]], rows: int, seed: int
) -> dict[str, Any]:
    """All counts; those of verdicts leave out every row with a planted fault."""
    cases = bundle.cases
    clean = np.ones(len(cases), dtype=np.bool_)
    clean[list(cases.changed)] = False
    numbers = {name: [str(cases.number[row]) for row in found] for name, found in faults.items()}
    comments = bundle.comments
    return {
        "seed": seed,
        "as_of": AS_OF.isoformat(),
        "cases_written": len(cases),
        "rows_in_file": rows,
        "faults": _fault_counts(bundle, faults),
        "fault_case_numbers": numbers,
        **_city_counts(bundle),
        "cases": _case_counts(cases),
        "verdicts": _verdict_counts(bundle, verdicts, clean),
        "by_window": _by_window(bundle, verdicts, clean),
        "pauses": _pause_counts(bundle),
        "honours": honours_truth(bundle.city, seed),
        "ratings": _rating_counts(bundle),
        "comments": _comment_counts(comments),
        "comment_labels": {c.number: c.label for c in comments if c.label},
        "comment_rules": {c.number: c.written.rules for c in comments if c.written.rules},
        "comment_flags": {c.number: c.written.flags for c in comments if c.written.flags},
    }


def _fault_counts(bundle: Bundle, faults: dict[str, list[int]]) -> dict[str, int]:
    """Planted faults of the cases, then of the ratings and the comments."""
    return {name: len(found) for name, found in faults.items()} | {
        "ratings_unknown_grade": len(bundle.ratings.unknown_grade),
        "ratings_unknown_case": len(bundle.ratings.unknown_case),
        "comments_empty_text": _flagged(bundle.comments, "empty"),
        "comments_repeated_praise": _flagged(bundle.comments, "repeated_praise"),
    }


def _city_counts(bundle: Bundle) -> dict[str, Any]:
    """The sizes of the city and the windows with a part in the story."""
    city, cases, told = bundle.city, bundle.cases, bank("items")
    small = cases.window == city.small
    return {
        "departments": len(city.departments),
        "windows": len(city.windows),
        "items": len(city.items),
        "staff": len(city.staff),
        "party_members": sum(m.party for m in city.staff),
        "best_windows": told["best"],
        "weak_windows": told["weak"],
        "gaming_window": told["gaming"],
        "small_window": {"code": told["small"], "cases": int(small.sum())},
        "bad_month": BAD_MONTH,
        "bad_month_departments": told["bad_month_departments"],
        "joint_projects": len(bundle.projects),
        "joint_cases": int((cases.joint != "").sum()),
    }


def _named(names: tuple[str, ...], values: Ints) -> dict[str, int]:
    counts = np.bincount(values, minlength=len(names)).tolist()
    return {name: count for name, count in zip(names, counts, strict=True) if name}


def is_counted(cases: Cases) -> Bools:
    """Enters the shares: no draft, refusal, voided, withdrawn or returned case."""
    apart = np.isin(cases.status, [DRAFT, REFUSED, VOID, RETURNED])
    counted: Bools = ~(apart | (cases.result == WITHDRAWN))
    return counted


def _case_counts(cases: Cases) -> dict[str, Any]:
    """Before the planted faults: what stands in the file where no fault was put on the row."""
    return {
        "by_status": _named(STATUSES, cases.status),
        "by_result": _named(RESULTS, cases.result),
        "by_channel": _named(CHANNELS, cases.channel),
        "finished": int(cases.is_finished.sum()),
        "instant": int(cases.is_instant.sum()),
        "counted": int(is_counted(cases).sum()),
    }


def _shares(cases: Cases, verdicts: Verdicts, chosen: Bools, calendar_month: Any) -> dict[str, Any]:
    done = chosen & cases.is_finished & (verdicts.promise_due != NONE)
    late = verdicts.is_late(cases, verdicts.promise_due)
    lawful = chosen & cases.is_finished & (verdicts.statutory_due != NONE)
    unlawful = verdicts.is_late(cases, verdicts.statutory_due)
    months = calendar_month[np.maximum(cases.finished_day, 0)]
    return {
        "finished_with_promise": int(done.sum()),
        "within_promise": int((done & ~late).sum()),
        "finished_with_statutory": int(lawful.sum()),
        "within_statutory": int((lawful & ~unlawful).sum()),
        "by_finished_month": {
            str(month): [
                int((done & (months == month)).sum()),
                int((done & ~late & (months == month)).sum()),
            ]
            for month in sorted(set(months[done].tolist()))
        },
    }


def _verdict_counts(bundle: Bundle, verdicts: Verdicts, clean: Bools) -> dict[str, Any]:
    """Counted cases without planted fault: all, and those that no pause touches."""
    cases, month = bundle.cases, bundle.calendar.month
    unpaused = np.ones(len(cases), dtype=np.bool_)
    unpaused[bundle.pauses.case] = False
    chosen = clean & is_counted(cases)
    late = verdicts.is_late(cases, verdicts.promise_due)
    late_without = verdicts.is_late(cases, verdicts.promise_due_unpaused)
    finished = chosen & cases.is_finished
    return {
        "all": _shares(cases, verdicts, chosen, month),
        "unpaused": _shares(cases, verdicts, chosen & unpaused, month),
        "within_promise_only_by_pause": int((finished & ~late & late_without).sum()),
        "open": int((chosen & ~cases.is_finished).sum()),
        "open_overdue": int((chosen & ~cases.is_finished & late).sum()),
        "used_workdays_sum": int(verdicts.used_workdays[finished].sum()),
    }


def _by_window(bundle: Bundle, verdicts: Verdicts, clean: Bools) -> dict[str, dict[str, int]]:
    """Counted fault-free cases of each window: all, finished with a promise, and within it."""
    cases = bundle.cases
    chosen = clean & is_counted(cases)
    done = chosen & cases.is_finished & (verdicts.promise_due != NONE)
    late = verdicts.is_late(cases, verdicts.promise_due)
    width = len(bundle.city.windows)
    counts = [np.bincount(cases.window[m], minlength=width) for m in (chosen, done, done & ~late)]
    return {
        window.code: {
            "cases": int(counts[0][place]),
            "finished_with_promise": int(counts[1][place]),
            "within_promise": int(counts[2][place]),
        }
        for place, window in enumerate(bundle.city.windows)
    }


def _pause_counts(bundle: Bundle) -> dict[str, Any]:
    pauses, cases = bundle.pauses, bundle.cases
    gaming = cases.window[pauses.case] == bundle.city.gaming
    return {
        "rows": len(pauses) + len(pauses.unknown),
        "cases": len(np.unique(pauses.case)),
        "open": int(pauses.is_open.sum()),
        "ended_before_start": pauses.ended_early,
        "unknown_case": len(pauses.unknown),
        "overlapping": pauses.overlapping,
        "outside": pauses.outside,
        "by_kind": _named(KINDS, pauses.kind),
        "of_gaming_window": int(gaming.sum()),
    }


def _rating_counts(bundle: Bundle) -> dict[str, Any]:
    """`by_grade` is by meaning (aliases resolved) and leaves out the grades that mean nothing."""
    ratings = bundle.ratings
    known = np.ones(len(ratings), dtype=np.bool_)
    known[ratings.unknown_grade] = False
    dates = Counter(f"{day_date(d):%Y-%m}" for d in (ratings.moment // 86_400).tolist())
    return {
        "rows": len(ratings),
        "by_grade": _named(GRADES, ratings.meant[known]),
        "by_channel": _named(RATING_CHANNELS, ratings.channel),
        "with_text": int((ratings.text != "").sum()),
        "of_gaming_window": ratings.from_gaming_window,
        "before_finish": ratings.before_finish,
        "by_month": dict(sorted(dates.items())),
    }


def _flagged(comments: list[Comment], flag: str) -> int:
    return sum(flag in c.written.flags for c in comments)


def _comment_counts(comments: list[Comment]) -> dict[str, Any]:
    labels = Counter(c.label for c in comments if c.label)
    bad = Counter(c.label for c in comments if c.label and _month(c) == BAD_MONTH)
    kinds = ("mobile", "id_no", "email", "plate", "name")
    return {
        "total": len(comments),
        "by_label": dict(sorted(labels.items())),
        "bad_month_by_label": dict(sorted(bad.items())),
        "with_personal_data": _flagged(comments, "personal_data"),
        "personal_data_kinds": {kind: _flagged(comments, kind) for kind in kinds},
        "traditional": _flagged(comments, "traditional"),
        "sarcasm": _flagged(comments, "sarcasm"),
        "typos": _flagged(comments, "typo"),
        "emoji": _flagged(comments, "emoji"),
        "polite_requests": _flagged(comments, "polite_request"),
        "short": _flagged(comments, "short"),
        "empty_text": _flagged(comments, "empty"),
        "repeated_praise": _flagged(comments, "repeated_praise"),
    }


def _month(comment: Comment) -> str:
    return f"{day_date(comment.moment // 86_400):%Y-%m}"
