"""The parts of 群众留言: five sentences, cards, trend, by whom and about what, words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read.figures import Share
from pages.shared import charts, frame, kpis
from pages.shared.comments import ALL_PEOPLE, ALL_RULES
from pages.shared.labels import LABELS
from reports import words
from reports.guestbook import Details, Said, Voice
from scoring.distinct import Risen

WINDOWS, WORDS, OFTEN = 12, 12, 3
NAMES = ("有抱怨", "表扬")
TEXTS = "留言原文"


def month_said(view: Voice) -> None:
    """Five sentences, each with the way to its comments."""
    for number, one in enumerate(view.month_said()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{number + 1}. {frame.plain(one.text)}")
            if one.labels:
                st.button(
                    "看这些留言", key=f"said-{number}", type="tertiary",
                    icon=":material/chevron_right:", on_click=_lead_to, args=(one,),
                )  # fmt: skip


def _lead_to(one: Said) -> None:
    """Set the filters of the comments as the sentence counted them; the filters are on this page."""
    state = st.session_state
    state["voice_tab"] = TEXTS
    state["labels"] = [LABELS[label] for label in one.labels]
    state["rule"] = one.rule or ALL_RULES
    state["search"] = one.search or ""
    state["people"], state["review"], state["counted"] = ALL_PEOPLE, False, True
    if one.window:
        state["window"] = one.window


def cards(view: Voice) -> None:
    """Shares with their past, the other labels and what waits for people."""
    scope = view.scope
    with st.grid(3, min_column_width=150):
        kpis.share_card("praise", view.praise, scope, view.praise_months.values)
        kpis.share_card("complaints", view.complaint, scope, view.complaint_months.values, True)
        for label in ("suggestion", "inquiry"):
            st.metric(LABELS[label], f"{view.now.by_label[label]:,} 条", border=True)
        st.metric(
            "机器拿不准的留言", f"{view.now.needs_review:,} 条", border=True,
            help="概率低于门槛的留言，须人工复核；复核前按机器的判断计入",
        )  # fmt: skip
        st.metric(
            "待核查的留言", f"{view.now.suspect:,} 条", border=True,
            help="内容雷同、集中出现或电话可疑的留言，人核查前另列，不计入占比",
        )  # fmt: skip


def trend(view: Voice) -> None:
    """Praise and complaint by month with the limits of ordinary change."""
    lines = {
        "表扬": (view.praise_months, charts.PRAISE),
        "有抱怨": (view.complaint_months, charts.COMPLAINT),
    }
    charts.draw(
        charts.share_lines(lines, "有抱怨", zero=True),
        "voice-trend",
        "表扬与有抱怨的留言占比，按月",
    )
    st.caption(kpis.signal_words(view.complaint_months, "有抱怨的占比"))


def about(view: Voice, more: Details) -> None:
    """By rule, window and item, back to back; people and firms; words that rose."""
    left, right = st.columns(2)
    with left:
        sides("八项制度：夸与怨", view.rules, "work_rule", "没有能归到八项制度的留言")
        often = more.items[(more.items["total"] >= OFTEN) & (more.items["complaint"] > 0)]
        often = often.head(WINDOWS)
        sides(f"抱怨最多的事项（留言{OFTEN}条以上）", often, "name", "没有这样的事项")
    with right:
        sides("抱怨最多的窗口", view.windows.head(WINDOWS), "window_name", "留言都没有写明窗口")
        _applicants(more)
    st.subheader(f"比{words.previous_name(view.scope)}明显多起来的词", anchor=False)
    left, right = st.columns(2)
    with left:
        _risen("抱怨里", view.complained_words)
    with right:
        _risen("表扬里", more.praised_words)
    st.caption("按含有这个词的留言条数比，排除了偶然；词由分词软件切出，供参考。")


def sides(title: str, rows: pd.DataFrame, column: str, nothing: str) -> None:
    """Complaints and praise back to back by a column of names."""
    st.subheader(title, anchor=False)
    if rows.empty:
        st.caption(f"本期{nothing}。")
        return
    # Long names would leave no room for the bars of a phone.
    shown = rows.assign(name=rows[column].map(lambda name: charts.cut(str(name), 12)))
    charts.draw(
        charts.diverging(shown, "complaint", "praise", NAMES),
        f"voice-{title}",
        f"{title}：抱怨与表扬条数",
    )


def _applicants(more: Details) -> None:
    st.subheader("群众和企业", anchor=False)
    frame.on_screen(
        pd.DataFrame(
            {
                "谁写的": more.applicants["code"],
                "留言": more.applicants["total"].map(words.count),
                "表扬": _shares(more.applicants, "praise"),
                "有抱怨": _shares(more.applicants, "complaint"),
            }
        )
    )
    st.caption("按留言写明的办件看申请人；没有写办件编号的为未登记。")


def _shares(rows: pd.DataFrame, column: str) -> list[str]:
    pairs = zip(rows[column], rows["total"], strict=True)
    return [words.share(Share(int(part), int(whole)), "条") for part, whole in pairs]


def _risen(title: str, found: list[Risen]) -> None:
    if not found:
        st.caption(f"{title}没有明显多起来的词。")
        return
    listed = "、".join(f"**{one.word}**（{one.before}→{one.now} 条）" for one in found[:WORDS])
    st.markdown(f"{title}：{listed}")
