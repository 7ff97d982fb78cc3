"""Parts of 只因暂停而按时: the shares both ways, the windows, the reasons."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read.figures import Share
from pages.shared import frame
from pages.shared.labels import CLOCKS_STOPPED
from reports import words
from reports.definitions import METRICS
from reports.pausing import UNUSUAL, Pausing

MARK = {UNUSUAL: "▲ 高于同类"}


def cards(view: Pausing) -> None:
    """The on-time share with all pauses deducted and with lawful ones alone."""
    on_time, lawful = view.share("on_time"), view.share("on_time_lawful")
    only, paused = view.share("only_by_pause"), view.share("paused")
    with st.grid(4, min_column_width=150):
        for label, one, key in [
            ("按时办结率", on_time, "on_time"),
            ("只扣法定暂停", lawful, "on_time_lawful"),
            ("只因暂停而按时", only, "only_by_pause"),
            ("暂停过的办件", paused, "pause_share"),
        ]:
            with st.container(border=True, height="stretch"):
                st.metric(label, words.brief(one), help=METRICS[key].definition)
                st.caption(f"{one.part:,}/{one.whole:,}")


def windows(view: Pausing) -> None:
    """Every window with its pauses; the unusual ones carry a mark and stand first."""
    rows = view.windows.assign(
        first=(view.windows[["paused_band", "only_band"]] == UNUSUAL).any(axis=1)
    ).sort_values(["first", "only_by_pause", "paused"], ascending=False)
    table = pd.DataFrame(
        {
            "窗口": rows["window_name"],
            "与同类相比": [
                MARK.get(UNUSUAL) if UNUSUAL in pair else pair[0]
                for pair in zip(rows["paused_band"], rows["only_band"], strict=True)
            ],
            "暂停过": _shares(rows, "paused", "promised"),
            "同类其他窗口": _shares(rows, "peers_paused", "peers_promised"),
            "只因暂停而按时": _shares(rows, "only_by_pause", "promised"),
            "同类其他窗口的": _shares(rows, "peers_only", "peers_promised"),
            "有承诺办结": rows["promised"].map(words.count),
            "按时办结率": _shares(rows, "on_time", "promised"),
            "只扣法定暂停": _shares(rows, "on_time_lawful", "promised"),
        }
    )
    frame.table(table, "暂停-各窗口", "pause-windows", 15, file=_file(rows))


def _file(rows: pd.DataFrame) -> pd.DataFrame:
    """The same in full numbers, one a cell, to reckon with."""
    names = {
        "window_code": "窗口编号", "window_name": "窗口", "dept_name": "部门", "peer_group": "窗口类别",
        "promised": "有承诺办结件", "paused": "暂停过", "paused_band": "暂停过，与同类相比",
        "only_by_pause": "只因暂停而按时", "only_band": "只因暂停，与同类相比", "on_time": "按时",
        "on_time_lawful": "只扣法定暂停仍按时", "paused_days": "暂停工作日",
        "paused_local_days": "其中本地暂停工作日", "peers_promised": "同类其他窗口有承诺办结件",
        "peers_paused": "同类其他窗口暂停过", "peers_only": "同类其他窗口只因暂停而按时",
    }  # fmt: skip
    return rows[list(names)].rename(columns=names)


def _shares(rows: pd.DataFrame, part: str, whole: str) -> list[str]:
    return [
        words.share_of(Share(p, w))
        for p, w in zip(
            rows[part].fillna(0).astype(int), rows[whole].fillna(0).astype(int), strict=True
        )
    ]


def reasons(view: Pausing) -> None:
    """Why the clock was stopped, of all windows or of one."""
    st.subheader("暂停事由", anchor=False)
    if view.reasons.empty:
        st.caption("当前筛选下没有暂停记录。")
        return
    names = dict(zip(view.windows["window_code"], view.windows["window_name"], strict=True))
    chosen = st.selectbox(
        "看哪个窗口的事由", [None, *names], key="pause_window", width=320,
        format_func=lambda code: "全部窗口" if code is None else names[code],
    )  # fmt: skip
    rows = view.reasons_by_kind(chosen)
    if rows.empty:
        st.caption("这个窗口没有暂停记录。")
        return
    total = int(rows["pauses"].sum())
    table = pd.DataFrame(
        {
            "事由": rows["pause_kind"],
            "停哪个时限": [CLOCKS_STOPPED[bool(one)] for one in rows["is_statutory"]],
            "暂停次数": rows["pauses"].map(words.count),
            "占比": [words.percent(Share(one, total).value) for one in rows["pauses"]],
            "涉及办件": rows["cases"].map(words.count),
            "其中只因暂停而按时": rows["only_by_pause"].map(words.count),
        }
    )
    frame.table(table, "暂停事由", "pause-reasons")
