"""Open cases by the days they have left on both clocks, and how many stood open in past months."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read.build import Build
from etl.read.figures import STILL_OPEN
from etl.read.scope import Scope

CARDS = ("红牌", "黄牌", "预警")
LISTED = 2000


@dataclass(frozen=True)
class Cards:
    """Open cases by internal card, and those without any; `stopped` have their clock stopped now.

    `past_promise` and `past_statutory` may be the same cases or not; red and yellow together are
    all that are past either.
    """

    red: int
    yellow: int
    warned: int
    calm: int
    without_limit: int
    stopped: int
    past_promise: int
    past_statutory: int

    @property
    def open(self) -> int:
        """All open cases."""
        return self.red + self.yellow + self.warned + self.calm + self.without_limit


def cards(build: Build, scope: Scope) -> Cards:
    """Open cases by card under the scope's filters; the period does not apply."""
    where, params = scope.open_cases()
    has_due = "(promise_due_on is not null or statutory_due_on is not null)"
    return Cards(
        *build.rows(
            "select count(*) filter (where card = '红牌'), count(*) filter (where card = '黄牌'), "
            f"count(*) filter (where card = '预警'), count(*) filter (where card is null and {has_due}), "
            f"count(*) filter (where card is null and not {has_due}), "
            "count(*) filter (where is_stopped), count(*) filter (where is_within_promise = false), "
            f"count(*) filter (where is_within_statutory = false) from fct_case where {where} and {STILL_OPEN}",
            params,
        )[0]
    )


def days_left(build: Build, scope: Scope) -> pd.DataFrame:
    """Open cases by working days left: days, promise, statutory (counts by either clock).

    A case past due with no working day since stands at −1: it is late, whatever day it is.
    """
    where, params = scope.open_cases()
    sides = ", ".join(
        f"case when is_within_{clock} = false then least({clock}_workdays_left, -1) "
        f"else {clock}_workdays_left end as {clock}_left"
        for clock in ("promise", "statutory")
    )
    return build.frame(
        f"with opened as (select {sides} from fct_case where {where} and {STILL_OPEN}), "
        "counted as (select promise_left as days, 1 as promise, 0 as statutory from opened "
        "union all select statutory_left, 0, 1 from opened) select days, "
        "sum(promise)::bigint as promise, sum(statutory)::bigint as statutory from counted "
        "where days is not null group by 1 order by 1",
        params,
    )


def watch_list(build: Build, scope: Scope, kinds: tuple[str, ...] = CARDS) -> pd.DataFrame:
    """Open cases with one of these cards, at most 2,000: first those that can still be kept.

    `warned_on`, `yellow_on`, `red_on`: the day each card came, by the due dates as they are now;
    a later pause moves them. `chief_rep` is the window's responsible person.
    """
    where, params = scope.open_cases("c.")
    still = STILL_OPEN.replace("status", "c.status")
    red, warn = build.meta.red_after_workdays, build.meta.warn_workdays
    return build.frame(
        "select c.case_id, c.case_no, c.item_name, c.dept_name, "
        "coalesce(c.window_name, c.window_code) as window_name, w.chief_rep, c.staff_no, "
        "c.accepted_on, c.card, c.promise_due_on, c.promise_workdays_left, c.statutory_due_on, "
        "c.statutory_workdays_left, c.is_within_promise, c.is_within_statutory, c.used_workdays, c.paused_workdays, c.is_stopped, "
        "greatest(wd.date, c.accepted_on) as warned_on, "
        "case when c.is_within_promise = false then c.promise_due_on + 1 end as yellow_on, "
        "case when c.card = '红牌' then least(case when c.is_within_statutory = false "
        "then c.statutory_due_on + 1 end, rd.date) end as red_on "
        "from fct_case c left join dim_window w on w.window_code = c.window_code "
        "left join dim_date due on due.date = coalesce(c.promise_due_on, c.statutory_due_on) "
        f"left join dim_date wd on wd.is_workday and wd.workday_no = due.workday_no - {warn} "
        "left join dim_date pd on pd.date = c.promise_due_on "
        f"left join dim_date rd on rd.is_workday and rd.workday_no = pd.workday_no + {red} + 1 "
        "and rd.date <= ? "
        f"where {where} and {still} and c.card in ({', '.join('?' * len(kinds))}) "
        "order by case c.card when '预警' then 1 when '红牌' then 2 else 3 end, "
        "coalesce(c.promise_workdays_left, c.statutory_workdays_left), c.case_no "
        f"limit {LISTED}",
        [build.meta.as_of, *params, *kinds],
    )


def open_by_window(build: Build, scope: Scope) -> pd.DataFrame:
    """Open cases and cards by window, most red and yellow ones first."""
    where, params = scope.open_cases()
    return build.frame(
        "select window_code, any_value(coalesce(window_name, window_code, '未登记窗口')) as window_name, "
        "any_value(dept_name) as dept_name, count(*) as opened, "
        "count(*) filter (where card = '红牌') as red, count(*) filter (where card = '黄牌') as yellow, "
        "count(*) filter (where card = '预警') as warned from fct_case "
        f"where {where} and {STILL_OPEN} group by window_code having count(card) > 0 "
        "order by red + yellow desc, red desc, warned desc, window_code",
        params,
    )


def open_monthly(build: Build, scope: Scope) -> pd.DataFrame:
    """Open cases at the end of each month of the scope, and those past due then."""
    where, params = scope.month_ends()
    return build.frame(
        "select month, sum(open_cases)::bigint as opened, sum(past_promise)::bigint as past_promise, "
        "sum(past_statutory)::bigint as past_statutory from mart_open_month "
        f"where {where} group by 1 order by 1",
        params,
    )
