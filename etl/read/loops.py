"""Complaints and 差评 that someone must answer for, and the working days that their limits count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.read.build import Build
from etl.read.scope import Scope

KINDS = {"留言投诉": "comment:", "差评": "rating:"}
"""What is followed, and how the keys of its steps begin."""
COMMENTS = ("comment", "comment_id", "留言投诉", "commented_on")
RATINGS = ("rating", "rating_id", "差评", "rated_on")
COLUMNS = (
    "key", "kind", "on_day", "dept_name", "window_code", "window_name", "chief_rep", "case_no", "item_code",
    "words", "work_rules", "label", "grade_label", "channel", "is_complaint",
)  # fmt: skip


def complaint_days(build: Build, scope: Scope, kind: str | None = None) -> pd.DataFrame:
    """How many complaints and bad ratings came on each day: columns kind, on_day, complaints.

    Those ruled out on appeal are among them; suspect comments are not until they count.
    """
    where, params = scope.complaints()
    return build.frame(
        f"select kind, on_day, count(*) as complaints from mart_complaint where {where} "
        "and coalesce(kind = ?, true) group by all order by on_day, kind",
        [*params, kind],
    )


def undated(build: Build, scope: Scope) -> int:
    """Complaints without a day, which belong to no period."""
    where, params = scope.places()
    return int(
        build.rows(f"select count(*) from mart_complaint where on_day is null{where}", params)[0][0]
    )


def waiting(
    build: Build,
    scope: Scope,
    taken: list[str],
    kind: str | None = None,
    limit: int | None = None,
    text: str = "",
) -> pd.DataFrame:
    """Complaints of a scope whose key is not in `taken`, earliest first; columns COLUMNS.

    Those alone that hold `text` in their words, case number or window, where it is given.
    """
    table, params = _holding(scope, text) if text else _all(scope)
    most = "" if limit is None else f" limit {int(limit)}"
    return _found(
        build,
        f"select m.* from ({table}) m anti join (select unnest(?::varchar[]) as complaint_key) t "
        "using (complaint_key) where coalesce(m.kind = ?, true) "
        f"order by m.on_day, m.complaint_key{most}",
        [*params, taken, kind],
    )


def _all(scope: Scope) -> tuple[str, list[object]]:
    where, params = scope.complaints()
    return f"select * from mart_complaint where {where}", params


def _holding(scope: Scope, text: str) -> tuple[str, list[object]]:
    """Complaints that hold a text, looked for where the texts are: joined first it took twice as long."""
    held = (
        "(contains(text_masked, ?) or contains(lower(case_no), lower(?)) or window_code in "
        "(select window_code from dim_window where contains(window_name, ?)))"
    )
    columns = "'{0}' || ':' || {1} as complaint_key, {1} as row_id, '{2}' as kind, {3} as on_day"
    comments, of_comments = scope.comments()
    ratings, of_ratings = scope.ratings()
    return (
        f"select {columns.format(*COMMENTS)} "
        f"from fct_comment where is_complaint and {comments} and {held} union all "
        f"select {columns.format(*RATINGS)} "
        f"from fct_rating where is_complaint and {ratings} and {held}",
        [*of_comments, text, text, text, *of_ratings, text, text, text],
    )


def complaints_by_key(build: Build, keys: list[str], scope: Scope | None = None) -> pd.DataFrame:
    """Some entries by their key, earliest first; columns COLUMNS.

    `is_complaint` is false for one that is a complaint no more, by its label or its group. With a
    scope, only those of its period, department and window.
    """
    within, params = scope.complaints("e.") if scope else ("true", [])
    return _found(
        build,
        "select complaint_key, substr(complaint_key, strpos(complaint_key, ':') + 1) as row_id "
        "from (select distinct unnest(?::varchar[]) as complaint_key)",
        [keys],
        f"where {within} order by on_day, key",
        params,
        has_days=False,
    )


def _found(
    build: Build,
    chosen: str,
    params: list[object],
    rest: str = "order by on_day, key",
    more: list[object] | None = None,
    has_days: bool = True,
) -> pd.DataFrame:
    """The rows of the facts behind some rows of `mart_complaint`; those that they lack are left out.

    `has_days`: the rows chosen have their day.
    """
    # The facts are in order of their days: the day keeps the search to a part of them.
    same_day = " and f.{0} = m.on_day" if has_days else ""
    return build.frame(
        f"with m as ({chosen}), e as ("
        "select m.complaint_key as key, '留言投诉' as kind, f.commented_on as on_day, "
        "f.commented_month as on_month, f.dept_name, "
        "f.window_code, f.case_no, f.item_code, f.text_masked as words, f.work_rules, f.label, "
        "null as grade_label, f.channel, f.is_complaint "
        f"from m join fct_comment f on f.comment_id = m.row_id{same_day.format('commented_on')} "
        "where starts_with(m.complaint_key, 'comment:') union all "
        "select m.complaint_key, '差评', f.rated_on, f.rated_month, f.dept_name, f.window_code, f.case_no, "
        "f.item_code, f.text_masked, null, null, f.grade_label, f.channel, f.is_complaint "
        f"from m join fct_rating f on f.rating_id = m.row_id{same_day.format('rated_on')} "
        "where starts_with(m.complaint_key, 'rating:')) "
        "select e.*, w.window_name, w.chief_rep from e left join dim_window w using (window_code) "
        f"{rest}",
        [*params, *(more or [])],
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


def is_provisional(build: Build, day: dt.date) -> bool:
    """Whether a day's working days are counted by weekends, its year's notice not being out."""
    rows = build.rows("select is_provisional from dim_date where date = ?", [day])
    return not rows or bool(rows[0][0])
