"""Paused cases: how often, for what reasons, and what was on time only by them."""

from __future__ import annotations

import pandas as pd

from etl.read.build import Build
from etl.read.figures import SOUND
from etl.read.scope import Scope


def by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Finished cases with a promise by window, and what pauses did to them.

    promised, on_time, on_time_lawful (local pauses not deducted), only_by_pause, paused (cases
    whose promise clock stood for a working day or more), paused_days and paused_local_days
    (working days; the second of pauses that no law knows). Cases without a window are one row of
    their own (window_code null), so that the rows add up to the scope.
    """
    month, params = scope.case_months()
    cases, case_params = scope.cases()
    return build.frame(
        "with counted as (select window_code, sum(promised)::bigint as promised, "
        "sum(on_time)::bigint as on_time, sum(on_time_lawful)::bigint as on_time_lawful, "
        f"sum(only_by_pause)::bigint as only_by_pause from mart_case_month where {month} group by 1), "
        "stopped as (select window_code, count(*) as paused, sum(paused_workdays)::bigint as paused_days, "
        "sum(paused_workdays - paused_statutory_workdays)::bigint as paused_local_days "
        f"from fct_paused_case where {SOUND} and finish_class is not null and {cases} group by 1) "
        "select c.window_code, coalesce(w.window_name, c.window_code, '未登记窗口') as window_name, "
        "w.dept_name, coalesce(w.peer_group, '未分组') as peer_group, c.promised, c.on_time, "
        "c.on_time_lawful, c.only_by_pause, coalesce(s.paused, 0) as paused, "
        "coalesce(s.paused_days, 0) as paused_days, "
        "coalesce(s.paused_local_days, 0) as paused_local_days "
        "from counted c left join dim_window w on w.window_code = c.window_code "
        "left join stopped s on s.window_code is not distinct from c.window_code "
        "where c.promised > 0 order by c.only_by_pause desc, paused desc, c.window_code",
        [*params, *case_params],
    )


def reasons(build: Build, scope: Scope) -> pd.DataFrame:
    """Pauses of the scope's finished cases by window and kind: pauses, cases, only_by_pause."""
    cases, params = scope.cases()
    return build.frame(
        "select p.pause_kind, p.is_statutory, c.window_code, count(*) as pauses, "
        "count(distinct c.case_id) as cases, "
        "count(distinct case when c.is_within_promise_only_by_pause then c.case_id end) "
        "as only_by_pause from fct_pause p "
        f"join (select * from fct_paused_case where {SOUND} and finish_class is not null and {cases}) c "
        "on c.case_id = p.case_id where not p.is_idle group by all order by pauses desc, 1",
        params,
    )


def monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """By month: promised, on_time, on_time_lawful and only_by_pause, oldest first."""
    month, params = scope.case_months()
    return build.frame(
        "select month, sum(promised)::bigint as promised, sum(on_time)::bigint as on_time, "
        "sum(on_time_lawful)::bigint as on_time_lawful, sum(only_by_pause)::bigint as only_by_pause "
        f"from mart_case_month where {month} group by 1 order by 1",
        params,
    )
