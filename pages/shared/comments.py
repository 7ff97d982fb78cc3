"""The comments themselves, masked: each with its label, the words that decided, and filters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from etl.read import Build, Scope, voice
from etl.read.voice import Wanted
from nlp.rules import WORK_RULES
from pages.shared.cached import ask
from pages.shared.frame import download, plain
from pages.shared.labels import LABELS, UNKNOWN
from reports import words

SHOWN, MORE = 20, "comments_shown"
COLOURS = {
    "praise": "green",
    "complaint": "orange",
    "mixed": "violet",
    "suggestion": "blue",
    "inquiry": "gray",
    "neutral": "gray",
}
ALL_RULES, ALL_PEOPLE = "全部制度", "群众和企业"
PEOPLE = [ALL_PEOPLE, "群众", "企业", "其他组织", "未登记"]
TOLD = re.compile("[：、]")
SHORTEST = 2
"""Letters of the shortest word that is marked: a single one stands in too many places."""


def comment_list(build: Build, scope: Scope) -> None:
    """Choose labels, a rule, a word; read the latest and download the rest."""
    wanted = _wanted()
    rows, total = ask(voice.comments, build, scope, wanted)
    if rows.empty:
        st.info("没有符合的留言：请换一类、换个词，或放宽制度、时段、窗口。")
        return
    # As many as were asked for, of these comments; other filters begin anew.
    shown = st.session_state.get(MORE, {}).get((scope, wanted), SHOWN)
    st.caption(
        f"共 {words.count(total)} 条，最近的在前，这里列出 {min(shown, len(rows))} 条；"
        "底色标出的是判断所依据的词。"
    )
    for one in rows.head(shown).itertuples():
        comment_card(one)
    if shown < len(rows):
        st.button(
            f"再看 {SHOWN} 条", key="more", icon=":material/expand_more:",
            on_click=lambda: st.session_state.update({MORE: {(scope, wanted): shown + SHOWN}}),
        )  # fmt: skip
    if total > len(rows):
        st.caption(f"下载得到最近的 {len(rows)} 条。")
    download(_listed(rows), "留言", "voice-table")


def _wanted() -> Wanted:
    """What the person asks for; kept in the address, so that a sentence can lead to its comments."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.pills(
            "看哪类（不选就是全部）", list(LABELS.values()), selection_mode="multi", key="labels",
            bind="query-params",
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "搜索", key="search", placeholder="留言里的词", max_chars=20, width=200,
            bind="query-params",
        )  # fmt: skip
        rule = st.selectbox(
            "归到的制度", [ALL_RULES, *WORK_RULES], key="rule", width=200, bind="query-params"
        )
        people = st.selectbox("谁写的", PEOPLE, key="people", width=160, bind="query-params")
        only_review = st.toggle("只看机器拿不准的", key="review", bind="query-params")
        only_counted = st.toggle("只看计入占比的", key="counted", bind="query-params")
    labels = tuple(key for key, name in LABELS.items() if name in (picked or ()))
    return Wanted(
        labels,
        (search or "").strip(),
        None if rule in (None, ALL_RULES) else rule,
        applicant=None if people in (None, ALL_PEOPLE) else people,
        only_review=bool(only_review),
        only_counted=bool(only_counted),
    )


def comment_card(one: Any) -> None:
    """A row of `etl.read.voice.comments`; texts are masked there and never read as markup."""
    review = " :gray-badge[机器拿不准]" if one.needs_review else ""
    review += " :green-badge[人工复核]" if one.label_source == "human" else ""
    if one.is_suspect:
        review += f" :gray-badge[待核查：{plain(one.suspect_reason)}，暂不计入占比]"
    parts = [
        words.date(one.commented_on) if pd.notna(one.commented_on) else "",
        plain(one.window_name) if isinstance(one.window_name, str) else UNKNOWN,
        joined(one.work_rules),
        f"依据：{plain(joined(one.reasons))}" if joined(one.reasons) else "",
    ]
    label = f":{COLOURS[one.label]}-badge[{LABELS[one.label]}]"
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"{label}{review} {marked(one.text_masked, one.reasons, COLOURS[one.label])}")
        st.caption(" · ".join(part for part in parts if part))


def marked(text: str, reasons: Any, colour: str) -> str:
    """A text as Markdown, the words that decided with a coloured ground; all else is plain.

    `reasons` are lines such as “表扬：耐心、热情”. Words that the text has in another spelling are
    left unmarked.
    """
    told = [TOLD.split(line)[1:] for line in (reasons if reasons is not None else ())]
    found = sorted({one for line in told for one in line if len(one) >= SHORTEST}, key=len)
    if not found:
        return plain(text)
    pattern = re.compile("|".join(map(re.escape, reversed(found))))
    parts, done = [], 0
    for match in pattern.finditer(text):
        parts += [plain(text[done : match.start()]), f":{colour}-background[{plain(match[0])}]"]
        done = match.end()
    return "".join([*parts, plain(text[done:])])


def joined(several: Any) -> str:
    """A list of words as people write it; empty for none."""
    # A rating has none: a missing list comes as a number that is no number.
    return "、".join(several) if isinstance(several, Iterable) else ""


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "日期": rows["commented_on"].dt.strftime("%Y-%m-%d"),
            "判断": rows["label"].map(LABELS),
            "由谁判断": rows["label_source"].map({"human": "人工", "model": "机器"}),
            "留言": rows["text_masked"],
            "窗口": rows["window_name"].fillna(UNKNOWN),
            "部门": rows["dept_name"].fillna(UNKNOWN),
            "归到的制度": rows["work_rules"].map(joined),
            "依据": rows["reasons"].map(joined),
            "机器拿不准": rows["needs_review"].map({True: "是", False: ""}),
            "待核查": rows["suspect_reason"].where(rows["is_suspect"], "").fillna(""),
        }
    )
