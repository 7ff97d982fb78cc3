"""月报 handed on: the check list, submitting, publishing by another person, sending back."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import streamlit as st

from etl.read.figures import months as months_of
from pages.shared import frame, links
from pages.shared.month_desk import NEED_NAME, Desk, do, month_before, sections_of
from pages.shared.month_view import preview
from records import month_drafts, months
from records.errors import BadEntryError, StaleSubjectError
from records.months import Version
from records.store import Store, open_records
from records.users import is_same_person
from reports import words
from reports.month_differences import is_compared_with
from reports.month_word import FREE
from reports.report_model import MonthReport, Pending, as_plain, from_plain


class Check(NamedTuple):
    """One thing to look at before publishing: whether it is well, in words, and the page to settle it on."""

    is_well: bool
    text: str
    page: str = ""
    label: str = ""
    tab: tuple[str, str] = ("", "")


def checks(desk: Desk) -> list[Check]:
    """What should be looked at before publishing."""
    report, free = desk.offered
    missing = [heading for key, heading in FREE.items() if not free.get(key)]
    return [
        Check(report.is_whole, "本月已经结束，数据统计到月末" if report.is_whole else "本月还没有结束，数据不满一个月"),
        *_pending(report.pending),
        Check(not missing, f"还没有写：{'、'.join(missing)}" if missing else "自由填写的部分都写了"),
        _past(desk, report),
    ]  # fmt: skip


def _pending(told: Pending | None) -> list[Check]:
    """What was not settled in the data that the report was made of."""
    if told is None:
        return [Check(False, "报告由旧版本提交，没有记下待核查和待复核的数：请退回重新提交")]
    return [
        Check(True, "节假日安排已发布") if not told.is_provisional
        else Check(False, "有日子按周末推算工作日，安排公布后会变", "calendar", "看工作日历"),
        Check(True, "没有待核查的评价") if not told.suspect
        else Check(False, f"有 {told.suspect:,} 条评价待核查，核定前仍计入", "ratings", "去核定", ("ratings_tab", "待核查")),
        Check(True, "没有待核查的留言") if not told.held
        else Check(False, f"有 {told.held:,} 条留言待核查，核定前不计入", "guestbook", "去核定", ("voice_tab", "待核查")),
        Check(True, "没有待复核的留言") if not told.unreviewed
        else Check(False, f"有 {told.unreviewed:,} 条留言待人复核，现按机器判断计入", "review", "去复核"),
        Check(True, "没有退回的行") if not told.rejected
        else Check(False, f"全部导入中有 {told.rejected:,} 行退回", "quality", "看退回的原因"),
    ]  # fmt: skip


def _past(desk: Desk, report: MonthReport) -> Check:
    """Whether the report at hand compares itself with what is published of last month."""
    version = desk.others.get(month_before(desk.scope))
    if version is None:
        if desk.scope.previous().first not in months_of(desk.build):
            return Check(True, "上月没有数据，没有环比")
        return Check(False, "上月没有发布过，环比按现在的数据算")
    if is_compared_with(report, from_plain(version.report)):
        return Check(True, "上月已发布，环比取已发布的数")
    return Check(False, "上月在提交以后发布或更正过，环比还是原来的：请退回重新提交")


def check_list(desk: Desk) -> None:
    """The check list; nothing on it keeps anybody from publishing, people decide."""
    for one in checks(desk):
        icon = ":material/check_circle:" if one.is_well else ":material/error:"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{icon} {frame.plain(one.text)}", width="content")
            if one.page:
                name, tab = one.tab
                links.page(one.page, one.label, **({name: tab} if name else {}))


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
        st.caption(frame.plain(f"第 {one.number} 版：{day}由{one.published_by}发布（{one.submitted_by}提交），数据指纹 {one.sha256[:12]}{why}"))  # fmt: skip


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
        free = sections_of(draft, published)
        missing = [heading for key, heading in FREE.items() if not free.get(key)]
        if missing:
            raise BadEntryError(f"还没有写：{'、'.join(missing)}。没有可写的请写“无”")
        new = Version(0, as_plain(desk.report), free, desk.report.sha256, "", reason)
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
