"""The parts of 数据质量: one line for the leadership, findings, accounts, freshness, calendar."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from etl.read import Build, quality
from etl.read.figures import Share
from etl.read.quality import Freshness, Standing
from pages.shared import charts, frame
from pages.shared.cached import ask
from pages.shared.findings import words_of
from pages.shared.labels import UNKNOWN, batch_name, source_name, table_name
from reports import words

SHOWN = 20
REJECT_COLUMNS = pd.Index(["文件", "行号", "列", "原值", "原因", "批次"])
BARS_HEIGHT = 280
ADVICE = {
    "可信": "数据可信，可以放心引用",
    "基本可信": "数据基本可信，引用前请先看下面的疑点",
    "先核对再用": "数据疑点较多，请先核对再引用",
    "账目不平": "有批次的行数对不上，请先联系系统管理员",
}


def verdict(standing: Standing, fresh: list[Freshness], today: dt.date) -> str:
    """How trustworthy, in one sentence with the figures that carry it."""
    read, doubtful = standing.rejected, standing.doubtful
    text = (
        f"{ADVICE[standing.grade]}：读入 {words.count(read.whole)} 行，"
        f"退回 {words.count(read.part)} 行（{share_text(read.part, read.whole)}）；"
    )
    if doubtful.whole:
        text += (
            f"{words.count(doubtful.whole)} 件办件中 {words.count(doubtful.part)} 件"
            f"（{share_text(doubtful.part, doubtful.whole)}）的疑点会影响统计；"
        )
    cases = next((one for one in fresh if one.table == "cases" and one.latest_on), None)
    if cases is None:
        return text + "还没有办件数据。"
    age = cases.age_days(today)
    return text + f"办件最近一笔是{words.date(cases.latest_on)}，{_ago(age)}。"


def share_text(part: int, whole: int) -> str:
    """A small share without rounding it to nothing: 8 rows of 20,000 are not 0.0 %."""
    text = words.percent(Share(part, whole).value)
    return "＜0.1%" if part and text == "0.0%" else text


def _ago(days: int) -> str:
    return "就在今天" if days == 0 else f"距今 {days:,} 天"


def findings_table(found: pd.DataFrame) -> pd.DataFrame:
    """Every finding with its rows, share, meaning and what to do."""
    said = [words_of(name) for name in found["finding"]]
    return pd.DataFrame(
        {
            "疑点": found["finding"],
            "表": found["landed_table"].map(table_name),
            "行数": found["found"].map(words.count),
            "占比": [
                share_text(part, whole)
                for part, whole in zip(found["found"], found["of_rows"], strict=True)
            ],
            "影响统计": ["会" if one.weighs else "只作提示" for one in said],
            "意思": [one.meaning for one in said],
            "怎么办": [one.todo for one in said],
        }
    )


def findings_list(full: pd.DataFrame) -> None:
    """Counts as a table of short cells, meanings as lines: long cells would stretch on a phone."""
    frame.on_screen(full.drop(columns=["意思", "怎么办"]))
    lines = zip(full["疑点"], full["意思"], full["怎么办"], strict=True)
    st.markdown(
        "\n".join(f"- **{frame.plain(name)}**：{means}{todo}" for name, means, todo in lines)
    )


def one_finding(build: Build, found: pd.DataFrame) -> None:
    """Choose a finding: its months, batches and windows, and the rows behind it."""
    tables = dict(zip(found["finding"], found["landed_table"], strict=True))
    chosen = st.selectbox(
        "看哪一种疑点", list(tables), key="finding", bind="query-params", width=360,
        placeholder="请选择",
    )  # fmt: skip
    name = chosen or next(iter(tables))
    table, said = tables[name], words_of(name)
    st.markdown(f"**{name}**：{said.meaning}{said.todo}")
    months = ask(quality.by_month, build, name, table)
    if months.empty:
        st.caption("这类疑点没有月份可分，只按批次看。")
    else:
        charts.draw(month_bars(months, name), "finding-months", f"{name}，按月的行数")
    left, right = st.columns(2)
    with left:
        st.caption("按批次和来源")
        frame.on_screen(batch_table(ask(quality.by_batch, build, name, table).head(SHOWN)))
    with right:
        windows = ask(quality.by_window, build, name, table)
        if windows.empty:
            st.caption("这类疑点没有写明窗口。")
        else:
            st.caption("按窗口")
            frame.on_screen(window_table(windows.head(SHOWN)))
    rows = ask(quality.finding_rows, build, name, table)
    rows.columns = pd.Index(["文件", "行号", "编号", "窗口", "内容（已脱敏）", "批次"])
    frame.download(rows, f"数据疑点-{name}", "finding-rows")


def month_bars(months: pd.DataFrame, name: str) -> go.Figure:
    """Rows with the finding by month; the hover says the share."""
    figure = charts.Sketch(BARS_HEIGHT)
    days = [one.date() for one in months["month"]]
    figure.trace(
        "bar",
        x=days,
        y=months["found"],
        marker={"color": charts.PROMISE},
        hovertext=[
            f"{words.month(day)} {found:,} 行，占 {whole:,} 行的 {share_text(found, whole)}"
            for day, found, whole in zip(days, months["found"], months["of_rows"], strict=True)
        ],
        hoverinfo="text",
        name=name,
    )
    figure.xaxis.update(**charts.month_ticks(days))
    figure.yaxis.update(title={"text": "行"}, rangemode="tozero", tickformat=",d")
    if months["found"].max() < words.FEW:
        figure.yaxis["dtick"] = 1  # no marks between whole rows
    return figure.done()


def batch_table(rows: pd.DataFrame) -> pd.DataFrame:
    """A finding by batch."""
    return pd.DataFrame(
        {
            "批次": rows["batch_id"].map(batch_name),
            "来源": rows["source"].map(source_name),
            "文件": rows["file"],
            "导入时间": rows["landed_at"].dt.strftime("%Y-%m-%d %H:%M"),
            "行数": rows["found"].map(words.count),
            "占比": [
                share_text(part, whole)
                for part, whole in zip(rows["found"], rows["of_rows"], strict=True)
            ],
        }
    )


def window_table(rows: pd.DataFrame) -> pd.DataFrame:
    """A finding by window."""
    return pd.DataFrame(
        {
            "窗口": rows["window_name"].fillna(rows["window_code"]),
            "编号": rows["window_code"],
            "部门": rows["dept_name"].fillna(UNKNOWN),
            "行数": rows["found"].map(words.count),
        }
    )


def accounts_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The account of every batch: what was read is landed, sent back or repeated."""
    return pd.DataFrame(
        {
            "批次": rows["batch_id"].map(batch_name),
            "表": rows["table_name"].map(table_name),
            "来源": rows["source"].map(source_name),
            "文件": rows["file"],
            "读入": rows["rows_in"].map(words.count),
            "入库": rows["loaded"].map(words.count),
            "退回": rows["rejected"].map(words.count),
            "重复": rows["duplicate"].map(words.count),
            "对账": ["平" if one else "不平" for one in rows["is_balanced"]],
            "跳过的非数据行": rows["skipped"].map(words.count),
            "导入时间": rows["landed_at"].dt.strftime("%Y-%m-%d %H:%M"),
            "导入人": rows["landed_by"],
        }
    )


def reasons_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Why rows were sent back."""
    return pd.DataFrame(
        {
            "表": rows["table_name"].map(table_name),
            "原因": rows["reason"],
            "行数": rows["rejected"].map(words.count),
        }
    )


def freshness_table(fresh: list[Freshness], today: dt.date) -> pd.DataFrame:
    """The latest event of every table and its age in days."""
    return pd.DataFrame(
        {
            "表": [table_name(one.table) for one in fresh],
            "最近一笔": [words.date(one.latest_on) for one in fresh],
            "最近导入": [f"{one.landed_at:%Y-%m-%d %H:%M}" for one in fresh],
            "新旧": [
                _ago(one.age_days(today)) + ("" if one.latest_on else "导入") for one in fresh
            ],
        }
    )


def calendar_table(years: pd.DataFrame) -> pd.DataFrame:
    """Whether the holidays of each year are known."""
    return pd.DataFrame(
        {
            "年份": years["year"].map("{}年".format),
            "节假日安排": [
                "未公布，按周末推算" if one else "已知" for one in years["is_provisional"]
            ],
            "受理办件": years["cases"].map(words.count),
            "按推算的办件": years["assumed"].map(words.count),
        }
    )
