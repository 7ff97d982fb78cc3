"""The list of 评选台: drawn up, made public, decided, archived; and the papers of each stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

import streamlit as st

from etl.read import loops as calendar
from pages.shared import frame
from pages.shared.cached import ask, of_file, recorded
from pages.shared.selection_open import NEED_NAME
from pages.shared.selection_view import Desk, do
from records import attachments, dossiers, honours, selecting
from records.errors import RecordsError
from records.honours import Selection, Stage
from records.selecting import Decision, Noticed
from records.store import Store
from reports import honour_papers as papers
from reports import words
from reports.dossier import archive
from reports.selection import first_choice, notice_until

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def the_list(desk: Desk) -> None:
    """What the stage is about, and how to give the selection up."""
    {
        Stage.NOMINATING: _not_yet,
        Stage.REVIEW: _draw_up,
        Stage.NOTICE: _in_notice,
        Stage.DECIDED: _decided,
        Stage.ARCHIVED: _archived,
        Stage.CANCELLED: _not_yet,
    }[desk.stage](desk)
    if desk.user.is_named and desk.stage in (Stage.NOMINATING, Stage.REVIEW, Stage.NOTICE):
        if desk.stage is Stage.REVIEW:
            with st.expander("重开提名", icon=":material/undo:"):
                _with_reason(
                    desk, "重开提名", "重开的原因", selecting.reopen_nominations, "已重开提名。"
                )
        with st.expander("作废这次评选", icon=":material/block:"):
            _with_reason(desk, "作废", "作废的原因", selecting.cancel, "已作废，记录都还在。")


def _not_yet(desk: Desk) -> None:
    st.info(
        "提名结束、打分和复核之后，在这里拟定名单。"
        if desk.stage is Stage.NOMINATING
        else "已作废。"
    )


def _names(desk: Desk, codes: tuple[str, ...]) -> dict[str, str]:
    """The names of some candidates by code, in order of their place, with their points."""
    return {
        each.one.code: f"{each.one.name}（{'并列' if each.is_tied else ''}{each.one.total:.1f} 分，{each.one.code}）"
        for each in desk.ranked
        if each.one.code in codes
    }


def _draw_up(desk: Desk) -> None:
    names = _names(desk, tuple(each.one.code for each in desk.ranked if each.place is not None))
    if not names:
        st.info("还没有能列入名单的：要先打分、答复，再由另一个人复核同意。")
        return
    chosen = first_choice(desk.ranked, desk.now.seats)
    free = desk.now.seats - len(chosen)
    st.markdown(f"按得分列入 {len(chosen)} 个，名额 {desk.now.seats} 个。")
    if 0 < free < len(names) - len(chosen):
        st.warning(f"剩下 {free} 个名额有并列：请由会议决定，并写明理由。")
    until = _last_day(desk)
    if until is None:
        st.error("工作日历排不到公示结束的那天：请先更新工作日历。")
        return
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    last = _last_used(desk)
    at = str(desk.seq)
    with st.form(f"notice-{at}", border=False):
        st.multiselect(
            "拟表彰名单", list(names), chosen, format_func=names.__getitem__, key=f"listed-{at}",
            placeholder="请选择",
        )  # fmt: skip
        st.text_area(
            "说明（有并列或没按得分先后时必填）", key=f"list-note-{at}", max_chars=1000, height=90
        )
        st.text_input(
            "公示单位", last.unit if last else "", key=f"unit-{at}", max_chars=60, width=420
        )
        st.text_input(
            "受理异议的电话或地点", last.contact if last else "", key=f"contact-{at}", max_chars=100,
            width=420,
        )  # fmt: skip
        st.form_submit_button("开始公示", type="primary", on_click=_notice, args=(desk, at))
    provisional = "（其中有尚未发布节假日安排的年份，按周末推算）" if _is_guess(desk, until) else ""
    st.caption(
        f"今天开始公示的话，到{words.date(until)}结束：自次日起 {desk.now.notice_days} 个工作日{provisional}。"
        "打过分的人不能定名单。"
    )


def _is_guess(desk: Desk, until: dt.date) -> bool:
    return ask(calendar.is_provisional, desk.build, until)


def _last_used(desk: Desk) -> Selection | None:
    """The latest selection that named who issues it."""
    found = recorded(desk.settings, "selections", honours.standing)
    made = [honours.selection_of(one) for one in sorted(found.values(), key=lambda one: -one.seq)]
    return next((one for one in made if one and one.unit), None)


def _last_day(desk: Desk) -> dt.date | None:
    """The last day of a notice that begins today."""
    days = ask(calendar.workdays, desk.build)
    return notice_until(days, desk.today, desk.now.notice_days)


def _notice(desk: Desk, at: str) -> None:
    told = st.session_state
    note = str(told[f"list-note-{at}"] or "")

    # Counted from the day of the press: the page may have stood open over night.
    def step(store: Store) -> None:
        until = _last_day(desk)
        if until is None:
            raise RecordsError("工作日历排不到公示结束的那天：请先更新工作日历")
        given = Noticed(
            tuple(told[f"listed-{at}"]), note, until, str(told[f"unit-{at}"] or ""),
            str(told[f"contact-{at}"] or ""), desk.shown,
        )  # fmt: skip
        selecting.give_notice(store, desk.user, desk.now.key, given, desk.seq, desk.today)

    do(desk.settings, desk.user, "公示已开始。", step, note, ("公示名单", desk.now.key))


def _in_notice(desk: Desk) -> None:
    now = desk.now
    names = _names(desk, now.listed)
    st.markdown("公示的名单：" + frame.plain("、".join(names.values())))
    if now.list_note:
        st.caption(frame.plain(f"说明：{now.list_note}（{now.listed_by}）"))
    _paper(desk, "公示", papers.notice)
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    if desk.today.isoformat() > now.notice_until:
        _decision(desk, names)
    else:
        st.caption(f"公示到{words.iso_date(now.notice_until)}，当天过后在这里记录会议的决定。")
    with st.expander("撤回公示，重新拟定名单", icon=":material/undo:"):
        _with_reason(desk, "撤回公示", "撤回的原因", selecting.take_notice_back, "公示已撤回。")


def _decision(desk: Desk, names: dict[str, str]) -> None:
    """What the meeting decided, once the notice is over."""
    at = str(desk.seq)
    good = [
        each.one.code for each in desk.ranked if each.one.code in names and each.place is not None
    ]
    with st.form(f"decide-{at}", border=False):
        st.multiselect(
            "会议决定表彰", list(names), good, format_func=names.__getitem__, key=f"honoured-{at}",
            placeholder="请选择",
        )  # fmt: skip
        st.text_input(
            "哪次会议决定的", key=f"meeting-{at}", max_chars=60, width=420,
            placeholder="如：2026年11月第二次主任办公会",
        )  # fmt: skip
        st.text_area(
            "说明（公示过而没有列入的，写明原因）",
            key=f"decide-note-{at}",
            max_chars=1000,
            height=90,
        )
        st.form_submit_button("记录决定", type="primary", on_click=_decide, args=(desk, at))


def _decide(desk: Desk, at: str) -> None:
    told = st.session_state
    given = Decision(
        tuple(told[f"honoured-{at}"]), str(told[f"meeting-{at}"] or ""), str(told[f"decide-note-{at}"] or ""),
        desk.shown,
    )  # fmt: skip
    do(
        desk.settings, desk.user, "决定已记录。",
        lambda store: selecting.decide(store, desk.user, desk.now.key, given, desk.seq, desk.today),
        action=("记录决定", desk.now.key),
    )  # fmt: skip


def _honoured(desk: Desk) -> None:
    now = desk.now
    names = [each.one.name for each in desk.ranked if each.one.code in now.honoured]
    st.markdown(f"##### {frame.plain(f'{now.meeting}决定表彰：' + '、'.join(names))}")
    st.caption(frame.plain(f"{words.iso_date(now.decided_on)}，{now.decided_by}记录"))


def _decided(desk: Desk) -> None:
    _honoured(desk)
    _paper(desk, "通报", papers.circular)
    _certificates(desk)
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    st.button("归档", type="primary", icon=":material/archive:", key=f"archive-{desk.seq}", on_click=_archive, args=(desk,))  # fmt: skip
    st.caption("归档把公示、通报、证书、档案、附件和全部记录装成一个文件，此后不能再改。")
    with st.expander("决定记错了", icon=":material/undo:"):
        _with_reason(desk, "撤回决定", "错在哪里", selecting.take_decision_back, "决定已撤回。")


def _archive(desk: Desk) -> None:
    def step(store: Store) -> None:
        steps = dossiers.steps_of(store, desk.now.key, desk.now.ballot)
        data, is_demo = desk.settings.data, desk.build.meta.is_demo

        def write(out: BinaryIO) -> None:
            read = lambda told: attachments.read(data, told)  # noqa: E731
            archive(out, desk.now, desk.ranked, steps, read, is_demo)

        name, sha256 = dossiers.put(data, desk.title, write)
        selecting.archive(store, desk.user, desk.now.key, name, sha256, desk.seq)

    do(desk.settings, desk.user, "已归档。", step, action=("归档", desk.now.key))


def _archived(desk: Desk) -> None:
    _honoured(desk)
    path = dossiers.archive_path(desk.settings.data, desk.now.archive)
    fault = of_file(path, lambda: dossiers.fault(desk.settings.data, desk.now))
    if fault:
        st.error(frame.plain(fault), icon=":material/error:")
        return
    st.success(f"档案完好，指纹 {desk.now.archive_sha256[:12]}。", icon=":material/verified:")
    st.download_button(
        "下载档案（公示、通报、证书、附件、记录）", lambda: _whole(desk), file_name=desk.now.archive,
        mime="application/zip", key="archive-file", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    _certificates(desk)


def _whole(desk: Desk) -> bytes:
    return dossiers.archive_path(desk.settings.data, desk.now.archive).read_bytes()


def _certificates(desk: Desk) -> None:
    """One certificate each, on paper of their own."""
    with st.container(horizontal=True):
        for each in desk.ranked:
            if each.one.code in desk.now.honoured:
                st.download_button(
                    f"证书：{each.one.name}", partial(papers.certificate, desk.now, each.one, desk.build.meta.is_demo),
                    file_name=f"证书-{each.one.name}.docx", mime=WORD, key=f"paper-{each.one.code}",
                    icon=":material/workspace_premium:", on_click="ignore",
                )  # fmt: skip


def _paper(desk: Desk, what: str, made: Callable[..., bytes]) -> None:
    st.download_button(
        f"下载{what}（Word）", lambda: made(desk.now, desk.ranked, desk.build.meta.is_demo),
        file_name=papers.file_name(desk.now, what, "docx"), mime=WORD, key=f"paper-{what}",
        icon=":material/description:", on_click="ignore",
    )  # fmt: skip


Taken = Callable[..., object]


def _with_reason(desk: Desk, what: str, label: str, step: Taken, done: str) -> None:
    """A step that asks for nothing but its reason."""
    at = f"{what}-{desk.seq}"
    with st.form(f"reason-{at}", border=False):
        st.text_input(label, key=f"reason-text-{at}", max_chars=200, width=420)
        st.form_submit_button(what, on_click=_take_with_reason, args=(desk, step, at, done))


def _take_with_reason(desk: Desk, step: Taken, at: str, done: str) -> None:
    reason = str(st.session_state.get(f"reason-text-{at}") or "")

    def taken(store: Store) -> None:
        if not reason.strip():
            raise RecordsError("原因没有填写：请补上再保存")
        step(store, desk.user, desk.now.key, reason, desk.seq)

    do(desk.settings, desk.user, done, taken)
