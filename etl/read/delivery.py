"""Delivery of results (发证): the clock from the decision on, apart from both others."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build
from etl.read.figures import Share, weighted_quantile, whole_days
from etl.read.scope import Scope


@dataclass(frozen=True)
class Delivery:
    """Granted cases finished in the scope and what is known of their delivery (行政许可法 44).

    `in_time` counts those delivered within ten working days, of those with a time of delivery;
    `unknown` have none. `median_days`: working days from decision to delivery; `in_ninety`: the
    fewest whole ones within which nine of ten were delivered.
    """

    in_time: Share
    unknown: int
    median_days: float | None
    in_ninety: int | None


def delivery(build: Build, scope: Scope, item: str | None = None) -> Delivery:
    """The delivery figures of a scope, or of one item in it; always by the month of the finish."""
    where, params = scope.cases("finished")
    if item is not None:
        where, params = f"{where} and item_code = ?", [*params, item]
    frame = build.frame(
        "select delivery_workdays as days, is_delivered_in_time as in_time, "
        f"sum(cases)::bigint as cases from mart_delivery_cube where {where} group by all order by 1",
        params,
    )
    told = frame.dropna(subset=["days"])
    by_days = told.groupby("days", as_index=False)["cases"].sum()
    kept = told[told["in_time"].astype(bool)]["cases"].sum()
    return Delivery(
        Share(int(kept), int(told["cases"].sum())),
        int(frame["cases"].sum() - told["cases"].sum()),
        weighted_quantile(by_days["days"], by_days["cases"], 0.5),
        whole_days(by_days["days"], by_days["cases"], 0.9),
    )


def by_item(build: Build, scope: Scope) -> pd.DataFrame:
    """Items with known deliveries: delivered, late (past ten working days), most late first."""
    where, params = scope.cases("finished", "c.")
    return build.frame(
        "select c.item_code, i.item_name, c.dept_name, "
        "sum(cases) filter (where is_delivered_in_time is not null)::bigint as delivered, "
        "coalesce(sum(cases) filter (where not is_delivered_in_time), 0)::bigint as late "
        "from mart_delivery_cube c left join dim_item i using (item_code) "
        f"where {where} group by all having delivered > 0 order by late desc, delivered desc, 1",
        params,
    )
