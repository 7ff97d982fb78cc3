"""承诺再快一点: choose a share, see the shortest promise of every item that would have kept it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from pages.shared import frame, links
from pages.shared.cached import ask
from reports import whatif as report
from reports import words
from reports.items import last_year
from reports.whatif import MINIMUM, SHARES, WhatIf


def what_if(build: Build, scope: Scope) -> None:
    """The trial; nothing is changed by it."""
    year = last_year(build)
    trial = scope.within(year.first, year.last)
    share = st.select_slider(
        "希望百分之多少的办件守得住承诺", SHARES, value=0.95, key="share",
        format_func=lambda one: f"{one:.0%}", width=420,
    )  # fmt: skip
    found = ask(report.what_if, build, trial, float(share))
    st.markdown(f"##### {_answer(found, share)}")
    st.caption(
        f"按最近12个月（{words.period(trial)}）办结的办件倒推：每个事项取最短的整工作日承诺，使其中至少 {share:.0%} 守得住；"
        f"暂停照原样扣除；现承诺以事项清单为准，与当时每件写的可能不同。时限单位都是工作日；不足 {MINIMUM} 件的 {found.few:,} 个事项不测算。这是测算，不改变任何承诺。"
    )
    shorter = found.shorter
    if len(shorter):
        st.subheader(f"可以缩短的 {len(shorter):,} 个事项", anchor=False)
        names = [links.item_address(code) for code in shorter["item_code"].head(15)]
        frame.table(
            _shorter_table(shorter),
            _file("缩短承诺建议", share, trial),
            "whatif-shorter",
            15,
            {"事项": names},
        )
    tight = found.too_tight
    if len(tight):
        st.subheader(f"现在的承诺守不住的 {len(tight):,} 个事项", anchor=False)
        st.caption(f"按现在的承诺，守住的不到 {share:.0%}：先查原因，不宜再缩短。")
        names = [links.item_address(code) for code in tight["item_code"].head(10)]
        frame.table(
            _tight_table(tight, share),
            _file("承诺守不住的事项", share, trial),
            "whatif-tight",
            10,
            {"事项": names},
        )


def _answer(found: WhatIf, share: float) -> str:
    if found.items.empty:
        return f"没有办满 {MINIMUM} 件、以工作日承诺的事项，无法测算。"
    if found.shorter.empty:
        return f"要让 {share:.0%} 的办件守得住，没有事项可以再缩短。"
    return (
        f"{len(found.shorter):,} 个事项可以再缩短，合计少 {words.count(found.saved)} 个工作日，压缩比从 "
        f"{words.percent(found.compression)} 提高到 {words.percent(found.new_compression)}；"
        f"代价：这些事项近12个月办结的 {words.count(found.shorter['n'].sum())} 件里，会多 "
        f"{words.count(found.more_broken)} 件超期。"
    )


def _shorter_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "事项": rows["item_name"],
            "现承诺": rows["promise_workdays"].map(_days),
            "可改为": rows["needed"].map(_days),
            "会超期": rows["broken"].map(words.count),
            "现在会超期": rows["broken_now"].map(words.count),
            "近12个月办结": rows["n"].map(words.count),
            "法定": rows["statutory_workdays"].map(_days),
            "部门": rows["dept_name"].fillna("未登记"),
        }
    )


def _tight_table(rows: pd.DataFrame, share: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "事项": rows["item_name"],
            "现承诺": rows["promise_workdays"].map(_days),
            f"守住{share:.0%}需要": rows["needed"].map(_days),
            "现在会超期": rows["broken_now"].map(words.count),
            "近12个月办结": rows["n"].map(words.count),
            "法定": rows["statutory_workdays"].map(_days),
            "部门": rows["dept_name"].fillna("未登记"),
        }
    )


def _days(value: float) -> str:
    return words.NOTHING if pd.isna(value) else f"{value:g}"


def _file(name: str, share: float, scope: Scope) -> str:
    return f"{name}-守住百分之{share * 100:.0f}-{words.period(scope)}"
