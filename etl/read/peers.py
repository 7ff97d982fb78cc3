"""What windows are compared by: shares by window and month, and their cases by kind."""

from __future__ import annotations

import pandas as pd

from etl.read.build import Build
from etl.read.figures import SOUND
from etl.read.ratings import GOOD
from etl.read.scope import Scope

CASES = {
    "on_time": (f"{SOUND} and finish_class is not null", "finish_class = '超期'"),
    "early": (
        f"{SOUND} and case_type = '承诺件' and finish_class is not null",
        "finish_class <> '提前'",
    ),
    "within_statutory": (f"{SOUND} and is_within_statutory is not null", "not is_within_statutory"),
    "online": (
        "is_counted and channel is not null",
        "channel not in ('电脑端网上办理', '移动端网上申请')",
    ),
}
"""Of which cases a share is made, and which of them miss it; as `mart_case_month` counts them."""
RATINGS = ("is_valid and is_active", f"grade < {GOOD}")


def shares_by_month(build: Build, scope: Scope, metric: str) -> pd.DataFrame:
    """One metric by window and month of the scope: columns window_code, month, part, whole."""
    return _counted(build, scope, metric, ["window_code", "month"])


def kinds_by_window(build: Build, scope: Scope, metric: str) -> pd.DataFrame:
    """Cases of a metric by window and kind: columns window_code, kind, wider, cases, events.

    `kind` is the item; `wider` the case's type with the item's type. `events` are cases that miss
    the metric. For satisfaction they are active ratings.
    """
    frame = _counted(build, scope, metric, ["window_code", "kind", "wider"])
    return frame.assign(cases=frame["whole"], events=frame["whole"] - frame["part"])[
        ["window_code", "kind", "wider", "cases", "events"]
    ]


def _counted(build: Build, scope: Scope, metric: str, by: list[str]) -> pd.DataFrame:
    if metric == "satisfaction":
        (of, missed), table, number = RATINGS, "mart_rating_cube", "ratings"
        (where, params), month, case_type = scope.ratings("c."), "c.rated_month", "null"
    else:
        of, missed = CASES[metric]
        table, number, case_type = "mart_case_cube", "cases", "c.case_type"
        (where, params), month = scope.cases(prefix="c."), f"c.{scope.basis}_month"
    columns = {
        "window_code": "c.window_code",
        "month": month,
        "kind": "c.item_code",
        "wider": f"concat_ws(' · ', {case_type}, i.item_type)",
    }
    chosen = ", ".join(f"{columns[one]} as {one}" for one in by)
    return build.frame(
        f"with c as (select * from {table} c where {where} and c.window_code is not null and {of}) "
        f"select {chosen}, coalesce(sum(c.{number}) filter (where not ({missed})), 0)::bigint as part, "
        f"sum(c.{number})::bigint as whole from c left join dim_item i on i.item_code = c.item_code "
        f"group by {', '.join(str(n + 1) for n in range(len(by)))} order by all",
        params,
    )
