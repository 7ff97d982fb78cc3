"""标注复核, what came of it: how well people and machine agree, training anew, who judged what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from etl import jobs
from etl.decisions import LABEL_REVIEW, SECOND_REVIEW
from etl.read import voice
from nlp.gate import history
from pages.shared import frame, imports_job, judged
from pages.shared.cached import ask
from pages.shared.labels import LABELS, UNKNOWN
from pages.shared.review_desk import Desk
from reports import words
from scoring.agreement import FEWEST, by_label, kappa

RETRAIN, RESCORE = "重新训练", "全部重新判断"
"""Titles of the work that the page begins."""


def agreement(desk: Desk) -> None:
    """People against people, and the machine against people; nothing said of too few."""
    both = [
        (desk.first[key].after["label"], record.after["label"])
        for key, record in desk.second.items()
        if key in desk.first
    ]
    value = kappa(both)
    same = sum(one == other for one, other in both)
    with st.grid(3, min_column_width=150):
        st.metric("已复核", f"{words.count(len(desk.first))} 条", border=True)
        st.metric("两人都看过", f"{words.count(len(both))} 条", f"{words.count(same)} 条一致",
                  delta_color="off", delta_arrow="off", border=True)  # fmt: skip
        st.metric(
            "两人一致程度", words.NOTHING if value is None else f"{value:.2f}", border=True,
            help=f"卡帕系数：扣除碰巧一致之后的一致程度，最高为1；两人都看过的不足{FEWEST}条不算。",
        )  # fmt: skip
    _disagreed(desk)
    pairs = desk.sample()
    st.subheader("机器准不准（只按随机抽样的算）", anchor=False)
    if len(pairs) < FEWEST:
        st.info(
            f"随机抽样复核了 {len(pairs)} 条，满 {FEWEST} 条才算。"
            "只看“拿不准的”会把机器看得比实际差，所以不用来算。"
        )
        return
    right = sum(one == other for one, other in pairs)
    st.markdown(
        f"抽样 {words.count(len(pairs))} 条，机器判对 {words.percent(right / len(pairs))}。"
    )
    rows = [
        {
            "类别": LABELS[one.label],
            "机器判的": words.count(one.said),
            "其中对的": words.count(one.right),
            "人判的": words.count(one.meant),
            "判准率": words.percent(one.precision),
            "找全率": words.percent(one.recall),
        }
        for one in by_label(pairs, list(LABELS))
    ]
    frame.table(pd.DataFrame(rows), "机器与人工", "agreement-table")
    st.caption(
        "判准率：机器判成这一类的，人也判成这一类的占比。找全率：人判成这一类的，机器也判成这一类的占比。"
    )


def _disagreed(desk: Desk) -> None:
    """Comments that two people read differently, for a talk; the first label counts."""
    found = [
        (key, desk.first[key], record)
        for key, record in desk.second.items()
        if key in desk.first and desk.first[key].after["label"] != record.after["label"]
    ]
    if not found:
        return
    texts = _texts(desk, [key for key, _, _ in found])
    rows = [
        {
            "留言": texts.get(key, UNKNOWN),
            "先看的": f"{LABELS[one.after['label']]}（{one.actor}）",
            "二审": f"{LABELS[other.after['label']]}（{other.actor}）",
        }
        for key, one, other in found
    ]
    st.markdown(f"**两人判得不同的 {len(rows)} 条**（按先看的计入；商量后由先看的人撤销重判）")
    frame.table(pd.DataFrame(rows), "两人判得不同", "disagreed", 20)


def _texts(desk: Desk, keys: list[str]) -> Any:
    rows = ask(voice.comments_by_id, desk.build, sorted(set(keys)), len(keys))
    return rows.set_index("comment_id")["text_masked"]


def training(desk: Desk, begin: Callable[[str, list[jobs.Step]], None]) -> None:
    """Train with what people reviewed, and what came of each training."""
    st.markdown(
        f"现有 {words.count(len(desk.first))} 条人工复核可以用来训练，约需一分钟。"
        "新模型在 300 条标准试题和留出的人工复核上都不比原模型差才启用（留出的不足 20 条时只看试题）；已发布的判断不变，新留言用新模型。"
    )
    ready = desk.user.is_named and bool(desk.first)
    if st.button("重新训练", key="retrain", disabled=not ready, icon=":material/model_training:"):
        begin(RETRAIN, [jobs.Step("训练判断模型", ("retrain", "--progress"))])
    if st.button("全部重新判断", key="rescore", disabled=not desk.user.is_named, type="tertiary"):
        begin(RESCORE, [imports_job.build_step(desk.build.meta.as_of, rescore=True)])
    st.caption(
        "“全部重新判断”用现用模型把以前的留言都再判一遍（人工复核过的不变），并重新生成数据。"
    )
    found = history(desk.settings.models)
    if not found:
        st.caption("还没有训练过。")
        return
    rows = [
        {
            "时间": words.local_time(one["at"]),
            "标准试题判对": _right(one["check"]),
            "留出的人工复核判对": _right(one["people"]) if one["people"]["rows"] else words.NOTHING,
            "结果": "启用" if one["adopted"] else "未启用",
        }
        for one in reversed(found[-20:])
    ]
    st.subheader("历次训练", anchor=False)
    frame.table(pd.DataFrame(rows), "历次训练", "training-table")


def _right(one: dict[str, Any]) -> str:
    before = "" if one["before"] is None else f"，原模型 {one['before']:,}"
    return f"{one['right']:,}/{one['rows']:,}{before}"


def recent(desk: Desk) -> None:
    """Who judged what, newest first."""
    found = judged.history(desk.settings, LABEL_REVIEW)
    found += judged.history(desk.settings, SECOND_REVIEW)
    found.sort(key=lambda one: -one.seq)
    if not found:
        st.caption("还没有人复核过。")
        return
    texts = _texts(desk, [one.subject.key for one in found])
    rows = [
        {
            "时间": words.local_time(one.at),
            "谁": one.actor,
            "做了什么": one.action if one.kind == LABEL_REVIEW else f"二审：{one.action}",
            "留言": texts.get(one.subject.key, UNKNOWN),
        }
        for one in found
    ]
    frame.table(pd.DataFrame(rows), "复核记录", "review-history", 20)
