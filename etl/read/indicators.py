"""Counts by window that scores are made of, one row a window; nothing here is weighed."""

from __future__ import annotations

import pandas as pd

from etl.read.build import Build
from etl.read.figures import SOUND
from etl.read.scope import Scope

WORKDAY_LIMIT = 999  # a limit of 999 and more stands for “no limit” in exports


IS_SENT_BACK = "(status is not null and status = '退件' or result is not null and result = '退回')"


def returns_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Cases sent back or supplemented twice and more, of those finished or sent back.

    A case sent back without a finish belongs to the month of its acceptance. `with_supplements`
    counts the cases whose source tells the number of supplements at all. One supplement is the
    law's 一次性告知 and counts as nothing; drafts, refusals and withdrawals are not in it.
    """
    where, params = scope.cases("finished")
    where = where.replace("finished_month", "coalesce(finished_month, accepted_month)")
    return build.frame(
        "select window_code, count(*) as handled, count(supplement_count) as with_supplements, "
        f"count(*) filter (where {IS_SENT_BACK} or supplement_count >= 2) as returned "
        f"from fct_case where ({IS_SENT_BACK} or is_counted and finished_month is not null) "
        f"and window_code is not null and {where} group by 1",
        params,
    )


def joint_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Child cases of joint approvals finished with a verdict on the promise, and those in time."""
    where, params = scope.cases("finished")
    return build.frame(
        "select window_code, count(*) as joint, "
        "count(*) filter (where finish_class <> '超期') as joint_on_time from fct_case "
        f"where joint_no is not null and window_code is not null and {SOUND} "
        f"and finish_class is not null and {where} group by 1",
        params,
    )


def catalogue_by_window(build: Build) -> pd.DataFrame:
    """What the catalogue says of each window's items; items of no known window are left out.

    `settled` and `settled_known`: settled in and authorised, of items where both are told;
    `quick` and `quick_known`: 即办件 or one visit at most, of items where either is told;
    `statutory_days`, `promise_days` and `limited`: sums and number of the items with both limits
    in working days, without 即办 and unlimited ones on the statutory side.
    """
    has_limits = (
        f"statutory_workdays > 0 and statutory_workdays < {WORKDAY_LIMIT} "
        f"and promise_workdays >= 0 and promise_workdays < {WORKDAY_LIMIT}"
    )
    return build.frame(
        "with names as (select window_name, max(window_code) as window_code from dim_window "
        "where not is_from_cases group by 1 having count(*) = 1), "
        "items as (select coalesce(w.window_code, n.window_code) as resolved, i.* "
        "exclude (window_code) from dim_item i "
        "left join dim_window w on w.window_code = i.window_code "
        "left join names n on n.window_name = i.window_code where not i.is_from_cases) "
        "select resolved as window_code, "
        "count(*) filter (where is_settled_in and is_authorised) as settled, "
        "count(*) filter (where is_settled_in is not null and is_authorised is not null) "
        "as settled_known, "
        "count(*) filter (where case_type = '即办件' or min_visits <= 1) as quick, "
        "count(*) filter (where case_type is not null or min_visits is not null) as quick_known, "
        f"coalesce(sum(statutory_workdays) filter (where {has_limits}), 0) as statutory_days, "
        f"coalesce(sum(promise_workdays) filter (where {has_limits}), 0) as promise_days, "
        f"count(*) filter (where {has_limits}) as limited "
        "from items where resolved is not null group by 1"
    )
