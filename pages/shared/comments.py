"""The comments themselves, masked: each with its label and why the machine decided so."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.read import Build, Scope, voice
from pages.shared.cached import ask
from pages.shared.frame import download, plain
from pages.shared.labels import LABELS, UNKNOWN
from reports import words

SHOWN = 20
COLOURS = {
    "praise": "green",
    "complaint": "orange",
    "mixed": "violet",
    "suggestion": "blue",
    "inquiry": "gray",
    "neutral": "gray",
}


def comment_list(build: Build, scope: Scope) -> None:
    """Choose a label, search a word, read the latest and download the rest."""
    st.subheader("留言原文（已脱敏）", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.pills(
            "看哪类",
            list(LABELS.values()),
            selection_mode="multi",
            key="labels",
            default=["投诉", "褒贬都有"],
        )
        search = st.text_input(
            "搜索", key="search", placeholder="留言里的词", max_chars=20, width=220
        )
        only_review = st.toggle("只看待复核（各类都看）", key="review", bind="query-params")
    keys = [key for key, name in LABELS.items() if name in picked and not only_review]
    rows, total = ask(voice.comments, build, scope, keys, search.strip(), only_review)
    if rows.empty:
        st.info("没有符合的留言：请换一类或换个词。")
        return
    st.caption(f"共 {words.count(total)} 条，最近的在前，这里列出 {min(SHOWN, len(rows))} 条。")
    for one in rows.head(SHOWN).itertuples():
        comment_card(one)
    if total > len(rows):
        st.caption(f"下载得到最近的 {len(rows)} 条。")
    download(_listed(rows), "留言", "voice-table")


def comment_card(one: Any) -> None:
    """A row of `etl.read.voice.comments`; texts are masked there and never read as markup."""
    review = " :gray-badge[待复核]" if one.needs_review else ""
    if one.is_suspect:
        review += f" :gray-badge[待核查：{plain(one.suspect_reason)}，暂不计入占比]"
    parts = [
        words.date(one.commented_on) if pd.notna(one.commented_on) else "",
        one.window_name if isinstance(one.window_name, str) else UNKNOWN,
        _joined(one.work_rules),
        f"依据：{plain(_joined(one.reasons))}" if _joined(one.reasons) else "",
    ]
    label = f":{COLOURS[one.label]}-badge[{LABELS[one.label]}]"
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"{label}{review} {plain(one.text_masked)}")
        st.caption(" · ".join(part for part in parts if part))


def _joined(several: Any) -> str:
    return "、".join(several) if several is not None else ""


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "日期": rows["commented_on"].dt.strftime("%Y-%m-%d"),
            "判断": rows["label"].map(LABELS),
            "留言": rows["text_masked"],
            "窗口": rows["window_name"].fillna(UNKNOWN),
            "部门": rows["dept_name"].fillna(UNKNOWN),
            "归到的制度": rows["work_rules"].map(_joined),
            "依据": rows["reasons"].map(_joined),
            "待复核": rows["needs_review"].map({True: "是", False: ""}),
        }
    )
