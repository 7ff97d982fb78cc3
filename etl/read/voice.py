"""Comments: counts, shares and the texts themselves, masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import APPLICANTS, Scope

LABELS = ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")


@dataclass(frozen=True)
class CommentFigures:
    """Comments of a scope by label. `suspect` are for people to look at, apart from the counts."""

    by_label: dict[str, int]
    needs_review: int
    suspect: int

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
            "select label, sum(comments) filter (where is_counted) as comments, "
            "sum(comments) filter (where needs_review and is_counted) as review, "
            "sum(comments) filter (where is_suspect) as suspect "
            f"from mart_comment_cube where {where} group by 1",
            params,
        )
        .fillna(0)
        .set_index("label")
    )
    counts = {label: int(frame["comments"].get(label, 0)) for label in LABELS}
    return CommentFigures(counts, int(frame["review"].sum()), int(frame["suspect"].sum()))


def comments_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Comments by month: one column a label and `total`, oldest first; suspect ones apart."""
    where, params = scope.comments()
    columns = ", ".join(
        f"coalesce(sum(comments) filter (where label = '{label}'), 0)::bigint as {label}"
        for label in LABELS
    )
    return build.frame(
        f"select commented_month as month, {columns}, sum(comments)::bigint as total "
        f"from mart_comment_cube where is_counted and {where} group by 1 order by 1",
        params,
    )


BY = {
    "window": ("c.window_code", "w.window_name", "join dim_window w using (window_code)"),
    "item": ("c.item_code", "i.item_name", "join dim_item i using (item_code)"),
    "applicant": (APPLICANTS, APPLICANTS, ""),
    "channel": ("c.channel", "c.channel", ""),
}


def comments_by(build: Build, scope: Scope, dimension: str) -> pd.DataFrame:
    """Praise, complaints and all comments by a dimension of BY: columns code, name, counts.

    By window and item only comments that tell one.
    """
    code, name, joined = BY[dimension]
    where, params = scope.comments("c.")
    return build.frame(
        f"select {code} as code, any_value({name}) as name, "
        "coalesce(sum(comments) filter (where label = 'praise'), 0)::bigint as praise, "
        "coalesce(sum(comments) filter (where label in ('complaint', 'mixed')), 0)::bigint "
        f"as complaint, sum(comments)::bigint as total from mart_comment_cube c {joined} "
        f"where is_counted and {where} group by 1 order by complaint desc, praise desc, code",
        params,
    )


def comments_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Praise, complaints and all comments by window: columns window_code, window_name, counts."""
    return comments_by(build, scope, "window").rename(
        columns={"code": "window_code", "name": "window_name"}
    )


def words_of(build: Build, now: Scope, before: Scope, labels: list[str]) -> pd.DataFrame:
    """How many comments of some labels hold each word in two periods: columns word, now, before.

    The periods differ in their months alone. The empty word counts the comments whose words are known.
    """
    where, params = now.places()
    mart = "mart_comment_word" if where else "mart_comment_word_all"
    listed = ", ".join("?" * len(labels))
    periods = [now.first, now.last, before.first, before.last]
    return build.frame(
        "select word, "
        "coalesce(sum(comments) filter (where commented_month between ? and ?), 0)::bigint as now, "
        "coalesce(sum(comments) filter (where commented_month between ? and ?), 0)::bigint "
        f"as before from {mart} where (commented_month between ? and ? "
        f"or commented_month between ? and ?) and label in ({listed}){where} group by 1",
        [*periods, *periods, *labels, *params],
    )


def rules(build: Build, scope: Scope) -> pd.DataFrame:
    """The eight work rules: comments that praise and that complain under each."""
    where, params = scope.comments()
    return build.frame(
        "select work_rule, "
        "coalesce(sum(comments) filter (where label = 'praise'), 0)::bigint as praise, "
        "coalesce(sum(comments) filter (where label in ('complaint', 'mixed')), 0)::bigint "
        f"as complaint from mart_comment_rule where {where} "
        "group by 1 order by complaint desc, praise desc",
        params,
    )


@dataclass(frozen=True)
class Wanted:
    """Which comments to list: labels (none is all), a word, a rule, an item, 群众 or 企业, unsure ones,
    those that enter the figures."""

    labels: tuple[str, ...] = ()
    search: str = ""
    rule: str | None = None
    item: str | None = None
    applicant: str | None = None
    only_review: bool = False
    only_counted: bool = False

    def condition(self) -> tuple[str, list[Any]]:
        """SQL on `fct_comment f`, to be added to a scope's condition, and its parameters."""
        where, params = "", list[Any]()
        if self.labels:
            where += f" and f.label in ({', '.join('?' * len(self.labels))})"
            params += self.labels
        chosen = {
            "contains(f.text_masked, ?)": self.search,
            "list_contains(f.work_rules, ?)": self.rule,
            "f.item_code = ?": self.item,
            f"{APPLICANTS} = ?": self.applicant,
        }
        for condition, value in chosen.items():
            if value:
                where += f" and {condition}"
                params.append(value)
        where += " and f.needs_review" if self.only_review else ""
        return where + (" and f.is_counted" if self.only_counted else ""), params


def comments(
    build: Build, scope: Scope, wanted: Wanted, limit: int = 5000
) -> tuple[pd.DataFrame, int]:
    """The comments themselves, masked, latest first, and how many match in all."""
    where, params = scope.comments("f.")
    also, more = wanted.condition()
    where, params = where + also, [*params, *more]
    total = build.rows(f"select count(*) from fct_comment f where {where}", params)[0][0]
    frame = build.frame(
        "select f.comment_id, f.commented_on, f.label, f.label_source, f.text_masked, "
        "w.window_name, f.window_code, f.dept_name, f.channel, f.case_no, f.work_rules, f.reasons, "
        "f.probability, f.needs_review, f.is_suspect, f.suspect_reason, f.comment_no "
        "from fct_comment f left join dim_window w on w.window_code = f.window_code "
        f"where {where} order by f.commented_on desc, f.comment_id limit {int(limit)}",
        params,
    )
    return frame, int(total)


def suspect_groups(build: Build, scope: Scope) -> pd.DataFrame:
    """What people decide at once: one reason of one window on one day, the largest first.

    Columns as of `etl.read.ratings.suspect_groups`; `good` counts praise.
    """
    where, params = scope.comments("f.")
    return build.frame(
        "select f.suspect_key, any_value(w.window_name) as window_name, f.window_code, "
        "f.commented_on as on_day, f.suspect_reason, count(*) as entries, "
        "count(*) filter (where f.label = 'praise') as good, bool_or(f.is_suspect) as is_open "
        "from fct_comment f left join dim_window w on w.window_code = f.window_code "
        f"where f.suspect_key is not null and {where} "
        "group by f.suspect_key, f.window_code, f.commented_on, f.suspect_reason "
        "order by is_open desc, entries desc, f.commented_on desc, f.suspect_key",
        params,
    )


def of_group(build: Build, key: str, limit: int = 200) -> pd.DataFrame:
    """The comments of one group of suspicion, in order of time."""
    return build.frame(
        "select case_no, commented_at as at, channel, label as said, text_masked from fct_comment "
        f"where suspect_key = ? order by commented_at, comment_id limit {int(limit)}",
        [key],
    )


REVIEW = {
    "hard": "f.needs_review desc, (1 - f.probability) "
    "* case when f.label in ('praise', 'complaint', 'mixed') then 2.0 else 1.0 end "
    "* case when f.window_code is not null then 1.5 else 1.0 end desc, f.comment_id",
    "sample": "md5(f.comment_id)",
}
"""Orders of review: the least certain and most consequential first (praise and complaint enter
figures, and those of a named window its scores); or a sample that is the same for everybody."""


def to_review(build: Build, scope: Scope, order: str, limit: int) -> pd.DataFrame:
    """Comments that the machine labelled and nobody has, in an order of REVIEW."""
    where, params = scope.comments("f.")
    return _to_judge(
        build, f"f.label_source = 'model' and {where} order by {REVIEW[order]}", params, limit
    )


def comments_by_id(build: Build, ids: list[str], limit: int) -> pd.DataFrame:
    """Some comments by their number, in an order that is the same for everybody."""
    return _to_judge(
        build, "list_contains(?, f.comment_id) order by md5(f.comment_id)", [ids], limit
    )


def _to_judge(build: Build, condition: str, params: list[Any], limit: int) -> pd.DataFrame:
    return build.frame(
        "select f.comment_id, f.commented_on, f.label, f.model_label, f.label_source, "
        "f.text_masked, w.window_name, f.window_code, f.dept_name, f.channel, f.case_no, "
        "f.work_rules, f.reasons, f.probability, f.needs_review, f.is_suspect, f.suspect_reason "
        "from fct_comment f left join dim_window w on w.window_code = f.window_code "
        f"where {condition} limit {int(limit)}",
        params,
    )


def same_text(build: Build, masked: str) -> pd.DataFrame:
    """Comments with exactly these words (masked): columns comment_id, commented_on."""
    return build.frame(
        "select comment_id, commented_on from fct_comment where text_masked = ? "
        "order by commented_on desc limit 50",
        [masked],
    )
