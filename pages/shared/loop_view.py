"""The parts of 投诉闭环: ageing by stage, the list, and one complaint with what can be done now."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from etl.read import loops as read
from etl.reference import loop_limits
from etl.settings import Settings
from pages.shared import charts, decide, frame
from pages.shared.cached import ask, recorded
from pages.shared.comments import joined
from pages.shared.labels import UNKNOWN
from records import loops, trail
from records.entries import Subject
from records.errors import RecordsError
from records.loops import ENDED, GROUNDS, NEXT, TABLE, Given, Stage, Step
from records.store import open_records
from records.users import User, is_same_person
from reports import words
from reports.loops import Followed, Loops, by_stage, follow

SHOWN, CUT = 30, 26
REFUSED = "loop_refused"
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


def rectified(settings: Settings, build: Build, scope: Scope) -> Loops:
    """The bad ratings of a scope with where they stand."""
    rows = ask(read.bad_ratings, build, scope)
    return _followed(settings, build, rows, _steps(settings))


def told(settings: Settings, build: Build, scope: Scope) -> Loops:
    """The complaints of a scope with where they stand."""
    rows, steps = ask(read.complaints, build, scope), _steps(settings)
    here = set(rows["key"])
    # One that was taken up stays to its end, also where it is no complaint any more by its label.
    begun = sorted(
        key
        for key, one in steps.items()
        if key not in here and loops.loop_of(one).stage not in ENDED
    )
    if begun:
        more = ask(read.complaints_by_key, build, begun, scope)
        rows = pd.concat([rows, more], ignore_index=True) if len(more) else rows
    return _followed(settings, build, rows, steps)


def _followed(settings: Settings, build: Build, rows: pd.DataFrame, steps: dict[str, Any]) -> Loops:
    limits = loop_limits(settings.reference("loop_limits.csv"))
    return follow(rows, steps, limits, ask(read.workdays, build), build.meta.as_of)


def _steps(settings: Settings) -> dict[str, Any]:
    try:
        return recorded(settings, "loops", loops.standing)
    except RecordsError as error:
        st.error(str(error))
        return {}


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


def listed(view: Loops) -> None:
    """Everything of the scope, what is due first on top, with its download."""
    order = view.in_order
    rows = pd.DataFrame(
        {
            "来自": [one.row.kind for one in order],
            "日期": [words.date(one.row.on_day.date()) for one in order],
            "窗口": [_name(one) for one in order],
            "内容": [charts.cut(_said(one), CUT) for one in order],
            "环节": [str(one.stage) for one in order],
            "责任人": [one.loop.holder or words.NOTHING for one in order],
            "到期": [_due_words(one) for one in order],
        }
    )
    whole = rows.assign(内容=[_said(one) for one in order], 答复=[one.loop.answer for one in order])
    frame.table(rows, "投诉闭环", "loop-table", SHOWN, file=whole)


def _name(one: Followed) -> str:
    return one.row.window_name if isinstance(one.row.window_name, str) else UNKNOWN


def _said(one: Followed) -> str:
    text = one.row.words if isinstance(one.row.words, str) else ""
    grade = f"打分{one.row.grade_label}" if isinstance(one.row.grade_label, str) else ""
    return "：".join(part for part in (grade, text) if part) or words.NOTHING


def _due_words(one: Followed) -> str:
    if one.due_on is None:
        return words.NOTHING
    return f"{words.date(one.due_on)}{'（已超期）' if one.is_overdue else ''}"


def one_loop(settings: Settings, user: User, view: Loops) -> None:
    """One complaint: what was said, its steps so far, what can be done now."""
    decide.said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    order = view.in_order
    if not order:
        return
    by_key = {one.row.key: one for one in order}
    # Told by its key, so that it stays on the screen after a step.
    chosen = st.selectbox(
        "哪一条（到期早的在前）", list(by_key), key="loop_chosen",
        format_func=lambda key: _title(by_key[key]),
    )  # fmt: skip
    one = by_key.get(str(chosen), order[0])
    with st.container(border=True):
        st.markdown(f"**{frame.plain(_said(one))}**")
        facts = [one.row.kind, words.date(one.row.on_day.date()), _name(one)]
        facts += [f"办件 {one.row.case_no}"] if isinstance(one.row.case_no, str) else []
        facts += [f"涉及{joined(one.row.work_rules)}"] if joined(one.row.work_rules) else []
        st.caption(frame.plain(" · ".join(facts)))
        state = f"环节：**{one.stage}**"
        if one.loop.holder:
            state += f" · 责任人 {frame.plain(one.loop.holder)}"
        if one.due_on:
            mark = ":red[已超期]" if one.is_overdue else "到期"
            state += f" · {mark} {words.date(one.due_on)}"
        if one.loop.rounds:
            state += f" · 群众退回过 {one.loop.rounds} 次"
        st.markdown(state)
        if one.loop.answer:
            st.markdown(f"答复：{frame.plain(one.loop.answer)}")
    _do(settings, user, one)
    _history(settings, user, one)


def _title(one: Followed) -> str:
    late = "（已超期）" if one.is_overdue else ""
    return f"{one.stage}{late} · {_name(one)} · {charts.cut(_said(one), CUT)}"


def _do(settings: Settings, user: User, one: Followed) -> None:
    steps = list(NEXT[one.stage])
    if not steps:
        st.success("这一条已经办结，不再有下一步。")
        return
    if not user.is_named:
        st.caption(
            "填写左侧的姓名（手机上先点左上角的 »）后才能办理；每一步都会记下是谁、什么时候。"
        )
        return
    key = one.row.key
    step = st.segmented_control(
        "现在做什么", steps, default=steps[0], key=f"step-{key}-{one.seq}", format_func=str
    )
    step = Step(step or steps[0])
    if one.stage is Stage.APPEALED and is_same_person(one.loop.appealed_by, user.name):
        st.warning("申诉是您提出的，要由另一个人复核。")
        return
    with st.form(f"form-{key}-{one.seq}-{step}", border=False):
        holder, is_complex, ground = one.loop.holder, one.loop.is_complex, ""
        if step is Step.ASSIGN:
            proposed = one.row.chief_rep if isinstance(one.row.chief_rep, str) else ""
            holder = st.text_input("责任人", value=holder or proposed, max_chars=20, width=260)
            is_complex = st.checkbox("情况复杂（用较长的整改时限）", value=is_complex)
        if step is Step.APPEAL:
            ground = st.selectbox("申诉的理由", list(GROUNDS), width=200) or ""
        note = st.text_area(NEED_NOTE[step], max_chars=1000, height=90)
        if st.form_submit_button(f"保存{step}", type="primary"):
            code = one.row.window_code if isinstance(one.row.window_code, str) else ""
            given = Given(note or "", code, holder or "", bool(is_complex), ground)
            _take(settings, user, one, step, given)


def _take(settings: Settings, user: User, one: Followed, step: Step, given: Given) -> None:
    try:
        with open_records(settings.data) as store:
            loops.take(store, user, one.row.key, step, given, one.seq, dt.date.today())
    except RecordsError as error:
        st.session_state[REFUSED] = str(error)
    else:
        st.session_state[decide.DONE] = f"已保存：{step}。"
    st.rerun()


def _history(settings: Settings, user: User, one: Followed) -> None:
    if not one.seq:
        return
    with open_records(settings.data) as store:
        found = trail.read(store, subject=Subject(TABLE, one.row.key))
    for record in found:
        note = f"：{frame.plain(record.reason)}" if record.reason else ""
        st.caption(
            f"{words.local_time(record.at)} {frame.plain(record.actor)} "
            f"{frame.plain(record.action)}{note}"
        )
    last = found[-1]
    if is_same_person(last.actor, user.name) and not last.evidence:
        st.button(
            f"撤销：{last.action}", key=f"back-{last.seq}", icon=":material/undo:", type="tertiary",
            on_click=_take_back, args=(settings, user, last),
        )  # fmt: skip


def _take_back(settings: Settings, user: User, last: Any) -> None:
    try:
        with open_records(settings.data) as store:
            loops.take_back(store, user, last)
    except RecordsError as error:
        st.session_state[REFUSED] = str(error)


def limits(settings: Settings) -> None:
    """The limits that this office has set."""
    found = loop_limits(settings.reference("loop_limits.csv"))
    told_ = "；".join(f"{step} {one.days} 个{one.unit}" for step, one in found.items())
    st.caption(
        f"时限：{told_}。回访从投诉当天起算，整改从派单起算，确认从整改起算，只比日期。"
        "要改时限，见使用手册。"
    )
