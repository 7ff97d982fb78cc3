"""Findings of checks at the windows, and measures adopted: counts by window and the rows behind them."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from etl.read.build import Build
from etl.read.scope import Scope

WHO = Literal["window_code", "staff_no"]
"""Whom findings and measures are counted by."""


def findings_by(build: Build, scope: Scope, who: WHO) -> pd.DataFrame:
    """Findings that stand, by window or person: columns `who`, attendance (在岗), appearance (窗容)."""
    where, params = scope.inspections()
    return build.frame(
        f"select {who}, count(*) filter (where category = '在岗') as attendance, "
        "count(*) filter (where category = '窗容') as appearance from fct_inspection "
        f"where is_counted and {who} is not null and {where} group by 1",
        params,
    )


def days_of_checks(build: Build, scope: Scope) -> int:
    """On how many days of the scope's months the windows were checked, whatever was found."""
    where, params = scope.inspections()
    return int(
        build.rows(
            f"select count(distinct inspected_on) from fct_inspection where {where}", params
        )[0][0]
    )


def points_by(build: Build, scope: Scope, who: WHO) -> pd.DataFrame:
    """Points of measures that count, by window or person: columns `who`, points, measures."""
    where, params = scope.innovations()
    return build.frame(
        f"select {who}, sum(points) as points, count(*) as measures from fct_innovation "
        f"where is_counted and {who} is not null and {where} group by 1",
        params,
    )


def has_ledger(build: Build) -> bool:
    """Whether the ledger of measures was ever landed: without it nobody has nought, all are unknown."""
    return bool(build.rows("select count(*) > 0 from fct_innovation")[0][0])


def findings(build: Build, scope: Scope) -> pd.DataFrame:
    """Every finding of a scope, latest first, those that do not count as well."""
    where, params = scope.inspections("f.")
    return build.frame(
        "select f.inspection_no, f.inspected_on, w.window_name, f.window_code, f.staff_no, f.category, "
        "f.work_rule, f.finding, f.points, f.evidence, f.is_appealed, f.is_upheld, f.is_counted "
        "from fct_inspection f left join dim_window w using (window_code) "
        f"where {where} order by f.inspected_on desc, f.inspection_no",
        params,
    )


def measures(build: Build, scope: Scope) -> pd.DataFrame:
    """Every measure of a scope, latest first, those that do not count as well."""
    where, params = scope.innovations("f.")
    return build.frame(
        "select f.innovation_no, f.happened_on, w.window_name, f.window_code, f.staff_no, f.kind, "
        "f.title, f.evidence, f.adopted_by, f.points, f.is_counted "
        "from fct_innovation f left join dim_window w using (window_code) "
        f"where {where} order by f.happened_on desc, f.innovation_no",
        params,
    )
