"""月报 handed on: the check list, submitting, publishing by another person, sending back."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from pages.shared import frame
from pages.shared.month_desk import NEED_NAME, Desk, do, month_before
from pages.shared.month_view import preview
from records import month_drafts, months
from records.errors import StaleSubjectError
from records.months import Version
from records.store import Store, open_records
from records.users import is_same_person
from reports import words
from reports.month_word import FREE
from reports.report_model import as_plain


def checks(desk: Desk) -> list[tuple[bool, str]]:
    """What should be looked at before publishing: whether it is well, and in words."""
    report, free = desk.offered
    provisional = any("节假日安排尚未发布" in text for text in report.quality)
    suspects = next(
        (text for one in report.sections for text in one.paragraphs if "待核查" in text), ""
    )
    review = next((text for one in report.sections for text in one.paragraphs if "待人复核" in text), "")  # fmt: skip
    rejected = next((text for text in report.quality if "退回 0 行" not in text and "退回" in text and "入库" in text), "")  # fmt: skip
    missing = [heading for key, heading in FREE.items() if not free.get(key)]
    return [
        (report.is_whole, "本月已经结束，数据统计到月末" if report.is_whole else "本月还没有结束，数据不满一个月"),
        (not provisional, "节假日安排已发布" if not provisional else "有日子按周末推算工作日，安排公布后会变"),
        (not suspects, suspects.replace("另有", "有") or "没有待核查的评价"),
        (not review, review.replace("其中", "留言中有") or "没有待复核的留言"),
        (not rejected, f"{rejected}请在“数据质量”里看退回的原因。" if rejected else "没有退回的行"),
        (not missing, "自由填写的部分都写了" if not missing else f"还没有写：{'、'.join(missing)}"),
        (_is_before_published(desk), "上月已发布，环比取已发布的数" if _is_before_published(desk) else "上月没有发布过，环比按现在的数据算"),
    ]  # fmt: skip


def _is_before_published(desk: Desk) -> bool:
    return month_before(desk.scope) in desk.others


def check_list(desk: Desk) -> None:
    """The check list; nothing on it keeps anybody from publishing, people decide."""
    for is_well, text in checks(desk):
        icon = ":material/check_circle:" if is_well else ":material/error:"
        st.markdown(f"{icon} {frame.plain(text)}")


def publishing(desk: Desk) -> None:
    """Submit, publish by another person, send back, correct by name."""
    if desk.now.waiting is not None:
        st.markdown("**等待发布的内容**：核对下面的检查单和全文。")
    check_list(desk)
    if desk.now.waiting is not None:
        with st.expander("看等待发布的全文"):
            preview(*desk.offered)
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    waiting = desk.now.waiting
    if waiting is None:
        _submit_form(desk)
    else:
        if is_same_person(waiting.submitted_by, desk.user.name):
            st.info("报告是您提交的，要由另一个人发布。")
        else:
            st.button("发布", type="primary", key=f"publish-{desk.seq}", on_click=_publish, args=(desk,))  # fmt: skip
        with st.form(f"back-{desk.seq}", border=False):
            st.text_input("退回的原因", key=f"back-why-{desk.seq}", max_chars=200, width=420)
            st.form_submit_button("退回", on_click=_send_back, args=(desk,))
    with open_records(desk.settings.data) as store:
        found = months.versions(store, desk.key)
    for one in found:
        why = f"，更正：{one.reason}" if one.reason else ""
        day = words.iso_date(one.published_on)
        st.caption(frame.plain(f"第 {one.number} 版：{day}由{one.published_by}发布（{one.submitted_by}提交），指纹 {one.sha256[:12]}{why}"))  # fmt: skip


def _submit_form(desk: Desk) -> None:
    with st.form(f"submit-{desk.seq}", border=False):
        if desk.now.published is not None:
            st.text_input("为什么更正", key=f"why-{desk.seq}", max_chars=200, width=420)
        name = "提交更正" if desk.now.published else "提交"
        st.form_submit_button(name, type="primary", on_click=_submit, args=(desk,))


def _submit(desk: Desk) -> None:
    reason = str(st.session_state.get(f"why-{desk.seq}") or "")
    published = desk.now.published

    def step(store: Store) -> None:
        draft = month_drafts.read(desk.settings.data, desk.key)
        if draft.count != desk.draft.count:
            raise StaleSubjectError(f"{draft.by}刚改过草稿：请看过最新的再提交")
        free = draft.free or (published.free if published else {})
        new = Version(0, as_plain(desk.report), dict(free), desk.report.sha256, "", reason)
        months.submit(store, desk.user, desk.key, new, desk.seq)

    do(desk, "已提交，请另一个人核对后发布。", step)


def _publish(desk: Desk) -> None:
    today = dt.date.today().isoformat()
    do(
        desk, "已发布：这个月的内容从此不变，更正要另写原因。",
        lambda store: months.publish(store, desk.user, desk.key, desk.seq, today),
    )  # fmt: skip


def _send_back(desk: Desk) -> None:
    reason = str(st.session_state.get(f"back-why-{desk.seq}") or "")
    do(
        desk, "已退回。",
        lambda store: months.send_back(store, desk.user, desk.key, reason, desk.seq),
    )  # fmt: skip
