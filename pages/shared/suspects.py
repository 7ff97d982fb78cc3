"""Ratings that people should look at before they are believed; never a penalty by themselves."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read import Build, Scope, voice
from pages.shared import frame
from pages.shared.cached import ask
from pages.shared.labels import UNKNOWN

SHOWN = 30


def suspect_list(build: Build, scope: Scope) -> None:
    """The list behind the number, with the reason for each, opened on demand."""
    count = ask(voice.rating_figures, build, scope).suspect
    if not count:
        return
    title = f"待核查的评价 {count:,} 条"
    with st.expander(title, key="open_suspects", on_change="rerun") as opened:
        if opened.open:
            st.caption("只是线索，请人核查；核定之前仍计入好评率，不扣分。")
            rows = ask(voice.suspects, build, scope)
            listed = pd.DataFrame(
                {
                    "窗口": rows["window_name"].fillna(UNKNOWN),
                    "办件编号": rows["case_no"].fillna("—"),
                    "评价时间": rows["rated_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
                    "渠道": rows["channel"].fillna("—"),
                    "满意度": rows["grade_label"],
                    "线索": rows["suspect_reason"],
                }
            )
            frame.table(listed, "待核查的评价", "suspect-table", SHOWN)
