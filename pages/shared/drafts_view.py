"""Rows written by hand that wait: to be looked through, dropped or imported."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from etl import jobs
from etl.read import Build
from etl.settings import Settings
from pages.shared import frame, imports_job
from pages.shared.labels import NAME_FIRST
from records.users import User
from reports import words

SHOWN = 20
NEED_NAME = f"{NAME_FIRST}存；会记下是谁录的。"


def waiting(
    rows: pd.DataFrame,
    titles: dict[str, str],
    user: User,
    file_name: str,
    drop: Callable[[str], None],
) -> str | None:
    """The rows that wait, and one of them by its number to be dropped; which one is chosen."""
    st.subheader(f"等待导入的 {words.count(len(rows))} 条", anchor=False)
    frame.table(rows.iloc[::-1], file_name, "drafts-table", SHOWN)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "看一条或删掉录错的", list(titles), index=None, key="drop", placeholder="请选择",
            format_func=titles.__getitem__,
        )  # fmt: skip
        st.button(
            "删掉", key="drop_it", disabled=not (user.is_named and chosen), on_click=_drop,
            args=(drop, str(chosen)),
        )  # fmt: skip
    return chosen


def _drop(drop: Callable[[str], None], number: str) -> None:
    drop(number)
    st.session_state["drop"] = None


def land(settings: Settings, user: User, build: Build, title: str, step: tuple[str, ...]) -> None:
    """Import what waits and build, as a job of its own."""
    if st.button(
        "导入并生成",
        key="land",
        type="primary",
        icon=":material/upload:",
        disabled=not user.is_named,
    ):
        first = jobs.Step(title, (*step, "--by", str(user), "--progress"))
        # What is written by hand must not move the day that cases are counted to.
        then = imports_job.build_step(build.meta.as_of)
        imports_job.begin(settings, title, user, [first, then], None)
