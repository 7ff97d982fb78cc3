"""Key figures as cards with their past, movers and the list of what needs attention."""

from __future__ import annotations

import math
from typing import Literal

import pandas as pd
import streamlit as st

from etl.read.scope import Scope
from pages.shared import links
from pages.shared.frame import on_screen
from reports import words
from reports.changes import Compared, Series
from reports.definitions import METRICS
from reports.overview import Overview

SPARK_MONTHS = 13


def overview_cards(view: Overview) -> None:
    """Eight cards; on a phone they stand one below the other, the most important first."""
    history, comments, ratings = view.history, view.comment_history, view.rating_history
    cards = st.grid(4, min_column_width=150)
    with cards:
        share_card(
            "on_time",
            view.compared("on_time"),
            view.scope,
            view.trend("on_time", "promised").values,
        )
        open_card(view)
        share_card(
            "satisfaction", view.satisfaction, view.scope, ratio(ratings, "active_good", "active")
        )
        complained = comments.assign(part=comments["complaint"] + comments["mixed"])
        share_card(
            "complaints",
            view.complaints,
            view.scope,
            ratio(complained, "part", "total"),
            less_is_better=True,
        )
        count_card(view, list(history["finished"]))
        share_card(
            "within_statutory",
            view.compared("within_statutory"),
            view.scope,
            view.trend("within_statutory", "statutory").values,
        )
        share_card(
            "early", view.compared("early"), view.scope, view.trend("early", "commitment").values
        )
        days_card(view)


def share_card(
    name: str, one: Compared, scope: Scope, past: list[float | None], less_is_better: bool = False
) -> None:
    """A share with its change in 百分点, coloured only where the change is beyond chance."""
    metric = METRICS[name]
    few = 0 < one.now.whole < words.FEW
    value = f"{one.now.part}/{one.now.whole}" if few else words.percent(one.now.value)
    with st.container(border=True, height="stretch"):
        clear: Literal["inverse", "normal"] = "inverse" if less_is_better else "normal"
        st.metric(
            metric.label,
            value,
            delta(one.change, words.points(one.change)),
            delta_color=clear if one.is_clear else "off",
            delta_arrow="auto" if one.is_clear else "off",
            delta_description=f"较{words.previous_name(scope)}",
            help=metric.definition,
            chart_data=spark(past),
            chart_type="line",
        )
        moved = "变化明显" if one.is_clear else "无明显变化"
        if one.change is None:
            moved = "无可比数据"
        st.caption(f"{moved} · 同比 {words.points(one.year_change)} · 共 {one.now.whole:,}")


def delta(change: float | None, text: str) -> str | None:
    """A change for a card, which reads the sign from an ASCII minus; None where there is none."""
    return None if change is None else text.replace("−", "-")


def open_card(view: Overview) -> None:
    """超期未办结 at as-of, with those past the statute."""
    metric = METRICS["open_past"]
    with st.container(border=True, height="stretch"):
        st.metric(metric.label, f"{view.open.past_promise:,} 件", help=metric.definition)
        st.caption(f"超法定时限 {view.open.past_statutory:,} 件 · 在办共 {view.open.open:,} 件")
        links.cases("看这些办件", "open_past_promise")


def count_card(view: Overview, past: list[float]) -> None:
    """办结件数 against the period before and last year, in per cent of volume."""
    now = view.now.counts["finished"]
    before = view.before.counts["finished"]
    year = view.year_before.counts["finished"]
    metric = METRICS["finished"]
    with st.container(border=True, height="stretch"):
        st.metric(
            metric.label,
            f"{now:,} 件",
            delta(now - before if before else None, words.signed(now - before, "件")),
            delta_color="off",
            delta_arrow="off",
            delta_description=f"较{words.previous_name(view.scope)}",
            help=metric.definition,
            chart_data=spark(past),
            chart_type="bar",
        )
        against = words.signed(now - year, "件") if year else words.NOTHING
        st.caption(f"同比 {against} · 受理 {view.now.accepted:,} 件")


def days_card(view: Overview) -> None:
    """九成办件用时 in working days."""
    now, before, year = (one.p90_days for one in (view.now, view.before, view.year_before))
    metric = METRICS["p90"]
    with st.container(border=True, height="stretch"):
        st.metric(
            metric.label,
            words.days(now),
            None
            if now is None or before is None
            else delta(now - before, words.signed(now - before, "个工作日", 1)),
            delta_color="off",
            delta_arrow="off",
            delta_description=f"较{words.previous_name(view.scope)}",
            help=metric.definition,
        )
        against = (
            words.NOTHING
            if now is None or year is None
            else words.signed(now - year, "个工作日", 1)
        )
        st.caption(f"同比 {against} · 中位数 {words.days(view.now.median_days)}")


def spark(values: list[float | None] | list[float]) -> list[float] | None:
    """The last months as a sparkline; None when there are fewer than two."""
    known = [float(v) for v in values if v is not None and not math.isnan(v)][-SPARK_MONTHS:]
    return known if len(known) > 1 else None


def ratio(frame: pd.DataFrame, part: str, whole: str) -> list[float | None]:
    """One column over another, None where there is nothing to divide by."""
    return [p / w if w else None for p, w in zip(frame[part], frame[whole], strict=True)]


def signal_words(one: Series, name: str) -> str:
    """What the control limits say, in a sentence."""
    if one.centre is None:
        return "不足8个月，暂不判断波动是否正常。"
    usual = f"{name}通常在 {words.percent(one.low)}—{words.percent(one.high)} 之间"
    if not one.signals:
        return f"{usual}；近{len(one.months)}个月没有超出正常波动的月份。"
    months = "、".join(words.month(month) for month in one.signals[-4:])
    return f"{usual}；超出正常波动的月份（◆）：{months}。"


def movers(view: Overview) -> None:
    """Departments or windows that changed beyond chance."""
    if not view.movers:
        st.caption(
            view.sentences()[1]
            if view.compared("on_time").change is None
            else "没有超出正常波动的变化。"
        )
        return
    rows = [
        {
            "名称": one.name,
            "上期": words.percent(one.compared.before.value),
            "本期": words.share(one.compared.now),
            "变化": words.points(one.compared.change),
        }
        for one in view.movers
    ]
    on_screen(pd.DataFrame(rows))


def attention(view: Overview, overdue_loops: int) -> None:
    """What someone must act on, each with the way to it.

    `overdue_loops`: complaints past the limit of their next step.
    """
    opened, counts = view.open, view.now.counts
    entries = [
        (
            opened.past_statutory,
            f"超法定时限未办结 {opened.past_statutory:,} 件",
            "open_past_statutory",
        ),
        (opened.past_promise, f"超承诺时限未办结 {opened.past_promise:,} 件", "open_past_promise"),
        (opened.due_soon, f"马上到期 {opened.due_soon:,} 件", "open_due_soon"),
        (opened.unclear, f"状态为办结而无办结时间，请核对 {opened.unclear:,} 件", "open_unclear"),
        (counts["overdue"], f"本期超承诺时限办结 {counts['overdue']:,} 件", "overdue"),
        (
            counts["only_by_pause"],
            f"本期只因暂停而按时 {counts['only_by_pause']:,} 件",
            "only_by_pause",
        ),
    ]
    for number, text, which in entries:
        if number:
            links.cases(text, which)
    if view.ratings.suspect:
        links.page("ratings", f"待核查的评价 {view.ratings.suspect:,} 条", ratings_tab="待核查")
    if view.comments.needs_review:
        links.page("review", f"机器拿不准、待人看的留言 {view.comments.needs_review:,} 条")
    if overdue_loops:
        links.page("loops", f"投诉和差评超过时限没有着落 {overdue_loops:,} 条")
    waiting = view.ratings.suspect or overdue_loops
    if not any(number for number, _, _ in entries) and not waiting:
        st.caption("没有需要立即过问的事项。")
