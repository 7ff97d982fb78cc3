"""Tables by window, item and department, and the cases behind any figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl.read.build import Build
from etl.read.figures import ON_TIME, SOUND, STILL_OPEN, aggregates
from etl.read.scope import Scope

CASE_SETS = {
    "finished": "is_counted and finished_on is not null",
    "overdue": "is_counted and not has_date_conflict and finish_class = '超期'",
    "past_statutory": "is_counted and not has_date_conflict and finished_on is not null "
    "and is_within_statutory = false",
    "only_by_pause": "is_counted and not has_date_conflict and is_within_promise_only_by_pause",
    "left_out": "not is_counted",
    "conflicts": "is_counted and has_date_conflict",
    "deemed": "is_deemed_accepted",
    "paused": "is_counted and not has_date_conflict and finish_class is not null "
    "and paused_workdays > 0",
}
OPEN_SETS = {
    "open": STILL_OPEN,
    "open_past_promise": f"{STILL_OPEN} and is_within_promise = false",
    "open_past_statutory": f"{STILL_OPEN} and is_within_statutory = false",
    "open_due_soon": f"{STILL_OPEN} and card = '预警'",
    "open_unclear": f"not {STILL_OPEN}",
}
CASE_COLUMNS = (
    "case_no, item_name, dept_name, coalesce(window_name, window_code) as window_name, channel, "
    "case_type, accepted_on, promise_due_on, statutory_due_on, finished_on, used_workdays, "
    "paused_workdays, promise_workdays, statutory_workdays, finish_class, status, result, "
    "source_system, batch_id, row_no"
)


def window_cards(build: Build) -> list[tuple[str, str | None, str, str | None, int | None]]:
    """Code, department, peer group, chief representative and number of staff of every window."""
    return build.rows(
        "select window_code, dept_name, peer_group, chief_rep, staff_count from dim_window order by 1"
    )


def by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Every count and sum by window with its name, department and peer group.

    Windows of the roster without a case in the scope are there too, with zeros.
    """
    where, params = scope.case_months()
    kept, places = scope.places("w.")
    frame = build.frame(
        f"with counted as (select window_code, {aggregates()} from mart_case_month "
        f"where {where} group by 1) "
        "select w.window_code, w.window_name, w.dept_name, w.peer_group, w.is_from_cases, "
        "c.* exclude (window_code) from dim_window w left join counted c using (window_code) "
        f"where true{kept} order by w.window_code",
        [*params, *places],
    )
    numbers = frame.select_dtypes("number").columns
    frame[numbers] = frame[numbers].fillna(0)
    return frame


def by_department(build: Build, scope: Scope) -> pd.DataFrame:
    """Every count and sum by department."""
    where, params = scope.case_months()
    return build.frame(
        f"select dept_name, {aggregates()} from mart_case_month "
        f"where dept_name is not null and {where} group by 1 order by 1",
        params,
    )


def by_department_month(build: Build, scope: Scope) -> pd.DataFrame:
    """on_time and promised by department and month of the scope."""
    where, params = scope.case_months()
    return build.frame(
        "select dept_name, month, sum(on_time)::bigint as on_time, sum(promised)::bigint as promised "
        f"from mart_case_month where dept_name is not null and {where} group by 1, 2 order by 1, 2",
        params,
    )


def by_source_time(build: Build, scope: Scope) -> pd.DataFrame:
    """Finished cases whose source gives a due time, judged by date and by the time of day.

    One row a clock (承诺, 法定): told (cases), by_date and by_time (in time), stricter (in time by
    date alone: finished on the due day after the written hour), looser (the other way round).
    """
    where, params = scope.cases("finished")
    sides = [("承诺", "promise"), ("法定", "statutory")]
    parts = [
        f"select '{name}' as clock, is_within_{clock} as by_date, is_within_{clock}_by_time as by_time "
        f"from fct_case where {SOUND} and is_within_{clock}_by_time is not null "
        f"and is_within_{clock} is not null and {where}"
        for name, clock in sides
    ]
    return build.frame(
        "select clock, count(*) as told, count(*) filter (where by_date) as by_date, "
        "count(*) filter (where by_time) as by_time, "
        "count(*) filter (where by_date and not by_time) as stricter, "
        "count(*) filter (where by_time and not by_date) as looser "
        f"from ({' union all '.join(parts)}) group by 1 order by 1 desc",
        [*params, *params],
    )


def by_item(build: Build, scope: Scope) -> pd.DataFrame:
    """Items with limits in working days and what cases really took: P50, P90, n."""
    where, params = scope.cases()
    took = build.frame(
        "with held as (select item_code, used_workdays as days, sum(cases) as cases "
        f"from mart_case_cube where {SOUND} and used_workdays is not null and {where} "
        "group by 1, 2), placed as (select *, sum(cases) over (partition by item_code "
        "order by days) as upto, sum(cases) over (partition by item_code) as n from held) "
        f"select item_code, max(n)::bigint as n, {_quantile(0.5)} as p50, {_quantile(0.9)} as p90 "
        "from placed group by 1",
        params,
    )
    counts = build.frame(
        f"select item_code, {_verdicts()} from mart_case_cube where {where} group by 1", params
    )
    items = catalogue(build, scope)
    merged = items.merge(took, on="item_code", how="left")
    return merged.merge(counts, on="item_code", how="left")


def _verdicts() -> str:
    """The counts of mart_case_month that items need, over rows of the cube."""
    counts = {"promised": "finish_class is not null", "on_time": ON_TIME,
              "overdue": "finish_class = '超期'"}  # fmt: skip
    return ", ".join(
        f"coalesce(sum(cases) filter (where {SOUND} and {where}), 0)::bigint as {name}"
        for name, where in counts.items()
    )


def _quantile(q: float) -> str:
    """The interpolated quantile of `days` standing `cases` times, of rows counted up to each."""
    place = f"((n - 1) * {q})"
    low = f"min(days) filter (where upto > floor{place})"
    high = f"min(days) filter (where upto > ceil{place})"
    return f"{low} + ({high} - {low}) * (max{place} - floor(max{place}))"


def catalogue(build: Build, scope: Scope) -> pd.DataFrame:
    """Items of the scope's department or window with both limits in working days.

    A window's items are those the catalogue gives it and those its cases name.
    """
    kept, params = ["true"], list[Any]()
    depts = scope.chosen_depts
    windows = scope.chosen_windows
    if depts:
        kept.append(f"dept_name in ({', '.join('?' for _ in depts)})")
        params += depts
    if windows:
        signs = ", ".join("?" for _ in windows)
        served = f"select item_code from mart_case_cube where window_code in ({signs})"
        kept.append(f"(window_code in ({signs}) or item_code in ({served}))")
        params += [*windows, *windows]
    return build.frame(
        "select item_code, item_name, dept_name, window_code, case_type, statutory_workdays, "
        "promise_workdays, legal_limit, legal_limit_unit, promise_limit, promise_limit_unit, "
        f"min_visits, is_online, is_from_cases from dim_item where {' and '.join(kept)} "
        "order by item_code",
        params,
    )


def cases(build: Build, scope: Scope, which: str, limit: int = 1000) -> tuple[pd.DataFrame, int]:
    """Cases behind a figure, the longest first, and how many there are in all.

    KeyError for a set that has no definition.
    """
    if which in OPEN_SETS:
        where, params = scope.open_cases()
        condition = OPEN_SETS[which]
    else:
        where, params = scope.cases()
        condition = CASE_SETS[which]
    total = build.rows(f"select count(*) from fct_case where {where} and {condition}", params)
    frame = build.frame(
        f"select {CASE_COLUMNS} from fct_case where {where} and {condition} "
        f"order by used_workdays desc nulls last, case_no limit {int(limit)}",
        params,
    )
    return frame, int(total[0][0])


def choices(build: Build) -> dict[str, list[Any]]:
    """What the filters offer: departments, windows (code, name, department), channels, types."""
    return {
        "departments": [
            r[0]
            for r in build.rows(
                "select dept_name from dim_department order by windows desc, dept_name"
            )
        ],
        "windows": build.rows(
            "select window_code, window_name, dept_name from dim_window order by window_code"
        ),
        "channels": [
            r[0]
            for r in build.rows(
                "select channel from mart_case_cube where channel is not null "
                "group by 1 order by sum(cases) desc"
            )
        ],
        "case_types": [
            r[0]
            for r in build.rows(
                "select case_type from mart_case_cube group by 1 order by sum(cases) desc"
            )
        ],
    }
