"""Fields that several pages ask alike: a day, a window."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence

import streamlit as st

from etl.read import Build, tables
from pages.shared.cached import ask
from reports.guestbook import window_label

NO_WINDOW = "没有写明窗口"


def choose_day(key: str, years: Sequence[int], shown: dt.date) -> dt.date:
    """A day by three Chinese fields, `shown` at first; Streamlit's date picker speaks English."""
    with st.container(horizontal=True):
        year = st.selectbox(
            "年", years, index=list(years).index(shown.year), key=f"{key}_year", width=110,
            format_func=lambda one: f"{one}年",
        )  # fmt: skip
        month = st.selectbox(
            "月", range(1, 13), index=shown.month - 1, key=f"{key}_month", width=90,
            format_func=lambda one: f"{one}月",
        )  # fmt: skip
        last = months.monthrange(year, month)[1]
        # The day that was chosen stays when the month changes, as far as the month has it.
        chosen = st.session_state.get(f"{key}_day", shown.day)
        st.session_state[f"{key}_day"] = min(chosen, last)
        day = st.selectbox(
            "日", range(1, last + 1), key=f"{key}_day", width=90, format_func=lambda one: f"{one}日"
        )
    return dt.date(year, month, day)


def windows(build: Build) -> dict[str, str]:
    """Windows by code, as a choice of windows names them."""
    return {
        code: window_label(name, code) for code, name, _ in ask(tables.choices, build)["windows"]
    }
