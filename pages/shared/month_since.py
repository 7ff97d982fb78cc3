"""月报 against the month before: figures that moved, what is said anew, who entered and left the lists."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import frame
from pages.shared.month_desk import Desk, last_report
from reports import words
from reports.month_differences import Moved, Said, is_compared_with, since
from reports.month_word import FREE

CLEAR = {True: "明显", False: "不明显", None: words.NOTHING}


def against_last(desk: Desk) -> None:
    """The report at hand against last month's: as published where it is, else as today's data have it."""
    found = last_report(desk)
    if found is None:
        st.info("上月没有数据，没有可比的报告。")
        return
    last, free, is_published = found
    report, written = desk.standing
    told = since(last, report)
    clear = sum(one.is_clear is True for one in told.moved)
    which = "已发布的上月报告" if is_published else "上月报告（没有发布过，按现在的数据算）"
    frame.say(
        [
            f"与{which}相比：{clear} 项比率有明显变化，{len(told.said)} 个部分的说法不同，"
            f"{len(told.lists)} 张名单有进出。"
        ]
    )
    if not is_compared_with(report, last):
        st.caption("上月的数在这份报告之后变过：这里与最新的比，报告里的环比是当时的。")
    _figures(told.moved)
    _changes("说法的变化", "数字和同比、环比每月都变，这里只列说的事不同的句子。", told.said, "上月说过、本月没有", "本月新说的", "　")  # fmt: skip
    _changes(
        "名单的变化",
        "进出名单有多有少，也可能只是别的窗口更多、或本月数据不够，不等于做得差了。",
        told.lists,
        "不再列入",
        "新列入",
        "、",
    )
    _written(free, written, is_published)


def _figures(moved: tuple[Moved, ...]) -> None:
    st.markdown("**指标的变化**")
    if not moved:
        st.caption("各项指标与上月相同。")
        return
    frame.on_screen(
        pd.DataFrame(
            {
                "指标": [one.label for one in moved],
                "上月": [one.then for one in moved],
                "本月": [one.now for one in moved],
                "变化": [one.change for one in moved],
                "是否明显": [CLEAR[one.is_clear] for one in moved],
            }
        )
    )
    st.caption(
        "比率的变化超出偶然波动的为“明显”；件数和用时不作判断，上月为 0 或不足 10 件的不算变化。"
    )


def _changes(
    title: str, note: str, found: tuple[Said, ...], gone: str, come: str, between: str
) -> None:
    st.markdown(f"**{title}**")
    if not found:
        st.caption("没有变化。")
        return
    if note:
        st.caption(note)
    for one in found:
        st.markdown(frame.plain(one.heading))
        for name, texts in ((come, one.come), (gone, one.gone)):
            if texts:
                st.markdown(f"- {name}：{frame.plain(between.join(texts))}")


def _written(last: dict[str, str], now: dict[str, str], is_published: bool) -> None:
    """What people wrote last month beside what they wrote this one."""
    for key, heading in FREE.items():
        st.markdown(f"**{heading}**")
        for column, name, text in zip(
            st.columns(2),
            ("上月" if is_published else "上月（草稿，没有发布）", "本月"),
            (last.get(key, ""), now.get(key, "")),
            strict=True,
        ):
            with column:
                st.caption(name)
                for line in (text or "没有写").splitlines():
                    st.markdown(frame.plain(line))
