"""好差评: counts and shares by the field's formulae, and the ratings for people to look at.

好评 is 基本满意 or better, 差评 the last two grades; valid are ratings that nobody struck out. Default
ratings, which the system gives after a silent period, are valid and never active.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import APPLICANTS, Scope

GOOD, BAD = 3, 2
"""The lowest grade that is 好评 and the highest that is 差评, of 5 非常满意 to 1 非常不满意."""

COUNTS = {
    "valid": "is_valid",
    "good": f"is_valid and grade >= {GOOD}",
    "bad": f"is_valid and grade <= {BAD}",
    "active": "is_valid and is_active",
    "active_good": f"is_valid and is_active and grade >= {GOOD}",
    "suspect": "is_suspect and is_valid",
    "struck": "not is_valid",
    **{f"grade_{grade}": f"is_valid and grade = {grade}" for grade in range(5, 0, -1)},
    **{
        f"active_{grade}": f"is_valid and is_active and grade = {grade}"
        for grade in range(5, 0, -1)
    },
}
CASES = ("finished", "rated", "active_rated")
DIMENSIONS = {
    "window": ("r.window_code", "w.window_name", "left join dim_window w using (window_code)"),
    "item": ("r.item_code", "i.item_name", "left join dim_item i using (item_code)"),
    "channel": ("r.channel", "r.channel", ""),
    "applicant": (APPLICANTS, APPLICANTS, ""),
}


@dataclass(frozen=True)
class RatingFigures:
    """Ratings of a scope by the day they were given. `active` are those a person gave.

    `grades` counts valid ratings from 5 非常满意 to 1 非常不满意; `struck` were ruled out.
    """

    valid: int
    good: int
    bad: int
    active: int
    active_good: int
    suspect: int
    struck: int
    grades: dict[int, int]
    active_grades: dict[int, int]

    @property
    def good_share(self) -> Share:
        """好评率: good of valid ratings, default ones included."""
        return Share(self.good, self.valid)

    @property
    def active_good_share(self) -> Share:
        """主动评价好评率, the headline."""
        return Share(self.active_good, self.active)

    @property
    def bad_share(self) -> Share:
        """差评率: bad of valid ratings."""
        return Share(self.bad, self.valid)

    @property
    def default_share(self) -> Share:
        """The share that the system gave, of valid ratings."""
        return Share(self.valid - self.active, self.valid)


@dataclass(frozen=True)
class RatedCases:
    """Finished cases of a scope, each once: with a valid rating, and with one that a person gave."""

    finished: int
    rated: int
    active_rated: int

    @property
    def rated_share(self) -> Share:
        """评价率: rated of finished cases."""
        return Share(self.rated, self.finished)

    @property
    def active_share(self) -> Share:
        """主动评价率: actively rated of finished cases."""
        return Share(self.active_rated, self.finished)

    @property
    def unrated_share(self) -> Share:
        """未评率: finished cases without any rating."""
        return Share(self.finished - self.rated, self.finished)


def rating_figures(build: Build, scope: Scope) -> RatingFigures:
    """Ratings under a scope; suspect ones are counted apart and stay in until people decide."""
    where, params = scope.ratings()
    row = build.frame(f"select {_sums()} from {_few(where)}", params).iloc[0]
    return _figures(row)


def _few(where: str, by: str = "") -> str:
    """The cube's ratings by what COUNTS asks for alone: two dozen conditions on few rows are quick."""
    columns = ", ".join(one for one in (by, "grade, is_active, is_valid, is_suspect") if one)
    return f"(select {columns}, sum(ratings) as ratings from mart_rating_cube where {where} group by all)"


def _sums(prefix: str = "") -> str:
    return ", ".join(
        f"coalesce(sum({prefix}ratings) filter (where {condition}), 0)::bigint as {name}"
        for name, condition in COUNTS.items()
    )


def _figures(row: pd.Series) -> RatingFigures:
    count = {name: int(row[name]) for name in COUNTS}
    return RatingFigures(
        valid=count["valid"],
        good=count["good"],
        bad=count["bad"],
        active=count["active"],
        active_good=count["active_good"],
        suspect=count["suspect"],
        struck=count["struck"],
        grades={grade: count[f"grade_{grade}"] for grade in range(5, 0, -1)},
        active_grades={grade: count[f"active_{grade}"] for grade in range(5, 0, -1)},
    )


def rated_cases(build: Build, scope: Scope) -> RatedCases:
    """Cases finished in a scope's months, however often and whenever they were rated."""
    where, params = scope.rated_cases()
    columns = ", ".join(f"coalesce(sum({name}), 0)::bigint" for name in CASES)
    return RatedCases(
        *build.rows(f"select {columns} from mart_rated_case where {where}", params)[0]
    )


def ratings_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """The counts of COUNTS by the month of the rating, oldest first."""
    where, params = scope.ratings()
    return build.frame(
        f"select rated_month as month, {_sums()} from {_few(where, 'rated_month')} "
        "group by 1 order by 1",
        params,
    )


def rated_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Finished, rated and actively rated cases by the month of the finish, oldest first."""
    where, params = scope.rated_cases()
    columns = ", ".join(f"coalesce(sum({name}), 0)::bigint as {name}" for name in CASES)
    return build.frame(
        f"select finished_month as month, {columns} from mart_rated_case where {where} "
        "group by 1 order by 1",
        params,
    )


def ratings_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Active ratings, good ones and suspect ones by window."""
    where, params = scope.ratings()
    return build.frame(
        f"select window_code, {_sums()} from {_few(where, 'window_code')} group by 1", params
    )[["window_code", "active", "active_good", "suspect"]]


def ratings_by(build: Build, scope: Scope, dimension: str) -> pd.DataFrame:
    """The counts of COUNTS by a dimension of DIMENSIONS: columns code, name, the counts.

    Except by the rating's channel also finished, rated and actively rated cases.
    """
    code, name, joined = DIMENSIONS[dimension]
    where, params = scope.ratings()
    frame = build.frame(
        f"with r as (select * from mart_rating_cube where {where}) "
        f"select {code} as code, any_value({name}) as name, {_sums('r.')} from r {joined} "
        "group by 1",
        params,
    )
    if dimension == "channel":
        return frame.sort_values("valid", ascending=False, ignore_index=True)
    where, params = scope.rated_cases()
    columns = ", ".join(f"sum(r.{one})::bigint as {one}" for one in CASES)
    cases = build.frame(
        f"with r as (select * from mart_rated_case where {where}) "
        f"select {code} as code, any_value({name}) as case_name, {columns} from r {joined} "
        "group by 1",
        params,
    )
    both = cases.merge(frame, on="code", how="outer")
    both["name"] = both["name"].fillna(both.pop("case_name")).fillna(both["code"])
    counts = [one for one in both.columns if one not in ("code", "name")]
    both[counts] = both[counts].fillna(0).astype("int64")
    return both.sort_values(["finished", "valid"], ascending=False, ignore_index=True)


def suspect_groups(build: Build, scope: Scope) -> pd.DataFrame:
    """What people decide at once: one reason of one window on one day, the largest first.

    Columns suspect_key, window_name, window_code, on_day, suspect_reason, entries, good (of them
    好评), is_open (nobody has decided).
    """
    where, params = scope.ratings("r.")
    return build.frame(
        "select r.suspect_key, any_value(w.window_name) as window_name, r.window_code, "
        "r.rated_on as on_day, r.suspect_reason, count(*) as entries, "
        f"count(*) filter (where r.grade >= {GOOD}) as good, bool_or(r.is_suspect) as is_open "
        "from fct_rating r left join dim_window w on w.window_code = r.window_code "
        f"where r.suspect_key is not null and {where} "
        "group by r.suspect_key, r.window_code, r.rated_on, r.suspect_reason "
        "order by is_open desc, entries desc, r.rated_on desc, r.suspect_key",
        params,
    )


def of_group(build: Build, key: str, limit: int = 200) -> pd.DataFrame:
    """The ratings of one group of suspicion, in order of time."""
    return build.frame(
        "select case_no, rated_at as at, channel, grade_label as said, text_masked from fct_rating "
        f"where suspect_key = ? order by rated_at, rating_id limit {int(limit)}",
        [key],
    )


def defaults_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Valid and default ratings by window, in the scope and in the twelve months before it."""
    before = scope.within(scope.shifted(-12).first, scope.previous().last)
    where, params = scope.within(before.first, scope.last).ratings("r.")
    columns = ", ".join(
        f"coalesce(sum(r.ratings) filter (where r.is_valid{condition} "
        f"and r.rated_month between ? and ?), 0)::bigint as {name}{suffix}"
        for suffix in ("", "_before")
        for name, condition in (("valid", ""), ("by_default", " and not r.is_active"))
    )
    periods = [scope.first, scope.last] * 2 + [before.first, before.last] * 2
    return build.frame(
        f"select r.window_code, any_value(w.window_name) as window_name, {columns} "
        "from mart_rating_cube r left join dim_window w using (window_code) "
        f"where {where} and r.window_code is not null group by 1 order by 1",
        [*periods, *params],
    )


def contradictions(build: Build, scope: Scope, limit: int = 300) -> pd.DataFrame:
    """Where a grade and words about one case do not go together, latest first.

    The words are the rating's own, or a guestbook comment that names the same case: a complaint
    beside 满意 or better, praise beside a bad grade. `source` says which.
    """
    where, params = scope.ratings("r.")
    return build.frame(
        "with found as ("
        "select r.case_no, r.rated_on, r.grade, r.grade_label, r.channel, r.window_code, "
        "r.text_masked as words, r.text_label as label, '评价文字' as source "
        f"from fct_rating r where r.contradicts and r.is_valid and {where} union all "
        "select r.case_no, r.rated_on, r.grade, r.grade_label, r.channel, r.window_code, "
        "c.text_masked as words, c.label, '留言' as source "
        "from fct_rating r join fct_comment c on c.source_system = r.source_system "
        "and c.case_no = r.case_no and c.is_counted "
        "where r.is_valid and r.is_active and ((c.label = 'complaint' and r.grade >= 4) "
        f"or (c.label = 'praise' and r.grade <= 2)) and {where}) "
        "select f.*, w.window_name from found f left join dim_window w using (window_code) "
        f"order by f.rated_on desc, f.case_no limit {int(limit)}",
        [*params, *params],
    )
