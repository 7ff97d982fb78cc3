"""One candidate of 评选台: its facts and their evidence, what was done, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from etl.read import staff as read
from pages.shared import frame, links, loop_view
from pages.shared.cached import ask, of_file
from pages.shared.labels import CASE_SETS
from pages.shared.selection_open import NEED_NAME, change_deeds, deeds_fields
from pages.shared.selection_view import ONE, Desk, do, flags_of, state
from records import attachments, selecting
from records import candidate_steps as steps
from records.candidates import AGREED, SENT_BACK, Candidate, Mark
from records.honours import MAY, Award, Step
from records.users import is_same_person
from reports import words
from reports.dossier import objection_words, veto_words
from reports.guestbook import window_label

OF_ONE = (
    Step.DEEDS, Step.MARK, Step.REPLY, Step.REVIEW, Step.OBJECT, Step.ANSWER, Step.VETO, Step.SETTLE,
    Step.WITHDRAW,
)  # fmt: skip
CASES = 20


def one_candidate(desk: Desk) -> None:
    """Choose a candidate; all that is known of it, and the steps that may be taken."""
    if not desk.ranked:
        st.info("还没有候选。")
        return
    names = {one.code: f"{one.name}（{one.place}，{one.code}）" for one in desk.every}
    if st.session_state.get(ONE) not in names:
        st.session_state[ONE] = next(iter(names))
    code = st.selectbox("哪一个", list(names), format_func=names.__getitem__, key=ONE, width=420)
    one = next(each for each in desk.every if each.code == code)
    _card(desk, one)
    _do(desk, one)


def _card(desk: Desk, one: Candidate) -> None:
    with st.container(border=True):
        head = f"**{frame.plain(one.name)}** · {frame.plain(one.place)} · {state(one)}"
        st.markdown(f"{head} · {one.total:.1f} 分" if one.takes_part else head)
        if one.why_not and one.takes_part and one.reviewed_by:
            st.markdown(f":orange[不能列入名单：{frame.plain(one.why_not)}]")
        flags = flags_of(desk, one)
        if desk.award is Award.WINDOW:
            st.markdown(frame.plain(_loops(desk, one)))
        for line in one.facts.lines:
            if line != flags:
                st.markdown(frame.plain(line))
        if flags:
            st.warning(f"请先看：{frame.plain(flags)}", icon=":material/flag:")
        _evidence(desk, one)
        _given(desk, one)
        _judged(one)


def _loops(desk: Desk, one: Candidate) -> str:
    """How its complaints and bad ratings of the period were dealt with, as far as people have said."""
    scope = replace(desk.scope, window=one.code)
    view = loop_view.told(loop_view.Asked(desk.settings, desk.build, scope))
    told = f"投诉和差评 {view.total:,} 条，还有 {view.still:,} 条没有着落"
    if view.rectified.whole:
        told += f"；差评整改率 {words.share(view.rectified, '条')}，回访率 {words.share(view.called_back, '条')}"
    return f"{told}。"


def _evidence(desk: Desk, one: Candidate) -> None:
    """The way to the rows behind the facts: the window's pages, or the person's own cases."""
    period = words.period(desk.scope)
    if desk.award is Award.WINDOW:
        window = window_label(one.name, one.code)
        with st.container(horizontal=True):
            links.page("profile", "窗口画像", window=window, period=period)
            links.page(
                "scores", "逐项得分", period=period, scores_tab="一个窗口", explained=one.name
            )
            links.page("cases", "超承诺时限办结", which=CASE_SETS["overdue"], window=window, period=period)  # fmt: skip
            links.page("ratings", "好差评和待核查", window=window, period=period)
            links.page("loops", "投诉和差评", window=window, period=period)
        return
    place = desk.field.windows.get(one.code)
    if place is not None:
        with st.container(horizontal=True):
            links.page("loops", "所在窗口的投诉和差评", window=place, period=period)
            links.page("profile", "所在窗口的画像", window=place, period=period)
    with st.expander("本季办结的每一件", on_change="rerun", key=f"cases-{one.code}") as opened:
        if opened.open:
            _cases(desk, one)


def _cases(desk: Desk, one: Candidate) -> None:
    found = ask(read.cases_of, desk.build, desk.scope, one.code)
    numbers = found["case_no"].astype(str)
    frame.table(
        pd.DataFrame(
            {
                "办件编号": numbers,
                "事项": found["item_name"].fillna(""),
                "办结": found["finished_on"].dt.strftime("%Y-%m-%d"),
                "用时（工作日）": [words.count(each) for each in found["used_workdays"]],
                "承诺（工作日）": [words.count(each) for each in found["promise_workdays"]],
                "是否按时": found["finish_class"].fillna(""),
                "亮牌": found["card"].fillna(""),
                "评价": [
                    f"{grade}{'（待核查）' if suspect is True else ''}" if isinstance(grade, str) else ""
                    for grade, suspect in zip(found["grade_label"], found["is_suspect"], strict=True)
                ],
            }
        ),
        f"办件-{one.name}",
        f"cases-table-{one.code}",
        CASES,
        {"办件编号": [links.case_address(number) for number in numbers.head(CASES)]},
    )  # fmt: skip


def _given(desk: Desk, one: Candidate) -> None:
    """Who put it forward with which words and files."""
    st.caption(frame.plain(f"{one.origin}，{one.nominated_by}列入"))
    if one.deeds:
        st.markdown(f"事迹：{frame.plain(one.deeds)}")
    if one.promise:
        st.markdown(f"公开承诺及兑现：{frame.plain(one.promise)}")
    for number, told in enumerate(one.files):
        path = attachments.path_of(desk.settings.data, told)
        fault = of_file(path, partial(attachments.fault, desk.settings.data, told))
        if fault:
            st.error(frame.plain(fault))
            continue
        st.download_button(
            f"附件：{frame.plain(str(told['name']))}（{max(1, round(told['size'] / 1024)):,} KB）", file_name=str(told["name"]),
            data=partial(attachments.read, desk.settings.data, told),
            key=f"file-{one.code}-{number}", icon=":material/attach_file:", type="tertiary", on_click="ignore",
        )  # fmt: skip


def _judged(one: Candidate) -> None:
    """Marks, the reply, the review, vetoes and objections so far."""
    if one.marked_by:
        marks = "、".join(f"{each.label} {each.points:g}/{each.full:g}" for each in one.marks)
        told = f"初评：{marks or '没有要打的分'}；{one.mark_note}（{one.marked_by}）"
        st.markdown(frame.plain(told))
    if one.reply:
        st.markdown(frame.plain(f"答复：{one.reply}（{one.replied_by}）"))
    if one.verdict:
        note = f"：{one.review_note}" if one.review_note else ""
        st.markdown(frame.plain(f"复核：{one.verdict}{note}（{one.reviewed_by}）"))
    for veto in one.vetoes:
        st.markdown(f":orange[一票否决] {frame.plain(veto_words(veto))}")
    for objection in one.objections:
        st.markdown(f":orange[异议] {frame.plain(objection_words(objection))}")


def possible(desk: Desk, one: Candidate) -> list[Step]:
    """The steps that make sense now, the one to be taken next first."""
    found = [step for step in OF_ONE if desk.stage in MAY[step][1]]
    never = {
        Step.REPLY: not one.marked_by,
        Step.REVIEW: not one.reply,
        Step.SETTLE: all(veto["settled_by"] for veto in one.vetoes),
        Step.ANSWER: all(each["answered_by"] for each in one.objections),
        Step.OBJECT: one.code not in desk.now.listed,
    }
    found = [step for step in found if not never.get(step)]
    first = next(
        (
            step
            for step, is_due in (
                (Step.SETTLE, True),
                (Step.ANSWER, True),
                (Step.MARK, not one.marked_by or one.verdict == SENT_BACK),
                (Step.REPLY, not one.reply),
                (Step.REVIEW, not one.verdict),
            )
            if step in found and is_due
        ),
        None,
    )
    return sorted(found, key=lambda step: (step is not first, OF_ONE.index(step)))


def _do(desk: Desk, one: Candidate) -> None:
    found = possible(desk, one)
    if not found:
        return
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    at = f"{one.code}-{one.seq}-{desk.seq}"
    step = Step(
        st.segmented_control("现在做什么", found, default=found[0], key=f"step-{at}", format_func=str)
        or found[0]
    )  # fmt: skip
    if stop := _stop(desk, one, step):
        st.warning(stop)
        return
    with st.form(f"form-{at}-{step}", border=False):
        FIELDS[step](desk, one, at)
        st.form_submit_button(
            f"保存{step}", type="primary", on_click=_take, args=(desk, one, step, at)
        )


def _stop(desk: Desk, one: Candidate, step: Step) -> str:
    """Why this person may not take this step; empty where they may."""
    name = desk.user.name
    own = is_same_person(one.name, name)
    entered = [each["entered_by"] for each in one.objections if not each["answered_by"]]
    raised = [veto["raised_by"] for veto in one.vetoes if not veto["settled_by"]]
    marking = step is Step.MARK
    reasons = {
        "您打过分，答复、复核和撤回要由别人来办。": step in (Step.REPLY, Step.REVIEW, Step.WITHDRAW)
        and one.has_marker(name),
        "这是您自己的评选，要由别人来办。": own
        and step in (Step.MARK, Step.REVIEW, Step.SETTLE, Step.ANSWER),
        "请先用“补充事迹”写明主要事迹，再打分。": marking and not one.deeds,
        "请先用“补充事迹”写明公开承诺和兑现情况，再打分。": marking
        and desk.award is Award.PARTY
        and not one.promise,
        "异议是您登记的，要由另一个人核实答复。": step is Step.ANSWER
        and all(is_same_person(each, name) for each in entered),
        "否决是您提出的，要由另一个人核定。": step is Step.SETTLE
        and all(is_same_person(each, name) for each in raised),
    }
    return next((text for text, stops in reasons.items() if stops), "")


def _mark_fields(desk: Desk, one: Candidate, at: str) -> None:
    given = {each.key: each.points for each in one.marks}
    for each in desk.now.items:
        shown = given.get(each.key, 0.0 if each.is_bonus else None)
        st.number_input(
            f"{each.label}（{'加' if each.is_bonus else ''}0—{each.full:g} 分）", value=shown, step=0.5,
            key=f"mark-{each.key}-{at}", format="%g", width=420, placeholder="每一项都要打",
        )  # fmt: skip
    st.caption("没有发生过这类情况的给满分，例如没有投诉、没有要整改的差评。")
    st.text_area("打分的依据", one.mark_note, key=f"note-{at}", max_chars=1000, height=90)


def _note(label: str) -> Callable[[Desk, Candidate, str], None]:
    def drawn(_: Desk, __: Candidate, at: str) -> None:
        st.text_area(label, key=f"note-{at}", height=90, persist_state="session")

    return drawn


def _review_fields(_: Desk, __: Candidate, at: str) -> None:
    st.radio("复核结果", [AGREED, SENT_BACK], key=f"verdict-{at}", horizontal=True)
    st.text_area("复核意见（退回时必填）", key=f"note-{at}", max_chars=1000, height=90)


def _veto_fields(desk: Desk, _: Candidate, at: str) -> None:
    st.selectbox("哪一条", list(desk.book.rules.vetoes), key=f"veto-{at}", width=420)
    st.text_area("依据（文号、通报、处分决定等）", key=f"note-{at}", max_chars=1000, height=90)


def _settle_fields(_: Desk, one: Candidate, at: str) -> None:
    waiting = {n: veto_words(veto) for n, veto in enumerate(one.vetoes) if not veto["settled_by"]}
    st.selectbox("核定哪一条", list(waiting), format_func=waiting.__getitem__, key=f"number-{at}")
    st.radio("核定结果", ["不成立", "成立"], key=f"verdict-{at}", horizontal=True)
    st.text_area("核定意见", key=f"note-{at}", max_chars=1000, height=90)


def _object_fields(_: Desk, __: Candidate, at: str) -> None:
    st.text_input("谁提出的（可不填）", key=f"who-{at}", max_chars=40, width=260)
    st.text_area("异议内容", key=f"note-{at}", max_chars=1000, height=90)


def _answer_fields(_: Desk, one: Candidate, at: str) -> None:
    waiting = {
        n: objection_words(each) for n, each in enumerate(one.objections) if not each["answered_by"]
    }
    st.selectbox("答复哪一条", list(waiting), format_func=waiting.__getitem__, key=f"number-{at}")
    st.radio("异议是否成立", ["不成立", "成立"], key=f"verdict-{at}", horizontal=True)
    st.text_area("核实情况和答复", key=f"note-{at}", max_chars=1000, height=90)


FIELDS: dict[Step, Callable[[Desk, Candidate, str], None]] = {
    Step.DEEDS: lambda desk, one, at: deeds_fields(desk, at, one.deeds, one.promise),
    Step.WITHDRAW: _note("撤回的原因"),
    Step.MARK: _mark_fields,
    Step.REPLY: _note("窗口（本人）的答复；没有意见也请写明"),
    Step.REVIEW: _review_fields,
    Step.VETO: _veto_fields,
    Step.SETTLE: _settle_fields,
    Step.OBJECT: _object_fields,
    Step.ANSWER: _answer_fields,
}


@dataclass(frozen=True)
class _Given:
    """What the fields of a form hold."""

    at: str

    def text(self, name: str) -> str:
        """A text; empty without."""
        return str(st.session_state.get(f"{name}-{self.at}") or "")

    @property
    def number(self) -> int:
        """Which veto or objection."""
        return int(st.session_state.get(f"number-{self.at}") or 0)


def _take(desk: Desk, one: Candidate, step: Step, at: str) -> None:
    if step is Step.DEEDS:
        change_deeds(desk, one, at)
        return
    told, user = _Given(at), desk.user
    note, is_upheld = told.text("note"), told.text("verdict") == "成立"
    made: dict[Step, Callable[[], steps.Change]] = {
        Step.WITHDRAW: lambda: steps.withdrawn(user, note),
        Step.MARK: lambda: steps.marked(user, _marks(desk, at), note),
        Step.REPLY: lambda: steps.replied(user, note),
        Step.REVIEW: lambda: steps.reviewed(user, told.text("verdict"), note),
        Step.VETO: lambda: steps.with_veto(user, told.text("veto"), note),
        Step.SETTLE: lambda: steps.settled(user, told.number, is_upheld, note),
        Step.OBJECT: lambda: steps.objected(
            user, told.text("who"), note, desk.now.notice_until, desk.today
        ),
        Step.ANSWER: lambda: steps.answered(user, told.number, is_upheld, note),
    }
    do(
        desk.settings, desk.user, f"已保存：{one.name}，{step}。",
        lambda store: selecting.act(
            store, user, desk.now.key, desk.seq, one, step, made[step](), note
        ),
        note, (str(step), one.code),
    )  # fmt: skip


def _marks(desk: Desk, at: str) -> list[Mark]:
    """What was entered; an item left empty is refused by the step."""
    found = []
    for each in desk.now.items:
        points = st.session_state.get(f"mark-{each.key}-{at}")
        if points is not None:
            found.append(replace(each, points=float(points)))
    return found
