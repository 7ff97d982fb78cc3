"""One comment as a card: the label, the words, and why the machine decided so."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared.frame import plain
from pages.shared.labels import LABELS, UNKNOWN
from reports import words

COLOURS = {
    "praise": "green",
    "complaint": "orange",
    "mixed": "violet",
    "suggestion": "blue",
    "inquiry": "gray",
    "neutral": "gray",
}


def comment_card(one: Any) -> None:
    """A row of `etl.read.voice.comments`; texts are masked there and never read as markup."""
    review = " :gray-badge[待复核]" if one.needs_review else ""
    rules = "、".join(one.work_rules) if one.work_rules is not None else ""
    reasons = "、".join(one.reasons) if one.reasons is not None else ""
    parts = [
        words.date(one.commented_on) if pd.notna(one.commented_on) else "",
        one.window_name if isinstance(one.window_name, str) else UNKNOWN,
        rules,
        f"依据：{plain(reasons)}" if reasons else "",
    ]
    with st.container(border=True, gap="xxsmall"):
        st.markdown(
            f":{COLOURS[one.label]}-badge[{LABELS[one.label]}]{review} {plain(one.text_masked)}"
        )
        st.caption(" · ".join(part for part in parts if part))
