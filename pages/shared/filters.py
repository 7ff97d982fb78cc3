"""Period, department, window, channel and case type: chosen once, kept in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from etl.read import Build, Scope, figures, tables
from etl.read.scope import shift_month
from pages.shared.cached import ask
from pages.shared.frame import plain
from reports.guestbook import window_label
from reports.overview import latest_whole_month
from reports.words import month, period

ALL_DEPARTMENTS, ALL_WINDOWS = "全部部门", "全部窗口"
ALL_CHANNELS, ALL_TYPES = "全部渠道", "全部类型"
BASES = {"按办结": "finished", "按受理": "accepted"}
LAST_YEAR = "最近12个月"
VIEW, UNKNOWN_PERIOD, LONGEST_SHOWN = "chosen_view", "unknown_period", 20
KEYS = ("period", "dept", "window", "channel", "type", "basis")


def clipped(
    offered: dict[str, tuple[dt.date, dt.date]], as_of: dt.date
) -> dict[str, tuple[dt.date, dt.date]]:
    """Periods end with the month of as-of: what comes after has not happened.

    An unfinished quarter is then compared with as many months before, and says so in words.
    """
    last = as_of.replace(day=1)
    return {name: (first, min(end, last)) for name, (first, end) in offered.items()}


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


def offered_periods(build: Build) -> tuple[dict[str, tuple[dt.date, dt.date]], str]:
    """The periods to choose from and the default: the latest whole month.

    Without any month the page says so and stops.
    """
    months = ask(figures.months, build)
    last = latest_whole_month(months, build.meta.as_of)
    if last is None:
        st.info("已发布的数据里还没有可统计的月份：请先导入办件或留言。")
        st.stop()
    return clipped(periods(months, build.meta.as_of), build.meta.as_of), month(last)


def choose(build: Build) -> None:
    """Draw the filters once, above every page, and keep the view for the page that follows.

    They belong to the frame and not to a page, so that a choice holds on the next page too. The
    keys are the names in the address, so that a view can be sent to a colleague.
    """
    offered, default = offered_periods(build)
    options = ask(tables.choices, build)
    # No option is the default, so that the address always names the period.
    chosen = st.selectbox(
        "时段", list(offered), index=None, key="period", width=180,
        bind="query-params", placeholder="请选择时段",
    )  # fmt: skip
    _tell_unknown(chosen or default, default)
    # In the side bar and not in a popover: only what is drawn keeps its place in the address.
    with st.sidebar:
        filters = _more(options)
    first, last = offered[chosen or default]
    scope = Scope(first, last, *filters[:-1])
    st.session_state[VIEW] = (scope, filters[-1])


def unknown_period(written: str | None) -> None:
    """Remember that an address named a period without data, to be told on the page that is shown instead."""
    if written:
        st.session_state[UNKNOWN_PERIOD] = written


def _tell_unknown(chosen: str, default: str) -> None:
    """Say so as long as the period stands that was taken instead."""
    if UNKNOWN_PERIOD not in st.session_state:
        return
    if chosen != default:
        del st.session_state[UNKNOWN_PERIOD]
        return
    written = str(st.session_state[UNKNOWN_PERIOD])[:LONGEST_SHOWN]
    st.warning(plain(f"网址里的时段“{written}”没有数据或写法不对，现在看的是{default}。"))


def keep() -> None:
    """Hold the choices on a page without filters, so that they stand again on the next one."""
    for key in KEYS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def current() -> tuple[Scope, str | None]:
    """The view chosen above the page: its scope and the chosen window's name."""
    view: tuple[Scope, str | None] = st.session_state[VIEW]
    return view


def _more(options: dict[str, list[Any]]) -> tuple[Any, ...]:
    """Cohort, department, window, channel and type, None for all; last the window's name."""
    dept = _one("部门", ALL_DEPARTMENTS, options["departments"], "dept")
    code, name = _window(options["windows"], dept)
    channel = _one("渠道", ALL_CHANNELS, options["channels"], "channel")
    case_type = _one("办件类型", ALL_TYPES, options["case_types"], "type")
    basis = st.segmented_control(
        "统计口径", list(BASES), default="按办结", key="basis", bind="query-params"
    )
    return BASES[basis or "按办结"], dept, code, channel, case_type, name


def _warn_unknown(label: str, names: list[str], key: str) -> None:
    """An address may name what is not there: say so, else the whole city would pass for it."""
    written = st.query_params.get(key)
    if key not in st.session_state and written and written not in names:
        st.warning(f"网址里的{label}不存在或不属于所选部门，现在显示全部。")


def _one(label: str, everything: str, names: list[str], key: str) -> str | None:
    _warn_unknown(label, [everything, *names], key)
    chosen = st.selectbox(
        label, [everything, *names], key=key, bind="query-params", placeholder=everything
    )
    return None if chosen in (None, everything) else chosen


def _window(
    windows: list[tuple[str, str, str | None]], dept: str | None
) -> tuple[str | None, str | None]:
    """Code and name of the chosen window; the list follows the department."""
    names = {
        window_label(name, code): (code, name)
        for code, name, owner in windows
        if dept in (None, owner)
    }
    _warn_unknown("窗口", [ALL_WINDOWS, *names], "window")
    chosen = st.selectbox(
        "窗口", [ALL_WINDOWS, *names], key="window", bind="query-params", placeholder=ALL_WINDOWS
    )
    return names.get(chosen or "", (None, None))
