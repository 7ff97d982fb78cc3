"""Complaints and 差评 that someone must answer for, and the working days that their limits count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.read.build import Build
from etl.read.scope import Scope

KINDS = ("comment:", "rating:")
COLUMNS = (
    "key", "kind", "on_day", "dept_name", "window_code", "window_name", "chief_rep", "case_no", "item_code",
    "words", "work_rules", "label", "grade_label", "channel",
)  # fmt: skip


def complaints(build: Build, scope: Scope) -> pd.DataFrame:
    """Complaints of the guestbook and bad ratings of a scope, latest first; columns COLUMNS.

    Those ruled out on appeal stay in the list; suspect comments are not in it until they count.
    `key` is comment:… or rating:… with the row's number.
    """
    comments, of_comments = scope.comments("f.")
    ratings, of_ratings = scope.ratings("f.")
    return _complaints(build, comments, ratings, [*of_comments, *of_ratings])


def bad_ratings(build: Build, scope: Scope) -> pd.DataFrame:
    """The bad ratings of a scope alone, which are few where complaints are many."""
    ratings, of_ratings = scope.ratings("f.")
    return _complaints(build, "false", ratings, of_ratings)


def complaints_by_key(build: Build, keys: list[str], scope: Scope) -> pd.DataFrame:
    """The same columns for some entries of a scope by their key, complaints or no more."""
    chosen = [[one.partition(":")[2] for one in keys if one.startswith(kind)] for kind in KINDS]
    comments, of_comments = scope.comments("f.")
    ratings, of_ratings = scope.ratings("f.")
    return _found(
        build,
        f"list_contains(?, f.comment_id) and {comments}",
        f"list_contains(?, f.rating_id) and {ratings}",
        [chosen[0], *of_comments, chosen[1], *of_ratings],
    )


def _complaints(build: Build, comments: str, ratings: str, params: list[Any]) -> pd.DataFrame:
    return _found(
        build,
        f"f.label in ('complaint', 'mixed') and (f.is_counted or f.is_ruled_out) and {comments}",
        f"f.grade <= 2 and (f.is_valid or f.is_ruled_out) and {ratings}",
        params,
    )


def _found(build: Build, comments: str, ratings: str, params: list[Any]) -> pd.DataFrame:
    return build.frame(
        "with found as ("
        "select 'comment:' || f.comment_id as key, '留言投诉' as kind, f.commented_on as on_day, "
        "f.dept_name, f.window_code, f.case_no, f.item_code, f.text_masked as words, "
        "f.work_rules, f.label, null as grade_label, f.channel from fct_comment f "
        f"where {comments} union all "
        "select 'rating:' || f.rating_id, '差评', f.rated_on, f.dept_name, f.window_code, f.case_no, "
        "f.item_code, f.text_masked, null, null, f.grade_label, f.channel from fct_rating f "
        f"where {ratings}) "
        "select f.*, w.window_name, w.chief_rep from found f left join dim_window w using (window_code) "
        "order by f.on_day desc, f.key",
        params,
    )[list(COLUMNS)]


@dataclass(frozen=True)
class Workdays:
    """The calendar of a build, to add working days by."""

    first: dt.date
    numbers: np.ndarray

    def after(self, day: dt.date, days: int) -> dt.date | None:
        """The `days`-th working day after a day; None beyond the calendar."""
        place = (day - self.first).days
        if not 0 <= place < len(self.numbers):
            return None
        found = int(np.searchsorted(self.numbers, self.numbers[place] + days))
        return self.first + dt.timedelta(days=found) if found < len(self.numbers) else None


def workdays(build: Build) -> Workdays:
    """The working days up to and with every day of the calendar."""
    rows = build.frame("select date, workday_no from dim_date order by date")
    return Workdays(rows["date"].iloc[0].date(), rows["workday_no"].to_numpy())
