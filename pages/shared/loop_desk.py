"""One complaint of 投诉闭环: found by its words, told with its steps, and what can be done now."""

from __future__ import annotations

import datetime as dt
import zlib

import streamlit as st

from etl.read import loops as read
from pages.shared import charts, decide, frame, loop_view
from pages.shared.cached import ask
from pages.shared.comments import joined
from pages.shared.labels import NAME_FIRST
from pages.shared.loop_view import Asked, due_words, first, holds, name, said, steps, terms
from records import loops, trail
from records.entries import Record, Subject
from records.errors import RecordsError, StaleSubjectError
from records.loops import GROUNDS, NEXT, TABLE, Given, Stage, Step
from records.store import open_records
from records.users import User, is_same_person
from reports import words
from reports.loops import Followed, Loops, follow

OFFERED, CUT = 50, 26
REFUSED = "loop_refused"
FASTER = "这一条刚被别人处理过：下面是最新情况，请看过再办。您填写的内容没有保存。"
NEED_NOTE = {
    Step.CALL: "回访情况",
    Step.RECTIFY: "答复内容（会告知群众）",
    Step.REJECT: "群众的意见",
    Step.ACCEPT: "群众怎么说（可不填）",
    Step.APPEAL: "申诉理由",
    Step.UPHOLD: "复核意见",
    Step.DISMISS: "复核意见",
    Step.ASSIGN: "交办说明（可不填）",
}


def one_loop(asked: Asked, user: User, view: Loops) -> None:
    """Choose a complaint; what was said, its steps so far, what can be done now."""
    decide.said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    one = _choose(asked, view)
    if one is None:
        return
    _card(one)
    _do(asked, user, one)
    _history(asked, user, one)


def _choose(asked: Asked, view: Loops) -> Followed | None:
    """The complaint on screen: of those due first, or of those found by their words."""
    text = st.text_input(
        "找一条（内容、窗口或办件编号里的字）", key="loop_search", placeholder="如：排队", width=420
    ).strip()
    offered = _found(asked, view, text)
    if len(offered) > OFFERED:
        st.caption(f"只列前 {OFFERED} 条：多写几个字，或收窄时段、窗口，可以找到其余的。")
    by_key = {one.row.key: one for one in offered[:OFFERED]}
    # One that a person opened, or has just ended, stays on the screen until the view changes.
    opened = loop_view.opened(asked)
    if opened and opened not in by_key and not text:
        rows = ask(read.complaints_by_key, asked.build, [opened])
        by = terms(asked.settings, asked.build)
        found = follow(rows, steps(asked.settings), by, keep_ended=True)
        by_key |= {one.row.key: one for one in found}
    if not by_key:
        st.info(f"没有找到含“{text}”的投诉：请换几个字，或放宽时段。" if text else "没有投诉。")
        return None
    titles = _titles(list(by_key.values()))
    # Streamlit knows a choice by its words, which change with every step: other words are another
    # field, and each begins at the complaint that is open.
    key = f"loop-{zlib.crc32(chr(10).join(titles.values()).encode())}"
    if opened in by_key:
        st.session_state[key] = opened
    chosen = st.selectbox(
        "哪一条（没有着落的、到期早的在前）", list(by_key), key=key, format_func=titles.__getitem__,
        on_change=_picked, args=(asked, key),
    )  # fmt: skip
    return by_key[chosen]


def _picked(asked: Asked, key: str) -> None:
    loop_view.open_one(asked, st.session_state[key])


def _found(asked: Asked, view: Loops, text: str) -> list[Followed]:
    """Those without an end first, in order of their due day; one more than are offered."""
    if not text:
        return first(asked, view, OFFERED + 1) or view.ended[: OFFERED + 1]
    still = first(asked, view, OFFERED + 1, text)
    return [*still, *(one for one in view.ended if holds(one, text))][: OFFERED + 1]


def _titles(offered: list[Followed]) -> dict[str, str]:
    """What each is called, by its key; never two alike: a choice is known by its words alone."""
    titles: dict[str, str] = {}
    seen: dict[str, int] = {}
    for one in offered:
        late = "（已超期）" if one.is_overdue else ""
        day = words.date(one.row.on_day.date())
        title = f"{one.stage}{late} · {day} · {name(one)} · {charts.cut(said(one), CUT)}"
        if isinstance(one.row.case_no, str):
            title += f" · 办件 {one.row.case_no}"
        seen[title] = seen.get(title, 0) + 1
        titles[one.row.key] = title if seen[title] == 1 else f"{title} · 第 {seen[title]} 条"
    return titles


def _card(one: Followed) -> None:
    with st.container(border=True):
        st.markdown(f"**{frame.plain(said(one))}**")
        facts = [one.row.kind, words.date(one.row.on_day.date()), name(one)]
        facts += [f"办件 {one.row.case_no}"] if isinstance(one.row.case_no, str) else []
        facts += [f"涉及{joined(one.row.work_rules)}"] if joined(one.row.work_rules) else []
        st.caption(frame.plain(" · ".join(facts)))
        state = f"环节：**{one.stage}**"
        if one.loop.holder:
            state += f" · 责任人 {frame.plain(one.loop.holder)}"
        if one.due_on:
            state += f" · {due_words(one)}"
        if one.loop.rounds:
            state += f" · 群众退回过 {one.loop.rounds} 次"
        st.markdown(state)
        if one.loop.answer:
            st.markdown(f"答复：{frame.plain(one.loop.answer)}")


def _do(asked: Asked, user: User, one: Followed) -> None:
    possible = list(NEXT[one.stage])
    if not possible:
        st.success("这一条已经办结，不再有下一步。")
        return
    if not user.is_named:
        st.caption(f"{NAME_FIRST}办理；每一步都会记下是谁、什么时候。")
        return
    key = one.row.key
    step = st.segmented_control(
        "现在做什么", possible, default=possible[0], key=f"step-{key}-{one.seq}", format_func=str
    )
    step = Step(step or possible[0])
    if one.stage is Stage.APPEALED and is_same_person(one.loop.appealed_by, user.name):
        st.warning("申诉是您提出的，要由另一个人复核。")
        return
    at = f"{key}-{one.seq}-{step}"
    with st.form(f"form-{at}", border=False):
        if step is Step.ASSIGN:
            proposed = one.row.chief_rep if isinstance(one.row.chief_rep, str) else ""
            st.text_input(
                "责任人",
                value=one.loop.holder or proposed,
                max_chars=20,
                width=260,
                key=f"holder-{at}",
            )
            st.checkbox("情况复杂（用较长的整改时限）", one.loop.is_complex, key=f"complex-{at}")
        if step is Step.APPEAL:
            st.selectbox("申诉的理由", list(GROUNDS), width=200, key=f"ground-{at}")
        st.text_area(NEED_NOTE[step], max_chars=1000, height=90, key=f"note-{at}")
        # Taken before the page is drawn anew, with the state that stood on this screen: else the
        # button of somebody slower would be gone, and the press with it, without a word.
        st.form_submit_button(
            f"保存{step}", type="primary", on_click=_take, args=(asked, user, one, step, at)
        )


def _take(asked: Asked, user: User, one: Followed, step: Step, at: str) -> None:
    told = st.session_state
    loop_view.open_one(asked, one.row.key)
    given = Given(
        str(told.get(f"note-{at}") or ""),
        one.row.window_code if isinstance(one.row.window_code, str) else "",
        str(told.get(f"holder-{at}", one.loop.holder) or ""),
        bool(told.get(f"complex-{at}", one.loop.is_complex)),
        str(told.get(f"ground-{at}") or ""),
    )
    try:
        with open_records(asked.settings.data) as store:
            loops.take(store, user, one.row.key, step, given, one.seq, dt.date.today())
    except StaleSubjectError:
        told[REFUSED] = FASTER
    except RecordsError as error:
        told[REFUSED] = str(error)
    else:
        told[decide.DONE] = f"已保存：{step}。"


def _history(asked: Asked, user: User, one: Followed) -> None:
    if not one.seq:
        return
    with open_records(asked.settings.data) as store:
        found = trail.read(store, subject=Subject(TABLE, one.row.key))
    for record in found:
        note = f"：{frame.plain(record.reason)}" if record.reason else ""
        st.caption(
            f"{words.local_time(record.at)} {frame.plain(record.actor)} "
            f"{frame.plain(record.action)}{note}"
        )
    last = loops.last_step(found)
    if last is not None and is_same_person(last.actor, user.name):
        st.button(
            f"撤销：{last.action}", key=f"back-{found[-1].seq}", icon=":material/undo:",
            type="tertiary", on_click=_take_back, args=(asked, user, last),
        )  # fmt: skip


def _take_back(asked: Asked, user: User, last: Record) -> None:
    loop_view.open_one(asked, last.subject.key)
    try:
        with open_records(asked.settings.data) as store:
            loops.take_back(store, user, last)
    except StaleSubjectError:
        st.session_state[REFUSED] = FASTER
    except RecordsError as error:
        st.session_state[REFUSED] = str(error)
    else:
        st.session_state[decide.DONE] = f"已撤销：{last.action}。"
