"""Items of the catalogue: what each asks and promises, and what its cases really took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read.build import Build
from etl.read.figures import ON_TIME, SOUND, Share, weighted_quantile, whole_days
from etl.read.scope import Scope

FOUND = 60


@dataclass(frozen=True)
class Record:
    """What an item's finished cases of a period took, in working days by the promise clock.

    `in_ninety`: the fewest whole working days within which nine of ten were finished, the day of
    the finish counted in full: the shortest promise that nine of ten would have kept.
    `days`: cases by whole working days used; `monthly`: finished, on_time and promised by month.
    """

    finished: int
    median_days: float | None
    in_ninety: int | None
    on_time: Share
    days: pd.DataFrame
    monthly: pd.DataFrame


def search(
    build: Build, text: str, dept: str | None, called: dict[str, list[str]]
) -> tuple[pd.DataFrame, int]:
    """Items whose name, code or department holds every word of `text`, the busiest first, and how many.

    `called` gives the catalogue's words for what people call things; any of them will do.
    """
    name = "lower(item_name || ' ' || item_code || ' ' || coalesce(dept_name, ''))"
    where, params = "true", []
    for word in text.split():
        either = [word, *called.get(word, [])]
        where += f" and ({' or '.join([f'contains({name}, ?)'] * len(either))})"
        params += [one.lower() for one in either]
    if dept is not None:
        where, params = f"{where} and dept_name = ?", [*params, dept]
    frame = build.frame(
        "with busy as (select item_code, sum(cases) as cases from mart_case_cube group by 1) "
        "select item_code, item_name, dept_name, case_type, legal_limit, legal_limit_unit, "
        "promise_limit, promise_limit_unit, min_visits, is_from_cases, "
        "coalesce(b.cases, 0)::bigint as cases, count(*) over () as found "
        f"from dim_item left join busy b using (item_code) where {where} "
        f"order by cases desc, item_code limit {FOUND}",
        params,
    )
    return frame, int(frame["found"].iloc[0]) if len(frame) else 0


def item(build: Build, code: str) -> dict[str, Any] | None:
    """One item of the catalogue or of the cases; None for a code that nothing has."""
    frame = build.frame(
        "select i.*, w.window_name, w.chief_rep from dim_item i "
        "left join dim_window w on w.window_code = i.window_code where i.item_code = ?",
        [code],
    )
    if frame.empty:
        return None
    row = frame.iloc[0]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def windows(build: Build, code: str, scope: Scope) -> pd.DataFrame:
    """The windows that handled the item in the scope: window_code, window_name, cases."""
    where, params = scope.cases(prefix="c.")
    return build.frame(
        "select c.window_code, w.window_name, w.dept_name, sum(c.cases)::bigint as cases "
        "from mart_case_cube c join dim_window w using (window_code) "
        f"where c.item_code = ? and is_counted and {where} "
        "group by all order by cases desc, 1",
        [code, *params],
    )


def record(build: Build, code: str, scope: Scope) -> Record:
    """What the item's cases finished in the scope took."""
    where, params = scope.cases("finished")
    kept = f"item_code = ? and {SOUND} and {where}"
    days = build.frame(
        "select used_workdays as days, sum(cases)::bigint as cases from mart_case_cube "
        f"where {kept} and used_workdays is not null group by 1 order by 1",
        [code, *params],
    )
    needed = build.frame(
        "select shortest_promise_workdays as days, sum(cases)::bigint as cases from mart_case_cube "
        f"where {kept} and shortest_promise_workdays is not null group by 1 order by 1",
        [code, *params],
    )
    monthly = build.frame(
        "select finished_month as month, sum(cases)::bigint as finished, "
        "coalesce(sum(cases) filter (where finish_class is not null), 0)::bigint as promised, "
        f"coalesce(sum(cases) filter (where {ON_TIME}), 0)::bigint "
        f"as on_time from mart_case_cube where {kept} group by 1 order by 1",
        [code, *params],
    )
    return Record(
        int(monthly["finished"].sum()),
        weighted_quantile(days["days"], days["cases"], 0.5),
        whole_days(needed["days"], needed["cases"], 0.9),
        Share(int(monthly["on_time"].sum()), int(monthly["promised"].sum())),
        days,
        monthly,
    )


def needed_promises(build: Build, scope: Scope) -> pd.DataFrame:
    """Finished cases by item and the shortest promise each would have kept.

    Columns item_code, days (working days, see dim_clock), cases; sorted by item and days.
    """
    where, params = scope.cases("finished")
    return build.frame(
        "select item_code, shortest_promise_workdays as days, sum(cases)::bigint as cases "
        f"from mart_case_cube where {SOUND} and shortest_promise_workdays is not null "
        f"and item_code is not null and {where} "
        "group by 1, 2 order by 1, 2",
        params,
    )
