"""The frame of every page: title, view in words, definitions, tables with download, foot."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Literal

import pandas as pd
import streamlit as st

from etl import tables_edit
from etl.read import Build, Scope, trust
from etl.read.exports import FORMULA
from etl.settings import Settings
from pages.shared.cached import ask
from pages.shared.labels import DEMO_NOTICE, table_name
from reports import words
from reports.definitions import METRICS

# Chinese may break between any two characters; this sign forbids it.
WORD_JOINER, UNBROKEN = "\u2060", 14
CHINESE = re.compile("[\u4e00-\u9fff]")


def head(build: Build, title: str, question: str) -> None:
    """Title and the question that the page answers; the demonstration notice beside it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        if build.meta.is_demo:
            st.badge(
                DEMO_NOTICE,
                icon=":material/science:",
                color="orange",
                help="本页数据均为虚构，只用于演示，不涉及任何真实城市、单位或个人",
            )
    st.caption(question)


def say(sentences: list[str]) -> None:
    """What a page has to say, as plain text: the first sentence large, the others below it."""
    first, *others = map(plain, sentences)
    st.markdown(f"##### {first}")
    for one in others:
        st.markdown(one)


def tabs(key: str, parts: Mapping[str, Callable[[], object]], *, in_address: bool = True) -> None:
    """Tabs of a page by title; only the open one is drawn. `in_address`: the address says which."""
    bind: Literal["query-params"] | None = "query-params" if in_address else None
    found = st.tabs(list(parts), key=key, on_change="rerun", bind=bind)
    for tab, draw in zip(found, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def view_words(build: Build, scope: Scope, window: str | None, of_cases: bool = True) -> None:
    """The view in words, above the figures."""
    text = plain(words.scope_words(scope, window, of_cases))
    if scope.last.replace(day=1) == build.meta.as_of.replace(day=1):
        text += f" · 截至{words.date(build.meta.as_of)}"
        if (build.meta.as_of + dt.timedelta(days=1)).day != 1:
            text += "（当月未满，与前期比较时请留意）"
    st.caption(text)


def view_now(build: Build, scope: Scope, window: str | None) -> None:
    """The view in words for what stands at as-of, whatever the period."""
    parts = [f"截至{words.date(build.meta.as_of)}", scope.dept or "全部部门", window or "全部窗口"]
    parts += [one for one in (scope.channel, scope.case_type) if one]
    st.caption(plain(" · ".join(parts)) + "（与时段无关）")


def age(build: Build) -> None:
    """On pages about today: how old the data are, where they are not of today."""
    days = (dt.date.today() - build.meta.as_of).days
    if days > 1:
        st.warning(
            f"数据统计到{words.date(build.meta.as_of)}，是 {days:,} 天前的，不是今天的情况："
            "请先导入最新的办件。"
        )


def definitions(names: list[str]) -> None:
    """The definitions of the figures on the page, one click away."""
    with st.popover("指标口径", icon=":material/help:"):
        for name in names:
            st.markdown(f"**{METRICS[name].label}**：{METRICS[name].definition}")


def table(
    frame: pd.DataFrame,
    file_name: str,
    key: str,
    shown: int | None = None,
    links: dict[str, list[str]] | None = None,
    file: pd.DataFrame | None = None,
) -> None:
    """A table in Chinese with its download; `shown` rows on screen, all of them in the file.

    `file` is what is downloaded where the screen puts several figures into one cell.
    """
    if frame.empty:
        st.info("当前筛选下没有数据：请放宽时段、部门或窗口。")
        return
    on_screen(frame if shown is None else frame.head(shown), links)
    if shown is not None and len(frame) > shown:
        st.caption(f"只列出前 {shown} 行，共 {len(frame):,} 行；下载得到全部。")
    download(frame if file is None else file, file_name, key)


def on_screen(frame: pd.DataFrame, links: dict[str, list[str]] | None = None) -> None:
    """A table whose short cells are never broken: on a phone it scrolls in its own box.

    `links` gives the addresses of a column's cells, row by row, to other pages of ours.
    """
    screen = frame.map(lambda cell: _whole(cell) if isinstance(cell, str) else cell)
    for name, addresses in (links or {}).items():
        cells = zip(screen[name], addresses, strict=False)
        screen[name] = [f"[{text}]({address})" for text, address in cells]
    st.table(screen.rename(columns=_whole), hide_index=True)


def _whole(text: str) -> str:
    # Figures alone break nowhere, and a person may copy them.
    if len(text) > UNBROKEN or not CHINESE.search(text):
        return plain(text)
    joined = plain(text[0])
    for before, sign in pairwise(text):
        # A line may break beside a Chinese sign and after a space; a number stays one to be copied.
        loose = any(CHINESE.match(one) or one.isspace() for one in (before, sign))
        joined += (WORD_JOINER if loose else "") + plain(sign)
    return joined


def plain(text: str) -> str:
    """A citizen's words as they are: marks that a table would read as formatting are escaped."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:-])", r"\\\1", text).replace("\n", " ")


def download(frame: pd.DataFrame | Callable[[], pd.DataFrame], file_name: str, key: str) -> None:
    """A CSV that Excel opens as it is; cells that could start a formula are neutralised.

    A function is called for its table only when somebody asks for the file.
    """
    st.download_button(
        "下载表格",
        lambda: _csv(frame() if callable(frame) else frame),
        file_name=f"{file_name}.csv",
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def download_file(label: str, file_name: str, key: str, make: Callable[[], bytes]) -> None:
    """A workbook that is made only when somebody asks for it."""
    st.download_button(
        label, make, file_name=file_name, key=key, icon=":material/download:", on_click="ignore",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip


def _csv(frame: pd.DataFrame) -> bytes:
    """The file, made only when somebody asks for it."""
    safe = frame.map(
        lambda cell: (
            f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple(FORMULA)) else cell
        )
    )
    text: str = safe.to_csv(index=False)
    return text.encode("utf-8-sig")


def short_foot(build: Build) -> None:
    """What a citizen needs to know of the figures."""
    notice = f"{DEMO_NOTICE}：均为虚构。" if build.meta.is_demo else ""
    st.caption(f"{notice}数据统计到{words.date(build.meta.as_of)}；以窗口答复为准。")


def foot(build: Build) -> None:
    """Freshness, row counts, rejects and findings, on every page."""
    facts = ask(trust.trust, build)
    st.divider()
    line = (
        f"数据统计到{words.date(build.meta.as_of)}，{words.date(build.meta.built_at.date())}"
        f"{build.meta.built_at:%H:%M}生成。导入 {facts.batches} 批：共 {facts.rows_in:,} 行，"
        f"入库 {facts.loaded:,} 行，退回 {facts.rejected:,} 行，重复 {facts.duplicate:,} 行。"
    )
    if build.meta.is_demo:
        line = f"{DEMO_NOTICE}：均为虚构。" + line
    st.caption(line)
    if facts.provisional:
        st.caption(
            f"有 {facts.provisional:,} 件办件涉及节假日安排尚未发布（或无记录）的年份，"
            "工作日按周末推算，安排公布后会重算。"
        )
    if tables_edit.tables_version(Settings.from_environment()) != build.meta.tables_version:
        st.caption("工作日历、暂停种类或预警阈值已经修改，还没有重新生成：现在的数字仍按原来的算。")
    with st.container(horizontal=True):
        _batches(build)
        if facts.rejected:
            _rejects(build, facts.rejected)
        if facts.findings:
            _findings(build, facts.findings)


def _batches(build: Build) -> None:
    """Opened on demand, like the two below: most visits never look."""
    with st.popover("导入批次", key="foot_batches", on_change="rerun") as opened:
        if opened.open:
            frame = ask(trust.batches, build)
            frame["table_name"] = frame["table_name"].map(table_name)
            frame["landed_at"] = frame["landed_at"].dt.strftime("%Y-%m-%d %H:%M")
            frame.columns = pd.Index(
                ["批次", "表", "文件", "导入时间", "导入人", "行数", "入库", "退回", "重复", "跳过"]
            )
            on_screen(frame.map(str))


def _rejects(build: Build, count: int) -> None:
    with st.popover(f"退回的 {count:,} 行", key="foot_rejects", on_change="rerun") as opened:
        if opened.open:
            frame = ask(trust.rejects, build)
            frame.columns = pd.Index(["文件", "行号", "列", "原值", "原因", "批次"])
            brief = frame.drop(columns=["批次"]).head(8).fillna("（空）")
            on_screen(brief.map(str))
            download(frame, "退回明细", "foot-rejects")


def _findings(build: Build, count: int) -> None:
    with st.popover(f"数据疑点 {count:,} 处", key="foot_findings", on_change="rerun") as opened:
        if opened.open:
            frame = ask(trust.findings, build)
            st.caption("这些行已入库，只作提示，请核对来源。")
            frame.columns = pd.Index(["疑点", "行数"])
            on_screen(frame)
            rows = ask(trust.finding_rows, build)
            rows.columns = pd.Index(["疑点", "文件", "行号", "编号", "窗口", "内容"])
            download(rows, "数据疑点", "foot-findings")
