"""Scores as tables: who stands where, why each point, and the rules behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import frame
from reports import words
from scoring.result import WindowScore
from scoring.rulebook import Rulebook


def score_table(placed: list[WindowScore]) -> pd.DataFrame:
    """Windows that take part, best first."""
    dimensions = [one.name for one in placed[0].dimensions]
    rows = []
    for one in placed:
        row = {
            "名次": f"{one.rank}{'（并列）' if one.is_tied else ''}",
            "窗口": one.window_name,
            "同类": one.peer_group,
            "得分/可计分": f"{one.points:.1f}/{one.measurable:g}",
            "得分率": words.percent(one.rate),
            "可能范围": f"{words.percent(one.low)}—{words.percent(one.high)}",
            "档次": one.band,
        }
        for name, part in zip(dimensions, one.dimensions, strict=True):
            row[name] = (
                words.NOTHING if part.points is None else f"{part.points:.1f}/{part.measurable:g}"
            )
        row["待核查评价"] = f"{one.n_suspect:,}"
        rows.append(row)
    return pd.DataFrame(rows)


def why_nobody(windows: list[WindowScore]) -> str:
    """What to do when no window takes part."""
    if windows and all(one.excluded_reason == "未列入窗口清单" for one in windows):
        return "还没有窗口清单：请导入窗口清单（python -m etl land 文件 --table windows）再生成。"
    return "当前筛选下没有办件足够多的窗口：请放宽时段、部门或窗口。"


def why_table(one: WindowScore) -> pd.DataFrame:
    """Every indicator of one window with its points and the reason in a sentence."""
    return pd.DataFrame(
        {
            "三比": [each.dimension for each in one.indicators],
            "项目": [each.label for each in one.indicators],
            "得分": [
                words.NOTHING if each.points is None else f"{each.points:.1f}"
                for each in one.indicators
            ],
            "满分": [f"{each.full:g}" for each in one.indicators],
            "说明": [each.why for each in one.indicators],
        }
    )


def rulebook(book: Rulebook) -> None:
    """The rules in full, one click away."""
    title = f"评分规则：{book.title}（{book.note}）"
    with st.expander(title, key="open_rules", on_change="rerun") as opened:
        if opened.open:
            frame.table(
                pd.DataFrame(
                    {
                        "三比": [one.dimension for one in book.indicators],
                        "项目": [one.label for one in book.indicators],
                        "满分": [f"{one.points:g}" for one in book.indicators],
                        "算法": [one.definition for one in book.indicators],
                        "国标分组": [one.gb_group for one in book.indicators],
                        "现在": ["可测量" if one.measured else "待录入" for one in book.indicators],
                    }
                ),
                "评分规则",
                "rules-table",
            )
            st.caption("一票否决：" + "、".join(book.rules.vetoes) + "。否决由人依据核定。")
