"""Period, department, window, channel and case type: chosen once, kept in the address."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from etl.read import Build, Scope, figures, tables
from etl.read.scope import shift_month
from pages.shared.cached import ask
from reports.overview import latest_whole_month
from reports.words import month, period

ALL_DEPARTMENTS, ALL_WINDOWS = "全部部门", "全部窗口"
ALL_CHANNELS, ALL_TYPES = "全部渠道", "全部类型"
BASES = {"按办结": "finished", "按受理": "accepted"}
LAST_YEAR = "最近12个月"


def periods(months: list[dt.date], as_of: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Every period the data can show by its name, months first, latest first."""
    offered = {month(day): (day, day) for day in months}
    quarters = {(day.year, (day.month - 1) // 3) for day in months}
    for year, quarter in sorted(quarters, reverse=True):
        first = dt.date(year, quarter * 3 + 1, 1)
        span = Scope(first, shift_month(first, 2))
        offered[period(span)] = (span.first, span.last)
    for year in sorted({day.year for day in months}, reverse=True):
        offered[f"{year}年"] = (dt.date(year, 1, 1), dt.date(year, 12, 1))
    last = latest_whole_month(months, as_of)
    if last is not None:
        offered[LAST_YEAR] = (shift_month(last, -11), last)
    return offered


def choose(build: Build, with_channel: bool = True) -> tuple[Scope, str | None]:
    """Draw the filters and return the scope with the chosen window's name.

    The keys are the names in the address, so that a view can be sent to a colleague.
    """
    offered = periods(ask(figures.months, build), build.meta.as_of)
    if not offered:
        st.info("已发布的数据里还没有可统计的月份：请先导入办件或留言。")
        st.stop()
    options = ask(tables.choices, build)
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    with bar:
        chosen = _period(offered, build)
        with st.popover("筛选", icon=":material/filter_alt:"):
            dept = st.selectbox(
                "部门", [ALL_DEPARTMENTS, *options["departments"]], key="dept", bind="query-params"
            )
            window = _window(options["windows"], None if dept == ALL_DEPARTMENTS else dept)
            channel, case_type = ALL_CHANNELS, ALL_TYPES
            if with_channel:
                channel = st.selectbox(
                    "渠道", [ALL_CHANNELS, *options["channels"]], key="channel", bind="query-params"
                )
                case_type = st.selectbox(
                    "办件类型", [ALL_TYPES, *options["case_types"]], key="type", bind="query-params"
                )
            basis = st.segmented_control(
                "统计口径",
                list(BASES),
                default="按办结",
                required=True,
                key="basis",
                bind="query-params",
            )
    first, last = offered[chosen]
    scope = Scope(
        first,
        last,
        "accepted" if BASES[basis or "按办结"] == "accepted" else "finished",
        None if dept == ALL_DEPARTMENTS else dept,
        window[0],
        None if channel == ALL_CHANNELS else channel,
        None if case_type == ALL_TYPES else case_type,
    )
    return scope, window[1]


def _period(offered: dict[str, tuple[dt.date, dt.date]], build: Build) -> str:
    """The period. Its default is no option of its own, so that the address always names it."""
    last = latest_whole_month(ask(figures.months, build), build.meta.as_of)
    names = list(offered)
    default = names.index(month(last)) if last is not None and month(last) in names else 0
    chosen = st.selectbox(
        "时段", names, index=default, key="period", bind="query-params", width=180
    )
    return chosen or names[default]


def _window(
    windows: list[tuple[str, str, str | None]], dept: str | None
) -> tuple[str | None, str | None]:
    """Code and name of the chosen window; the list follows the department."""
    names = {
        f"{name}（{code}）" if name != code else code: (code, name)
        for code, name, owner in windows
        if dept in (None, owner)
    }
    chosen = st.selectbox("窗口", [ALL_WINDOWS, *names], key="window", bind="query-params")
    return names.get(chosen or "", (None, None))
