"""Comments and ratings: counts, shares and the texts themselves, masked."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope

LABELS = ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")


@dataclass(frozen=True)
class CommentFigures:
    """Comments of a scope by label. `repeated` are same-day copies, apart from the counts."""

    by_label: dict[str, int]
    needs_review: int
    repeated: int

    @property
    def total(self) -> int:
        """Comments counted."""
        return sum(self.by_label.values())

    @property
    def complained(self) -> Share:
        """Comments with a complaint in them, labelled complaint or mixed, of those counted."""
        return Share(self.by_label["complaint"] + self.by_label["mixed"], self.total)

    def share(self, label: str) -> Share:
        """The share of one label among comments counted."""
        return Share(self.by_label[label], self.total)


def comment_figures(build: Build, scope: Scope) -> CommentFigures:
    """Comments by label under a scope."""
    where, params = scope.comments()
    frame = (
        build.frame(
            "select label, sum(comments) filter (where not is_repeated) as comments, "
            "sum(comments) filter (where needs_review and not is_repeated) as review, "
            "sum(comments) filter (where is_repeated) as repeated "
            f"from mart_comment_cube where {where} group by 1",
            params,
        )
        .fillna(0)
        .set_index("label")
    )
    counts = {label: int(frame["comments"].get(label, 0)) for label in LABELS}
    return CommentFigures(counts, int(frame["review"].sum()), int(frame["repeated"].sum()))


def comments_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Comments by month: one column a label and `total`, oldest first; repeated ones apart."""
    where, params = scope.comments()
    columns = ", ".join(
        f"coalesce(sum(comments) filter (where label = '{label}'), 0)::bigint as {label}"
        for label in LABELS
    )
    return build.frame(
        f"select commented_month as month, {columns}, sum(comments)::bigint as total "
        f"from mart_comment_cube where not is_repeated and {where} group by 1 order by 1",
        params,
    )


def comments_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Praise, complaints and all comments by window."""
    where, params = scope.comments()
    return build.frame(
        "select c.window_code, w.window_name, w.dept_name, "
        "coalesce(sum(comments) filter (where label = 'praise'), 0)::bigint as praise, "
        "coalesce(sum(comments) filter (where label in ('complaint', 'mixed')), 0)::bigint "
        "as complaint, sum(comments)::bigint as total "
        "from mart_comment_cube c join dim_window w using (window_code) "
        f"where not is_repeated and {where.replace('dept_name', 'c.dept_name')} "
        "group by all order by complaint desc, praise desc",
        params,
    )


def rules(build: Build, scope: Scope) -> pd.DataFrame:
    """The eight work rules: comments that praise and that complain under each."""
    where, params = scope.comments()
    return build.frame(
        "select work_rule, count(distinct comment_id) filter (where label = 'praise') as praise, "
        "count(distinct comment_id) filter (where label in ('complaint', 'mixed')) as complaint "
        f"from fct_comment_rule where not is_repeated and {where} group by 1 order by complaint desc, praise desc",
        params,
    )


def comments(
    build: Build,
    scope: Scope,
    labels: list[str],
    search: str,
    only_review: bool = False,
    limit: int = 300,
) -> tuple[pd.DataFrame, int]:
    """The comments themselves, masked, latest first, and how many match in all."""
    where, params = scope.comments()
    if labels:
        where += f" and f.label in ({', '.join('?' * len(labels))})"
        params += labels
    if search:
        where += " and contains(text_masked, ?)"
        params.append(search)
    if only_review:
        where += " and f.needs_review"
    where = where.replace("dept_name", "f.dept_name").replace("window_code", "f.window_code")
    total = build.rows(f"select count(*) from fct_comment f where {where}", params)[0][0]
    frame = build.frame(
        "select f.commented_on, f.label, f.text_masked, w.window_name, f.dept_name, f.channel, "
        "f.work_rules, f.reasons, f.probability, f.needs_review, f.is_repeated, f.comment_no "
        "from fct_comment f left join dim_window w on w.window_code = f.window_code "
        f"where {where} order by f.commented_on desc, f.comment_id limit {int(limit)}",
        params,
    )
    return frame, int(total)


def suspects(build: Build, scope: Scope, limit: int = 5000) -> pd.DataFrame:
    """Ratings for people to look at, each with the reason, the most frequent windows first."""
    where, params = scope.ratings()
    where = where.replace("dept_name", "r.dept_name").replace("window_code", "r.window_code")
    return build.frame(
        "select w.window_name, r.case_no, r.rated_at, r.channel, r.grade_label, "
        "r.suspect_reason, count(*) over (partition by r.window_code) as of_window "
        "from fct_rating r left join dim_window w on w.window_code = r.window_code "
        f"where is_suspect and {where} "
        f"order by of_window desc, r.window_code, r.rated_at limit {int(limit)}",
        params,
    )


@dataclass(frozen=True)
class RatingFigures:
    """Ratings of a scope. 好评 is 基本满意 or better; `active` are those a person gave."""

    valid: int
    good: int
    active: int
    active_good: int
    suspect: int

    @property
    def active_good_share(self) -> Share:
        """主动评价好评率, the headline."""
        return Share(self.active_good, self.active)


def rating_figures(build: Build, scope: Scope) -> RatingFigures:
    """Ratings under a scope; suspect ones are counted apart and stay in until people decide."""
    where, params = scope.ratings()
    return RatingFigures(
        *(
            int(value)
            for value in build.rows(
                "select coalesce(sum(ratings) filter (where is_valid), 0), "
                "coalesce(sum(ratings) filter (where is_valid and grade >= 3), 0), "
                "coalesce(sum(ratings) filter (where is_valid and is_active), 0), "
                "coalesce(sum(ratings) filter (where is_valid and is_active and grade >= 3), 0), "
                "coalesce(sum(ratings) filter (where is_suspect), 0) "
                f"from mart_rating_cube where {where}",
                params,
            )[0]
        )
    )


def ratings_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Active ratings and good ones by month, oldest first."""
    where, params = scope.ratings()
    return build.frame(
        "select rated_month as month, "
        "coalesce(sum(ratings) filter (where is_valid and is_active), 0)::bigint as active, "
        "coalesce(sum(ratings) filter (where is_valid and is_active and grade >= 3), 0)::bigint "
        f"as active_good from mart_rating_cube where {where} group by 1 order by 1",
        params,
    )


def ratings_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Active ratings, good ones and suspect ones by window."""
    where, params = scope.ratings()
    return build.frame(
        "select window_code, "
        "coalesce(sum(ratings) filter (where is_valid and is_active), 0)::bigint as active, "
        "coalesce(sum(ratings) filter (where is_valid and is_active and grade >= 3), 0)::bigint "
        "as active_good, coalesce(sum(ratings) filter (where is_suspect), 0)::bigint as suspect "
        f"from mart_rating_cube where {where} group by 1",
        params,
    )
