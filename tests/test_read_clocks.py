"""Every figure of the pages on the clocks, recomputed from the facts and the landing by pandas."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl.read import Build, Scope, delivery, items, pausing, tables, watch
from etl.read import joint as read_joint
from etl.read.figures import case_figures, whole_days
from etl.reference import item_words
from etl.settings import Settings
from reports import limits, whatif
from reports.items import item_page, last_year
from reports.joint import Project, joint_view
from reports.pausing import pausing_view
from reports.watch import folded, left_words, watch_view

OCTOBER = dt.date(2026, 10, 1)
YEAR = Scope(dt.date(2025, 11, 1), OCTOBER)
SCOPES = [
    Scope(OCTOBER, OCTOBER),
    Scope(dt.date(2026, 3, 1), dt.date(2026, 3, 1), "accepted"),
    Scope(dt.date(2026, 1, 1), OCTOBER, dept="公安局"),
    Scope(dt.date(2026, 7, 1), dt.date(2026, 9, 1), channel="窗口办理", case_type="承诺件"),
    Scope(dt.date(2025, 11, 1), OCTOBER, window="G04"),
]


@pytest.fixture(scope="module")
def facts(demo_build: Build) -> pd.DataFrame:
    return demo_build.frame("select * from fct_case")


@pytest.fixture(scope="module")
def workday_no(demo_build: Build) -> dict[dt.date, int]:
    days = demo_build.frame("select date, workday_no from dim_date")
    return dict(zip(days["date"].dt.date, days["workday_no"], strict=True))


def picked(facts: pd.DataFrame, scope: Scope, month: str | None = None) -> pd.DataFrame:
    """The scope's cases, picked without the read door."""
    column = facts[month or f"{scope.basis}_month"]
    kept = (column >= pd.Timestamp(scope.first)) & (column <= pd.Timestamp(scope.last))
    return filtered(facts[kept], scope)


def filtered(facts: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    kept = pd.Series(True, index=facts.index)
    for column, value in (("dept_name", scope.dept), ("window_code", scope.window),
                          ("channel", scope.channel), ("case_type", scope.case_type)):  # fmt: skip
        if value is not None:
            kept &= facts[column] == value
    return facts[kept]


def sound(cases: pd.DataFrame) -> pd.DataFrame:
    return cases[cases["is_counted"] & ~cases["has_date_conflict"] & cases["finished_on"].notna()]


def still_open(facts: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    rows = filtered(facts, scope)
    return rows[rows["is_counted"] & rows["finished_on"].isna() & (rows["status"] != "办结")]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_promise_judged_both_ways(demo_build: Build, facts: pd.DataFrame, scope: Scope) -> None:
    told = case_figures(demo_build, scope).on_time_lawful
    rows = sound(picked(facts, scope))
    rows = rows[rows["finish_class"].notna()]
    assert told.whole == len(rows)
    assert told.part == (rows["is_within_promise_lawful"] == True).sum()  # noqa: E712
    # Fewer pauses deducted never make a case earlier.
    by_law, kept = (
        rows[one].astype(bool) for one in ("is_within_promise_lawful", "is_within_promise")
    )
    assert not (by_law & ~kept).any()


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_watch_counts(demo_build: Build, facts: pd.DataFrame, scope: Scope) -> None:
    told = watch.cards(demo_build, scope)
    rows = still_open(facts, scope)
    cards = rows["card"].value_counts()
    assert (told.red, told.yellow, told.warned) == tuple(cards.get(k, 0) for k in watch.CARDS)
    assert told.open == len(rows)
    assert told.stopped == rows["is_stopped"].sum()
    assert told.past_promise == rows["is_within_promise"].eq(False).sum()
    assert told.past_statutory == rows["is_within_statutory"].eq(False).sum()
    left = watch.days_left(demo_build, scope)
    for clock in ("promise", "statutory"):
        own = rows[f"{clock}_workdays_left"]
        # As-of is a Saturday: what was due on Friday is late without a working day since.
        late = rows[f"is_within_{clock}"].eq(False).fillna(False).astype(bool)
        counts = own.where(~late, own.clip(upper=-1)).value_counts()
        assert left[left[clock] > 0].set_index("days")[clock].to_dict() == counts.to_dict()
    near = folded(left)
    assert near["promise"].sum() == rows["promise_workdays_left"].notna().sum()
    windows = watch.open_by_window(demo_build, scope)
    for row in windows.itertuples():
        own = rows[rows["window_code"] == row.window_code]["card"].value_counts()
        assert (row.red, row.yellow, row.warned) == tuple(own.get(k, 0) for k in watch.CARDS)
    assert windows[["red", "yellow", "warned"]].sum().sum() == rows["card"].notna().sum()


def test_the_watch_list_is_the_cases_with_a_card_and_the_days_they_came(
    demo_build: Build, facts: pd.DataFrame, workday_no: dict[dt.date, int]
) -> None:
    told = watch.watch_list(demo_build, SCOPES[0])
    rows = still_open(facts, SCOPES[0])
    assert set(told["case_id"]) == set(rows[rows["card"].notna()]["case_id"])
    assert not told["case_id"].duplicated().any()
    order = told["card"].map({"预警": 0, "红牌": 1, "黄牌": 2})
    assert order.is_monotonic_increasing
    as_of = demo_build.meta.as_of
    for row in told.itertuples():
        promise, statute = row.promise_due_on, row.statutory_due_on
        day = (promise if not pd.isna(promise) else statute).date()
        warned = next(d for d in days_to(day) if workday_no[d] >= workday_no[day] - 1)
        assert row.warned_on.date() == max(warned, row.accepted_on.date())
        late = [d for d in days_from(as_of, 400) if not pd.isna(promise) and d > promise.date()]
        assert (None if pd.isna(row.yellow_on) else row.yellow_on.date()) == min(late, default=None)
        red = [d for d in late if workday_no[d] - workday_no[promise.date()] > 3]
        red += [d for d in days_from(as_of, 400) if not pd.isna(statute) and d > statute.date()]
        expected = min(red, default=None) if row.card == "红牌" else None
        assert (None if pd.isna(row.red_on) else row.red_on.date()) == expected


def days_to(day: dt.date) -> list[dt.date]:
    return [day - dt.timedelta(days=n) for n in range(40, -1, -1)]


def days_from(as_of: dt.date, span: int) -> list[dt.date]:
    return [as_of - dt.timedelta(days=n) for n in range(span, -1, -1)]


def test_month_ends_are_counted_case_by_case(demo_build: Build, facts: pd.DataFrame) -> None:
    told = watch.open_monthly(demo_build, YEAR).set_index("month")
    rows = facts[facts["is_counted"] & ~facts["has_date_conflict"]]
    rows = rows[(rows["status"] != "办结") | rows["finished_on"].notna()]
    rows = rows[~(rows["finished_on"] > pd.Timestamp(demo_build.meta.as_of))]
    for month in pd.date_range("2025-11-01", "2026-10-01", freq="MS"):
        end = month + pd.offsets.MonthEnd()
        alive = rows[(rows["accepted_on"] <= end) & ~(rows["finished_on"] <= end)]
        assert told.loc[month, "opened"] == len(alive)
        assert told.loc[month, "past_promise"] == (alive["promise_due_on"] < end).sum()
        assert told.loc[month, "past_statutory"] == (alive["statutory_due_on"] < end).sum()


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_pauses_by_window(demo_build: Build, facts: pd.DataFrame, scope: Scope) -> None:
    told = pausing.by_window(demo_build, scope).set_index("window_code")
    rows = sound(picked(facts, scope))
    rows = rows[rows["finish_class"].notna()]
    assert told["promised"].sum() == len(rows)
    assert set(told.index.dropna()) == set(rows["window_code"].dropna())
    whole = case_figures(demo_build, scope)
    assert (told["on_time"].sum(), told["promised"].sum()) == (
        whole.on_time.part,
        whole.on_time.whole,
    )
    for code, own in rows.groupby("window_code"):
        paused = own[own["paused_workdays"] > 0]
        assert told.loc[code, "promised"] == len(own)
        assert told.loc[code, "on_time"] == (own["finish_class"] != "超期").sum()
        assert told.loc[code, "only_by_pause"] == own["is_within_promise_only_by_pause"].sum()
        assert told.loc[code, "paused"] == len(paused)
        assert told.loc[code, "paused_days"] == paused["paused_workdays"].sum()
        local = paused["paused_workdays"] - paused["paused_statutory_workdays"]
        assert told.loc[code, "paused_local_days"] == local.sum()


def test_the_reasons_of_pauses_are_those_of_the_landed_rows(
    demo_build: Build, facts: pd.DataFrame
) -> None:
    told = pausing_view(demo_build, YEAR).reasons_by_kind().set_index("pause_kind")
    rows = sound(picked(facts, YEAR))
    paused = rows[(rows["paused_workdays"] > 0) & rows["finish_class"].notna()]
    pauses = demo_build.frame("select * from fct_pause")
    live = pauses[(pauses["ended_on"].isna()) | (pauses["ended_on"] >= pauses["started_on"])]
    joined = live.merge(paused[["case_id", "accepted_on", "finished_on"]], on="case_id")
    outside = (joined["ended_on"] <= joined["accepted_on"]) | (
        joined["started_on"] >= joined["finished_on"]
    )
    counts = joined[~outside]["pause_kind"].value_counts()
    assert told["pauses"].to_dict() == counts.to_dict()


def test_the_gaming_window_stands_out_by_its_pauses(
    demo_build: Build, truth: dict[str, Any]
) -> None:
    view = pausing_view(demo_build, YEAR)
    assert truth["gaming_window"] in set(view.unusual["window_code"])
    assert len(view.unusual) <= 6
    row = view.windows.set_index("window_code").loc[truth["gaming_window"]]
    assert row["window_name"] in view.sentences()[1]
    peers = view.windows[view.windows["peer_group"] == row["peer_group"]]
    assert row["peers_promised"] == peers["promised"].sum() - row["promised"]
    assert row["peers_paused"] == peers["paused"].sum() - row["paused"]


@pytest.mark.parametrize("scope", SCOPES[:4], ids=str)
def test_delivery(demo_build: Build, facts: pd.DataFrame, scope: Scope) -> None:
    told = delivery.delivery(demo_build, scope)
    rows = sound(picked(facts, scope, "finished_month"))
    granted = rows[rows["result"].isin(["准予"]) | rows["result"].isna()]
    known = granted[
        granted["delivered_on"].notna() & (granted["delivered_on"] >= granted["finished_on"])
    ]
    assert told.in_time.whole == len(known) > 0
    assert told.unknown == len(granted) - len(known)
    calendar = demo_build.frame("select date, is_workday from dim_date")
    off = calendar[~calendar["is_workday"]]["date"].to_numpy().astype("datetime64[D]")
    finished, delivered = (
        known[c].to_numpy().astype("datetime64[D]") for c in ("finished_on", "delivered_on")
    )
    due = np.busday_offset(finished, 10, roll="backward", weekmask="1111111", holidays=off)
    assert told.in_time.part == (delivered <= due).sum()
    days = np.busday_count(finished + 1, delivered + 1, weekmask="1111111", holidays=off)
    # Delivered on a rest day: by the next working day's number.
    days = days + (np.isin(delivered, off) & (delivered > finished))
    assert told.median_days == np.median(days)
    assert told.in_ninety == sorted(days)[math.ceil(0.9 * len(days)) - 1]


def test_delivery_by_item_adds_up(demo_build: Build) -> None:
    whole = delivery.delivery(demo_build, YEAR)
    parts = delivery.by_item(demo_build, YEAR)
    assert parts["delivered"].sum() == whole.in_time.whole
    assert parts["late"].sum() == whole.in_time.whole - whole.in_time.part > 0


def test_whole_days_hold_for_the_share_and_one_less_does_not() -> None:
    rng = np.random.default_rng(11)
    for _ in range(200):
        days = np.unique(rng.integers(0, 40, rng.integers(1, 20)))
        cases = rng.integers(1, 30, len(days))
        share = rng.choice([0.5, 0.9, 0.95, 1.0])
        found = whole_days(days, cases, share)
        assert found is not None
        assert cases[days <= found].sum() >= round(share * cases.sum(), 9)
        assert cases[days < found].sum() < share * cases.sum()
    assert whole_days([], [], 0.9) is None
    assert whole_days([1, 2], [9, 1], 0.9) == 1


@pytest.mark.parametrize("share", whatif.SHARES)
def test_what_if_is_the_shortest_promise_that_holds(
    demo_build: Build, facts: pd.DataFrame, share: float
) -> None:
    told = whatif.what_if(demo_build, YEAR, share)
    rows = sound(picked(facts, YEAR, "finished_month"))
    rows = rows[rows["shortest_promise_workdays"].notna()]
    counts = rows.groupby("item_code").size()
    catalogue = demo_build.frame("select * from dim_item").set_index("item_code")
    limited = catalogue[catalogue["promise_workdays"].notna()].index
    assert set(told.items["item_code"]) == {
        c for c in limited if counts.get(c, 0) >= whatif.MINIMUM
    }
    for row in told.items.itertuples():
        own = rows[rows["item_code"] == row.item_code]["shortest_promise_workdays"]
        kept = [(own <= n).sum() for n in range(int(own.max()) + 1)]
        shortest = next(n for n, k in enumerate(kept) if k >= round(share * len(own), 9))
        assert (row.needed, row.n, row.broken) == (shortest, len(own), len(own) - kept[shortest])
        assert row.broken_now == (own > math.ceil(row.promise_workdays)).sum()
        expected = shortest if shortest < row.promise_workdays else None
        assert (None if pd.isna(row.proposed) else row.proposed) == expected
    both = catalogue[catalogue["statutory_workdays"].gt(0) & catalogue["promise_workdays"].notna()]
    proposed = told.items.set_index("item_code")["proposed"].dropna()
    after = both["promise_workdays"].to_dict() | {
        c: v for c, v in proposed.items() if c in both.index
    }
    law = both["statutory_workdays"].sum()
    assert told.new_compression == pytest.approx(1 - sum(after.values()) / law)
    assert (told.new_compression or 0) >= (told.compression or 0)


def test_a_shorter_promise_would_break_what_it_says(demo_build: Build, facts: pd.DataFrame) -> None:
    """The proposal tried for real: due dates of unpaused cases moved to the proposed promise."""
    told = whatif.what_if(demo_build, YEAR, 0.95).shorter.head(5)
    calendar = demo_build.frame("select date, is_workday from dim_date")
    off = calendar[~calendar["is_workday"]]["date"].to_numpy().astype("datetime64[D]")
    rows = sound(picked(facts, YEAR, "finished_month"))
    for item in told.itertuples():
        own = rows[(rows["item_code"] == item.item_code) & (rows["paused_workdays"] == 0)]
        accepted, finished = (
            own[c].to_numpy().astype("datetime64[D]") for c in ("accepted_on", "finished_on")
        )
        due = np.busday_offset(
            accepted, int(item.proposed), roll="backward", weekmask="1111111", holidays=off
        )
        due = np.where(item.proposed == 0, accepted, due)
        assert (finished > due).sum() == (own["shortest_promise_workdays"] > item.proposed).sum()


def test_items(demo_build: Build, facts: pd.DataFrame) -> None:
    busiest = facts["item_code"].value_counts().index[:3]
    scope = last_year(demo_build)
    assert (scope.first, scope.last) == (YEAR.first, YEAR.last)
    for code in busiest:
        page = item_page(demo_build, code)
        assert page is not None
        own = sound(picked(facts, YEAR, "finished_month"))
        own = own[own["item_code"] == code]
        used = sorted(own["shortest_promise_workdays"].dropna())
        assert page.record.finished == len(own)
        assert page.record.in_ninety == used[math.ceil(round(0.9 * len(used), 9)) - 1]
        assert page.record.on_time.whole == own["finish_class"].notna().sum()
        assert page.record.on_time.part == own["finish_class"].isin(["提前", "按时", "即办"]).sum()
        days = page.record.in_ninety
        how = "当天办结" if days == 0 else f"在 {days} 个工作日内办结"
        assert how in page.real()
        windows = picked(facts, YEAR)
        windows = windows[(windows["item_code"] == code) & windows["is_counted"]]["window_code"]
        assert (
            page.windows.set_index("window_code")["cases"].to_dict()
            == windows.value_counts().to_dict()
        )
    assert item_page(demo_build, "没有这个编码") is None


def test_search_finds_by_every_word(demo_build: Build) -> None:
    names = demo_build.frame("select item_code, item_name, dept_name from dim_item")
    for text in ("社保", "变更 公安", "990100100101", "zzz", ""):
        rows, found = items.search(demo_build, text, None, {})
        joined = names["item_name"] + " " + names["item_code"] + " " + names["dept_name"].fillna("")
        wanted = names[[all(w in one for w in text.split()) for one in joined]]
        assert found == len(wanted)
        assert set(rows["item_code"]) <= set(wanted["item_code"])
        assert len(rows) == min(found, items.FOUND)


def test_search_knows_what_people_call_things(demo_build: Build) -> None:
    called = item_words(Settings().reference("item_words.csv"))
    for said, formal in (("驾照", "驾驶证"), ("结婚证", "婚"), ("社保卡", "社会保障卡")):
        rows, found = items.search(demo_build, said, None, called)
        assert found > 0
        assert rows["item_name"].str.contains(formal).any()


def test_heat_is_the_share_of_each_month(demo_build: Build, facts: pd.DataFrame) -> None:
    told = limits.heat(demo_build, SCOPES[0])
    rows = sound(picked(facts, YEAR))
    rows = rows[rows["finish_class"].notna()]
    assert list(told.columns) == ["近12月", "5月", "6月", "7月", "8月", "9月", "10月"]
    for dept, own in rows.groupby("dept_name"):
        assert told.loc[dept, "近12月"] == pytest.approx((own["finish_class"] != "超期").mean())
        last = own[own["finished_month"] == pd.Timestamp(OCTOBER)]
        if len(last) >= limits.MINIMUM:
            assert told.loc[dept, "10月"] == pytest.approx((last["finish_class"] != "超期").mean())
    assert told["近12月"].is_monotonic_increasing


def test_the_city_gives_no_due_times_so_nothing_differs(demo_build: Build) -> None:
    assert tables.by_source_time(demo_build, YEAR).empty


# --- joint approvals --------------------------------------------------------------------------


def test_joint_projects_are_those_of_the_city(demo_build: Build, truth: dict[str, Any]) -> None:
    every = Scope(dt.date(2024, 11, 1), OCTOBER)
    view = joint_view(demo_build, every)
    assert len(view.projects) == truth["joint_projects"]
    cases = demo_build.rows(
        "select count(*) from fct_case where joint_no is not null and is_counted and not has_date_conflict"
    )[0][0]
    assert sum(len(one.steps) for one in view.projects) == cases


def test_elapsed_sum_idle_and_path_day_by_day(
    demo_build: Build, workday_no: dict[dt.date, int]
) -> None:
    view = joint_view(demo_build, Scope(dt.date(2024, 11, 1), OCTOBER))
    workdays = sorted(
        {day for day, no in workday_no.items() if workday_no.get(day - dt.timedelta(days=1)) != no}
    )
    for one in view.projects:
        steps = one.steps
        spans = [
            (a.date(), b.date())
            for a, b in zip(steps["accepted_on"], steps["ended_on"], strict=True)
        ]
        begun = min(steps["dispatched_on"].iloc[0].date(), *(a for a, _ in spans))
        ended = max(b for _, b in spans)
        whole = [day for day in workdays if begun < day <= ended]
        assert one.elapsed == len(whole)
        assert one.summed == sum(sum(a < day <= b for day in workdays) for a, b in spans)
        assert one.waiting == sum(not any(a < day <= b for a, b in spans) for day in whole)
        assert_critical(one, steps, workday_no)


def assert_critical(one: Project, steps: pd.DataFrame, workday_no: dict[dt.date, int]) -> None:
    """The path ends last, never overlaps, and its days and waits add up to the project's."""
    assert one.path
    by_case = steps.set_index("case_no")
    ends = [int(by_case.loc[step.case_no, "ended_no"]) for step in one.path]
    starts = [int(by_case.loc[step.case_no, "accepted_no"]) for step in one.path]
    assert ends[-1] == steps["ended_no"].max()
    assert all(start >= end for end, start in zip(ends, starts[1:], strict=False))
    assert sum(step.took + step.waited for step in one.path) == one.elapsed
    begun = int(min(steps["dispatched_no"].iloc[0], steps["accepted_no"].min()))
    later: set[str] = set()
    for step, start in zip(one.path[::-1], starts[::-1], strict=True):
        later.add(step.case_no)
        # Of cases begun and done on one day any may stand before the others, but only once.
        before = steps[(steps["ended_no"] <= start) & ~steps["case_no"].isin(later)]["ended_no"]
        assert step.waited == start - max([begun, *before])


def test_a_department_sees_whole_projects(demo_build: Build) -> None:
    every = Scope(dt.date(2024, 11, 1), OCTOBER)
    own = read_joint.steps(demo_build, Scope(every.first, every.last, dept="城市管理局"))
    whole = read_joint.steps(demo_build, every)
    wanted = set(whole[whole["dept_name"] == "城市管理局"]["joint_no"])
    assert set(own["joint_no"]) == wanted
    assert len(own) == whole["joint_no"].isin(wanted).sum()


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "said"),
    [(2, "还剩 2 个工作日"), (0, "今天到期"), (-3, "超 3 个工作日"), (None, "到期日超出日历")],
)
def test_days_left_in_words(left: float | None, said: str) -> None:
    assert left_words(left, left is not None and left < 0) == said
    # Due on a Friday, looked at on the Saturday: past, with no working day in between.
    assert left_words(0, is_past=True) == "已过到期日"


def test_the_first_sentence_of_the_watch_page_counts(demo_build: Build) -> None:
    view = watch_view(demo_build, SCOPES[0])
    first = view.sentences()[0]
    assert f"在办 {view.cards.open:,} 件" in first
    assert f"红牌 {view.cards.red}、黄牌 {view.cards.yellow}" in first
    assert f"超承诺 {view.cards.past_promise}、超法定 {view.cards.past_statutory}" in first
    nothing = watch_view(demo_build, Scope(OCTOBER, OCTOBER, window="没有"))
    assert nothing.sentences() == ["当前筛选下没有在办的办件。"]
