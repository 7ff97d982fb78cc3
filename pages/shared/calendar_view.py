"""工作日历 as it stands: known years, one year's holidays and make-up days, who changed what."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import streamlit as st

from etl import tables_edit
from etl.calendar import MAKE_UP, Day, calendar, known_until
from etl.read import Build, quality
from etl.settings import Settings
from pages.shared import frame
from pages.shared.cached import ask
from pages.shared.decide import changes_of, undo, undoable
from records.entries import Record
from records.users import User
from reports import words

WEEK = "一二三四五六日"
YEARS_BACK, YEARS_AHEAD = 4, 2
LOCAL = ("本地放假", "本地上班")
REFUSED = "undo_refused"


def days_of(settings: Settings, first: int, last: int) -> list[Day]:
    """The days of some years as the tables have them now."""
    lines = tables_edit.calendar_lines(settings)
    own = {one.day: one for one in lines if one.day is not None}
    declared = {one.year for one in lines if one.day is None}
    days = calendar(dt.date(last, 1, 1), own, declared)
    return [day for day in days if first <= day.date.year <= last]


def is_workday(settings: Settings, day: dt.date) -> bool:
    """Whether a day counts by the tables as they are now."""
    return next(one.is_workday for one in days_of(settings, day.year, day.year) if one.date == day)


def answer(settings: Settings, build: Build) -> None:
    """How far the holidays are known, and what hangs on it."""
    declared = {one.year for one in tables_edit.calendar_lines(settings) if one.day is None}
    until = known_until(declared)
    st.markdown(f"##### 节假日安排已知到 {until} 年；{until + 1} 年起尚未发布，按周末推算。")
    assumed = int(ask(quality.calendar_years, build)["assumed"].sum())
    if assumed:
        st.markdown(
            f"现有 {assumed:,} 件办件的计时或到期日落在推算的日子里，已标为“按推算”。"
            "放假通知公布后在这里录入一次，重新生成即可。"
        )


def year(settings: Settings, build: Build) -> None:
    """Holidays, make-up days and the office's own days of a year."""
    this = build.meta.as_of.year
    years = list(range(this + YEARS_AHEAD, this - YEARS_BACK - 1, -1))
    chosen = st.selectbox(
        "年份", years, index=years.index(this), key="calendar_year", width=140,
        format_func=lambda one: f"{one}年",
    )  # fmt: skip
    days = days_of(settings, chosen, chosen)
    workdays = sum(day.is_workday for day in days)
    assumed = sum(day.is_provisional for day in days)
    st.markdown(
        f"**{chosen}年共 {workdays} 个工作日**"
        + ("，尚未发布放假安排，按周末推算。" if assumed else "。")
    )
    rows = _stretches(days)
    if rows:
        frame.on_screen(pd.DataFrame(rows))
    else:
        st.caption("没有节假日安排。")


def _stretches(days: list[Day]) -> list[dict[str, str]]:
    """Named days as stretches: 春节 2月15日—2月23日, 9 天."""
    named = [day for day in days if day.holiday_name]
    rows = []
    for _, group in itertools.groupby(
        enumerate(named), key=lambda one: (one[1].holiday_name, one[1].day_no - one[0])
    ):
        run = [day for _, day in group]
        first, last = run[0], run[-1]
        name = str(first.holiday_name)
        span = _day(first.date) if first is last else f"{_day(first.date)}—{_day(last.date)}"
        kind = "上班" if first.is_workday else "放假"
        source = "本单位" if name in LOCAL else "国务院通知"
        rows.append(
            {"名称": name, "日期": span, "天数": f"{len(run)} 天", "安排": kind, "依据": source}
        )
    return sorted(rows, key=lambda row: row["名称"] == MAKE_UP)


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日（周{WEEK[day.weekday()]}）"


def changes(settings: Settings, user: User) -> None:
    """Every change with who and why; the last one can be taken back."""
    found = changes_of(settings)
    if not found:
        st.caption("还没有人改过日历或阈值。")
        return
    rows = [
        {
            "时间": words.local_time(one.at),
            "谁": one.actor,
            "做了什么": one.action,
            "原因": one.reason or "未写",
        }
        for one in found[:50]
    ]
    frame.on_screen(pd.DataFrame(rows))
    standing = undoable(found)
    if standing is not None:
        st.button(
            f"撤销：{standing.action}", key="undo_calendar", icon=":material/undo:",
            disabled=not user.is_named, on_click=_undo, args=(settings, user, standing),
        )  # fmt: skip
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)


def _undo(settings: Settings, user: User, shown: Record) -> None:
    """Called with the change that stood on the screen when the button was pressed."""
    st.session_state[REFUSED] = undo(settings, user, shown)
