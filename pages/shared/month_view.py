"""月报 to read: where the report stands, and the report as it will read."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.shared import charts, frame
from pages.shared.month_desk import Desk
from records.months import Version
from reports import words
from reports.month_charts import CHARTS
from reports.month_charts import charts as drawn_of
from reports.month_differences import difference_words
from reports.month_word import EMPTY, FREE, NUMBERS
from reports.report_model import MonthReport, Table, cell_text, from_plain

SHOWN = 30


def status(desk: Desk) -> None:
    """Where the report stands, and what is to be done next."""
    now = desk.now
    if now.waiting is not None:
        one = now.waiting
        kind = f"第 {one.number} 版（更正）" if one.number > 1 else "报告"
        shown = "；“看报告”里是现在发布的一版" if now.published else ""
        frame.say([f"{one.submitted_by}提交的{kind}等另一个人发布{shown}。"])
        if one.reason:
            st.caption(frame.plain(f"更正的原因：{one.reason}"))
    elif now.published is not None:
        one = now.published
        day = words.iso_date(one.published_on)
        frame.say(
            [f"已发布（第 {one.number} 版，{day}由{one.published_by}发布）：下面就是发布的内容。"]
        )
        if one.reason:
            st.caption(frame.plain(f"更正的原因：{one.reason}"))
    else:
        frame.say(["草稿：填好“存在问题”和“下一步工作”，核对检查单，再提交给另一个人发布。"])
    if desk.sent_back:
        st.warning(frame.plain(desk.sent_back), icon=":material/undo:")
    if now.published is not None:
        _restated(desk, now.published)


def _restated(desk: Desk, published: Version) -> None:
    """Figures that today's data have otherwise than they were published."""
    old = from_plain(published.report)
    found = difference_words(old, desk.report)
    if not found:
        st.caption("按现在的数据重算，指标和文字与发布时一致。")
        return
    st.warning(
        f"发布以后数据或往期的报告有变化：{len(found)} 处与发布的不同。发布的内容不会自动改；需要更正的，写明原因提交更正。"
    )
    frame.on_screen(pd.DataFrame(found, columns=["哪里", "已发布", "按现在的数据"]))


def preview(report: MonthReport, free: Mapping[str, str]) -> None:
    """The report as it will read."""
    st.markdown(f"#### {frame.plain(report.title)}")
    until = "" if report.is_whole else "；本期未满"
    st.caption(
        frame.plain(f"范围：{report.scope_words}。数据统计到{words.iso_date(report.as_of)}{until}")
    )
    numbered = iter(NUMBERS)
    figures = drawn_of(report)
    for section in report.sections:
        st.markdown(f"**{next(numbered)}、{frame.plain(section.heading)}**")
        for text in section.paragraphs:
            st.markdown(frame.plain(text))
        for key in section.charts:
            if key in figures:
                charts.draw_plain(figures[key], f"month-{key}", CHARTS[key])
        for table in section.tables:
            if table.rows:
                st.caption(f"表：{frame.plain(table.title)}")
                frame.on_screen(_shown(table).head(SHOWN))
                if table.note:
                    st.caption(frame.plain(f"注：{table.note}"))
    for key, heading in FREE.items():
        st.markdown(f"**{next(numbered)}、{heading}**")
        for line in (free.get(key) or EMPTY).splitlines():
            st.markdown(frame.plain(line))
    with st.expander("附件与数据质量"):
        for table in report.annexes:
            st.caption(f"{frame.plain(table.title)}（{len(table.rows):,} 行，全部在文件里）")
        for text in report.quality:
            st.markdown(frame.plain(text))


def _shown(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        [
            [cell_text(v, c.kind) for v, c in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
        columns=[one.label for one in table.columns],
    )
