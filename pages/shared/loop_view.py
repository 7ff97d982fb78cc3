"""The parts of 投诉闭环: ageing by stage, the list with the way to each complaint, the limits."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from etl.read import loops as read
from etl.reference import loop_limits
from etl.settings import Settings
from pages.shared import charts, frame
from pages.shared.cached import ask, recorded
from pages.shared.labels import UNKNOWN
from records import loops
from records.entries import Record
from records.errors import RecordsError
from reports import words
from reports.loops import Followed, Loops, Terms, by_stage, follow, order, untaken

SHOWN, CUT = 10, 40
ALL = "全部"
TAB, WHOLE, ONE = "loop_tab", "总况", "办一条"
OPENED, MORE = "loop_opened", "loop_shown"
Steps = dict[str, Record]


@dataclass(frozen=True)
class Asked:
    """What the page is asked for: complaints of a scope, all or of one kind of `read.KINDS`."""

    settings: Settings
    build: Build
    scope: Scope
    kind: str | None = None


def terms(settings: Settings, build: Build) -> Terms:
    """The office's limits on the build's calendar, judged by the day up to which data has come."""
    limits = loop_limits(settings.reference("loop_limits.csv"))
    return Terms(limits, ask(read.workdays, build), build.meta.as_of)


def steps(settings: Settings) -> Steps:
    """The last step of every complaint; none, and a line that says so, where records cannot be read."""
    try:
        return recorded(settings, "loops", loops.standing)
    except RecordsError as error:
        st.error(str(error))
        return {}


def told(asked: Asked) -> Loops:
    """The complaints and bad ratings of a scope, or one kind, with where they stand."""
    build, scope, kind = asked.build, asked.scope, asked.kind
    taken, by = steps(asked.settings), terms(asked.settings, build)
    begins = "" if kind is None else read.KINDS[kind]
    keys = sorted(key for key in taken if key.startswith(begins))
    rows = ask(read.complaints_by_key, build, keys, scope)
    followed = follow(rows, taken, by)
    return Loops(followed, untaken(ask(read.complaint_days, build, scope, kind), followed, by))


def ageing(view: Loops) -> None:
    """How many stand at each stage, those past their limit in the colour of what must be acted on."""
    rows = by_stage(view)
    charts.draw(
        charts.stacked(
            rows["stage"].tolist(),
            {
                "未到期": (rows["in_time"].tolist(), charts.PEER),
                "已超期": (rows["overdue"].tolist(), charts.URGENT),
            },
            "条",
        ),
        "loop-ageing",
        "没有办结的投诉，按环节，分未到期和已超期",
    )


def listed(asked: Asked, view: Loops) -> None:
    """What has no end yet, what is due first on top, each with the way to it; and the file of all."""
    if view.still:
        st.subheader("没有着落的，到期早的在前", anchor=False)
        more = st.session_state.get(MORE, {})
        shown = int(more.get(_view(asked), SHOWN))
        for one in first(asked, view, shown):
            _line(asked, one)
        if view.still > shown:
            st.button(
                f"再列 {SHOWN} 条（共 {words.count(view.still)} 条）", icon=":material/expand_more:",
                on_click=lambda: st.session_state.update({MORE: {_view(asked): shown + SHOWN}}),
            )  # fmt: skip
    frame.download(lambda: _file(asked, view), "投诉闭环", "loop-table")


def first(asked: Asked, view: Loops, count: int | None, text: str = "") -> list[Followed]:
    """The `count` complaints without an end that are due first, None for all of them.

    Those alone that hold `text`, where it is given.
    """
    build, scope, kind = asked.build, asked.scope, asked.kind
    here = [one.row.key for one in view.taken if one.row.is_complaint]
    rows = pd.DataFrame()
    if view.untaken:
        rows = ask(read.waiting, build, scope, here, kind, count, text)
    waiting = follow(rows, {}, terms(asked.settings, build))
    still = [one for one in view.open if holds(one, text)]
    return sorted([*still, *waiting], key=order)[:count]


def holds(one: Followed, text: str) -> bool:
    """Whether a complaint has a text in its words, its case number or its window, as the search has it."""
    row = one.row
    return (
        text in _text(row.words)
        or text.lower() in _text(row.case_no).lower()
        or text in _text(row.window_name)
    )


def _view(asked: Asked) -> tuple[Scope, str | None]:
    """What is looked at: what was opened or listed belongs to it."""
    return asked.scope, asked.kind


def opened(asked: Asked) -> str | None:
    """The key of the complaint that a person has opened in this view."""
    view, key = st.session_state.get(OPENED, (None, None))
    return key if view == _view(asked) else None


def open_one(asked: Asked, key: str) -> None:
    """Keep a complaint on the screen of this view."""
    st.session_state[OPENED] = _view(asked), key


def _line(asked: Asked, one: Followed) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{one.stage}** · {due_words(one)} · {frame.plain(name(one))}"
            f"{frame.plain(f' · {one.loop.holder}' if one.loop.holder else '')} — "
            f"{frame.plain(charts.cut(said(one), CUT))}"
        )
        st.button(
            "办理", key=f"do-{one.row.key}", type="tertiary", icon=":material/chevron_right:",
            on_click=_lead_to, args=(asked, one.row.key),
        )  # fmt: skip


def _lead_to(asked: Asked, key: str) -> None:
    open_one(asked, key)
    st.session_state.update({TAB: ONE, "loop_search": ""})


def _file(asked: Asked, view: Loops) -> pd.DataFrame:
    every = [*first(asked, view, None), *view.ended]
    return pd.DataFrame(
        {
            "来自": [one.row.kind for one in every],
            "日期": [words.date(one.row.on_day.date()) for one in every],
            "窗口": [name(one) for one in every],
            "办件编号": [_text(one.row.case_no) for one in every],
            "内容": [said(one) for one in every],
            "环节": [str(one.stage) for one in every],
            "责任人": [one.loop.holder for one in every],
            "到期": [words.date(one.due_on) if one.due_on else "" for one in every],
            "是否超期": ["是" if one.is_overdue else "否" for one in every],
            "答复": [one.loop.answer for one in every],
        }
    )


def name(one: Followed) -> str:
    """The window that it is about."""
    return _text(one.row.window_name) or UNKNOWN


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def said(one: Followed) -> str:
    """The grade and the words, of which either may be missing."""
    text = _text(one.row.words)
    grade = f"打分{one.row.grade_label}" if isinstance(one.row.grade_label, str) else ""
    return "：".join(part for part in (grade, text) if part) or words.NOTHING


def due_words(one: Followed) -> str:
    """Until when the next step is due, in the colour of what must be acted on where it is late."""
    if one.due_on is None:
        return "无时限"
    day = words.date(one.due_on)
    return f":red[已超期（{day} 到期）]" if one.is_overdue else f"{day} 到期"


def limits(asked: Asked) -> None:
    """The limits that this office has set, and what they cannot be counted for."""
    build = asked.build
    found = loop_limits(asked.settings.reference("loop_limits.csv"))
    listed_ = "；".join(f"{step} {one.days} 个{one.unit}" for step, one in found.items())
    st.caption(
        f"时限：{listed_}。回访从投诉当天起算，整改从本轮第一次派单起算，确认从整改起算，复核从申诉起算，只比日期；"
        f"是否超期按数据截至日 {words.date(build.meta.as_of)} 判断。要改时限，见使用手册。"
    )
    if missing := ask(read.undated, build, asked.scope):
        st.warning(
            f"另有 {words.count(missing)} 条投诉没有写明日期，不属于任何时段，也无法计算时限："
            "请补上日期后重新导入。"
        )
