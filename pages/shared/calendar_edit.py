"""Changing the working-day calendar and the thresholds, by a named person with a reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl import tables_edit
from etl.calendar import Override, is_of_notice, known_years
from etl.errors import UserError
from etl.notice import read_notice
from etl.read import Build
from etl.reference import MOST_WORKDAYS, CardLimits
from etl.settings import Settings
from pages.shared import calendar_view, fields, frame, imports_job
from pages.shared.decide import change_calendar, change_cards, finish
from records.users import User
from reports import words

EXAMPLE = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：……放假调休，共9天。2月14日（周日）上班。\n……"
KINDS = {"放假": False, "上班": True}
DAYS = list(range(MOST_WORKDAYS + 1))


def rebuild(settings: Settings, user: User, build: Build) -> None:
    """The tables are other than those the figures were counted by: say so, offer to count anew."""
    st.warning("日历、阈值或暂停种类已经修改，现在看到的数字还是按原来的算的。")
    if st.button(
        "按新的日历重新生成", type="primary", key="rebuild", disabled=not user.is_named,
        icon=":material/refresh:",
    ):  # fmt: skip
        imports_job.begin(
            settings, "按新的日历重新生成", user, [imports_job.build_step(build.meta.as_of)], None
        )


def notice(settings: Settings, user: User, build: Build) -> None:
    """Paste the State Council's notice of a year, see what it settles, save it."""
    first = known_years()[1] + 1
    this = max(first, build.meta.as_of.year + 1)
    st.markdown(
        "把国务院办公厅《关于××××年部分节假日安排的通知》里“一、元旦：……”到“七、国庆节：……”的文字粘贴进来。"
    )
    years = sorted({*range(this - 2, this + 3)})
    year = st.selectbox(
        "哪一年", years, index=years.index(this), key="notice_year", width=140,
        format_func=lambda one: f"{one}年",
    )  # fmt: skip
    text = st.text_area(
        "通知全文", key="notice_text", height=200, max_chars=5000, placeholder=EXAMPLE
    )
    if not (text or "").strip():
        return
    try:
        lines = read_notice(text, year)
    except UserError as error:
        st.error(str(error))
        return
    days = [one for one in lines if one.day is not None]
    off = sum(not one.is_workday for one in days)
    st.success(f"认出 {year} 年放假 {off} 天、调休上班 {len(days) - off} 天，请核对：")
    frame.on_screen(_table(days))
    if st.button("保存这一年的安排", key="save_notice", type="primary", disabled=not user.is_named):
        finish(
            change_calendar(
                settings, user, lambda now: _with_notice(now, lines, year),
                f"录入{year}年节假日安排", "国务院办公厅通知",
            )
        )  # fmt: skip


def _with_notice(now: list[Override], lines: list[Override], year: int) -> list[Override]:
    """The table with a year's notice in place of an earlier entry of the same year."""
    kept = [
        one
        for one in now
        if one.year != year or (one.day is not None and not is_of_notice(one, {year}))
    ]
    return [*kept, *lines]


def _table(days: list[Override]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "日期": [words.date(one.day) for one in days],
            "安排": ["上班" if one.is_workday else "放假" for one in days],
            "名称": [one.reason or "未写" for one in days],
        }
    )


def local(settings: Settings, user: User, build: Build) -> None:
    """Days on which the hall itself is closed or works, one at a time."""
    lines = tables_edit.calendar_lines(settings)
    declared = {one.year for one in lines if one.day is None}
    own = [one for one in lines if one.day is not None and not is_of_notice(one, declared)]
    st.markdown("本地临时放假（如停电、灾害天气）或补班，只影响本中心的工作日。")
    as_of = build.meta.as_of
    day = fields.choose_day("local", range(as_of.year - 3, as_of.year + 3), as_of)
    kind = st.segmented_control("安排", list(KINDS), default="放假", key="local_kind")
    reason = st.text_input("原因", key="local_reason", max_chars=60, width=420)
    written = (reason or "").strip()
    is_on = KINDS.get(str(kind))
    if is_on is not None and calendar_view.is_workday(settings, day) == is_on:
        st.caption(f"{words.date(day)}本来就{'上班' if is_on else '不上班'}，不用另外安排。")
        is_on = None
    ready = user.is_named and bool(written) and is_on is not None
    if st.button("加上这一天", key="add_local", disabled=not ready):
        added = Override(day.year, day, bool(is_on), written)
        done = f"{words.date(day)}{kind}"
        finish(change_calendar(settings, user, lambda now: [*now, added], done, added.reason))
    if not own:
        st.caption("还没有本地安排。")
        return
    frame.on_screen(_table(own))
    names = {
        str(one.day): f"{words.date(one.day)} {'上班' if one.is_workday else '放假'}" for one in own
    }
    chosen = st.selectbox(
        "去掉一天", list(names), index=None, format_func=names.__getitem__, key="drop_local", width=260,
        placeholder="请选择",
    )  # fmt: skip
    why = st.text_input("为什么去掉", key="drop_reason", max_chars=60, width=420)
    ready = user.is_named and chosen is not None and bool((why or "").strip())
    if st.button("去掉", key="drop", disabled=not ready):
        done = f"去掉 {names[str(chosen)]}"
        finish(
            change_calendar(
                settings,
                user,
                lambda now: [one for one in now if str(one.day) != chosen],
                done,
                str(why).strip(),
            )
        )


def cards(settings: Settings, user: User) -> None:
    """When a case becomes 预警 and when 红牌."""
    now = tables_edit.cards(settings)
    st.markdown("内部预警的阈值（工作日）。超承诺即为黄牌，超法定即为红牌，这两条不能改。")
    warn = st.selectbox(
        "剩余不超过几个工作日提示预警", DAYS, index=DAYS.index(now.warn), key="warn_days", width=260
    )
    red = st.selectbox(
        "超承诺多于几个工作日转为红牌", DAYS, index=DAYS.index(now.red), key="red_days", width=260
    )
    reason = st.text_input("为什么改", key="card_reason", max_chars=60, width=420)
    after = CardLimits(int(warn), int(red))
    ready = user.is_named and after != now and bool((reason or "").strip())
    if st.button("保存阈值", key="save_cards", disabled=not ready):
        finish(change_cards(settings, user, now, after, str(reason).strip()))
