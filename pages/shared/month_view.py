"""The parts of 月报: the report as it will read, what people write, the check list, publishing, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from etl.errors import UserError
from etl.read import Build, Scope
from etl.settings import Settings
from pages.shared import charts, decide, frame
from pages.shared.cached import of_others, recorded
from pages.shared.labels import NAME_FIRST
from records import month_drafts, months
from records.entries import Record
from records.errors import RecordsError, StaleSubjectError
from records.month_drafts import Draft
from records.months import Month, Stage, Version, month_of
from records.store import Store, open_records
from records.users import User, is_same_person
from reports import month_files, month_pdf, word, words
from reports.month_charts import CHARTS, pictures
from reports.month_charts import charts as drawn_of
from reports.month_text import difference_words
from reports.month_word import EMPTY, FREE, NUMBERS
from reports.report_model import MonthReport, Table, as_plain, cell_text, from_plain

NEED_NAME = f"{NAME_FIRST}编辑、提交和发布。"
SHOWN = 30


@dataclass(frozen=True)
class Desk:
    """One month's report on screen: its state, the draft, today's report and what is published of it."""

    settings: Settings
    build: Build
    user: User
    scope: Scope
    key: str
    seq: int
    now: Month
    draft: Draft
    report: MonthReport
    others: dict[str, Version]
    sent_back: str

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.now.stage)

    @property
    def standing(self) -> tuple[MonthReport, dict[str, str]]:
        """The report that counts and its written sections: what is published, else today's draft."""
        version = self.now.published
        if version is None:
            return self.report, self.draft.free
        return from_plain(version.report), version.free

    @property
    def offered(self) -> tuple[MonthReport, dict[str, str]]:
        """What would be published next: what waits, else today's draft."""
        version = self.now.waiting
        if version is None:
            return self.report, self.draft.free
        return from_plain(version.report), version.free


def desk_of(settings: Settings, build: Build, user: User, scope: Scope) -> Desk:
    """Read everything of one month's report."""
    # The side bar's cohort, channel and type are not the report's; a window is one of its department.
    scope = replace(
        scope,
        basis="finished",
        channel=None,
        case_type=None,
        dept=None if scope.window else scope.dept,
    )
    place = month_files.place_of(scope)
    key = months.key_of(f"{scope.first:%Y-%m}", place)
    record = recorded(settings, f"month {key}", lambda store: months.last_of(store, key))
    others = recorded(settings, f"months of {place}", lambda store: months.published(store, place))
    past = {period: one for period, one in others.items() if period != f"{scope.first:%Y-%m}"}
    book = month_files.book_of(settings, scope.last.year)
    known = month_files.reports_of(past)
    report = of_others(
        (f"{scope}", book.sha256 if book else "", tuple(sorted((period, one.sha256) for period, one in past.items()))),
        lambda: month_files.report_of(build, scope, book, known), build,
    )  # fmt: skip
    return Desk(
        settings, build, user, scope, key, record.seq if record else 0, month_of(record),
        month_drafts.read(settings.data, key), report, past, _sent_back(record),
    )  # fmt: skip


def _sent_back(record: Record | None) -> str:
    """Who sent the report back and why, where that was the last step."""
    if record is None or record.action != months.SENT_BACK:
        return ""
    return f"{words.local_time(record.at)} {record.actor}退回：{record.reason}"


def _do(desk: Desk, done: str, step: Callable[[Store], object]) -> None:
    try:
        with open_records(desk.settings.data) as store:
            step(store)
    except RecordsError as error:
        st.session_state[decide.REFUSED] = str(error)
    else:
        st.session_state[decide.DONE] = done


def status(desk: Desk) -> None:
    """Where the report stands, and what is to be done next."""
    now = desk.now
    if now.waiting is not None:
        frame.say([f"{now.waiting.submitted_by}提交的报告等另一个人发布。"])
    elif now.published is not None:
        one = now.published
        day = words.iso_date(one.published_on)
        frame.say(
            [f"已发布（第 {one.number} 版，{day}由{one.published_by}发布）：下面就是发布的内容。"]
        )
        if one.reason:
            st.caption(frame.plain(f"更正的原因：{one.reason}"))
    else:
        frame.say(["草稿：填好“存在问题”和“下一步工作”，核对检查单，再提交给另一个人发布。"])
    if desk.sent_back:
        st.warning(frame.plain(desk.sent_back), icon=":material/undo:")
    if now.published is not None:
        _restated(desk, now.published)


def _restated(desk: Desk, published: Version) -> None:
    """Figures that today's data have otherwise than they were published."""
    old = from_plain(published.report)
    found = difference_words(old, desk.report)
    if not found:
        st.caption("按现在的数据重算，指标和文字与发布时一致。")
        return
    st.warning(
        f"发布以后数据有变化：{len(found)} 处与发布的不同。发布的内容不会自动改；需要更正的，写明原因提交更正。"
    )
    frame.on_screen(pd.DataFrame(found, columns=["哪里", "已发布", "按现在的数据"]))


def preview(report: MonthReport, free: Mapping[str, str]) -> None:
    """The report as it will read."""
    st.markdown(f"#### {frame.plain(report.title)}")
    until = "" if report.is_whole else "；本期未满"
    st.caption(
        frame.plain(f"范围：{report.scope_words}。数据统计到{words.iso_date(report.as_of)}{until}")
    )
    numbered = iter(NUMBERS)
    figures = drawn_of(report)
    for section in report.sections:
        st.markdown(f"**{next(numbered)}、{frame.plain(section.heading)}**")
        for text in section.paragraphs:
            st.markdown(frame.plain(text))
        for key in section.charts:
            if key in figures:
                charts.draw_plain(figures[key], f"month-{key}", CHARTS[key])
        for table in section.tables:
            if table.rows:
                st.caption(f"表：{frame.plain(table.title)}")
                frame.on_screen(_shown(table).head(SHOWN))
                if table.note:
                    st.caption(frame.plain(f"注：{table.note}"))
    for key, heading in FREE.items():
        st.markdown(f"**{next(numbered)}、{heading}**")
        for line in (free.get(key) or EMPTY).splitlines():
            st.markdown(frame.plain(line))
    with st.expander("附件与数据质量"):
        for table in report.annexes:
            st.caption(f"{frame.plain(table.title)}（{len(table.rows):,} 行，全部在文件里）")
        for text in report.quality:
            st.markdown(frame.plain(text))


def _shown(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        [
            [cell_text(v, c.kind) for v, c in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
        columns=[one.label for one in table.columns],
    )


def written(desk: Desk) -> None:
    """The sections that people write, saved as soon as a field is left."""
    if not desk.user.is_named:
        st.info(NEED_NAME)
        return
    if desk.now.waiting is not None:
        st.info("报告已提交，正等发布：要改请先退回。")
        return
    last = desk.others.get(_month_before(desk.scope))
    _fill(desk)
    for key, heading in FREE.items():
        st.text_area(
            heading, key=_field(desk, key), height=180, on_change=_save, args=(desk,),
            placeholder="一是……\n二是……",
        )  # fmt: skip
        if last is not None and last.free.get(key):
            with st.expander(f"上月写的{heading}"):
                st.code(last.free[key], language=None, wrap_lines=True)
    saved = (
        f"已自动保存（{desk.draft.by}，第 {desk.draft.count} 次）"
        if desk.draft.count
        else "离开输入框就自动保存"
    )
    st.caption(frame.plain(saved))
    if desk.report.problems:
        with st.expander("由数据提示的问题（可复制后修改）"):
            st.code("\n".join(desk.report.problems), language=None, wrap_lines=True)


def _field(desk: Desk, key: str) -> str:
    return f"free-{key}-{desk.key}"


def _fill(desk: Desk) -> None:
    """Put the draft into the fields, at first and after somebody else has saved another.

    Not after a save of one's own: the next field would be drawn anew under the hands of who types.
    """
    seen = f"seen-{desk.key}"
    # A field that is not drawn loses its text: back on this tab it is filled again.
    is_there = all(_field(desk, key) in st.session_state for key in FREE)
    if is_there and st.session_state.get(seen) == desk.draft.count:
        return
    published = desk.now.published
    for key in FREE:
        text = desk.draft.free.get(key, published.free.get(key, "") if published else "")
        st.session_state[_field(desk, key)] = text
    st.session_state[seen] = desk.draft.count


def _month_before(scope: Scope) -> str:
    return f"{scope.previous().first:%Y-%m}"


def _save(desk: Desk) -> None:
    told, kept = st.session_state, desk.draft.free
    free = {key: str(told.get(_field(desk, key), kept.get(key, "")) or "").strip() for key in FREE}
    seen = f"seen-{desk.key}"
    try:
        with open_records(desk.settings.data) as store:
            if month_of(months.last_of(store, desk.key)).waiting is not None:
                raise StaleSubjectError("报告已提交，正等发布：要改请先退回")
        made = month_drafts.save(
            desk.settings.data, desk.key, free, desk.user.name, int(st.session_state[seen])
        )
    except StaleSubjectError as error:
        st.session_state.update(
            {decide.REFUSED: str(error), decide.LOST: "\n\n".join(filter(None, free.values()))}
        )
        st.session_state[seen] = None
    except RecordsError as error:
        st.session_state[decide.REFUSED] = str(error)
    else:
        st.session_state[seen] = made.count


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
    return _month_before(desk.scope) in desk.others


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

    _do(desk, "已提交，请另一个人核对后发布。", step)


def _publish(desk: Desk) -> None:
    today = dt.date.today().isoformat()
    _do(
        desk, "已发布：这个月的内容从此不变，更正要另写原因。",
        lambda store: months.publish(store, desk.user, desk.key, desk.seq, today),
    )  # fmt: skip


def _send_back(desk: Desk) -> None:
    reason = str(st.session_state.get(f"back-why-{desk.seq}") or "")
    _do(
        desk, "已退回。",
        lambda store: months.send_back(store, desk.user, desk.key, reason, desk.seq),
    )  # fmt: skip


def files(desk: Desk, browser: Path | None) -> None:
    """The files of a version, each made when somebody asks for it."""
    offered = _versions(desk)
    name = st.selectbox("哪一版", list(offered), key=f"version-{desk.seq}", width=420)
    version = offered[name]
    if fault := word.template_fault(month_files.template_of(desk.settings)):
        st.error(frame.plain(fault))
    if browser is None:
        st.caption("本机没有 Chrome、Edge 或 Chromium：Word 里不放图形，网页版里有。")
    kinds = {
        "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "html": ("网页（可离线打开、打印）", "text/html"),
        "pdf": ("PDF", "application/pdf"),
    }
    if why := month_pdf.missing(browser):
        kinds.pop("pdf")
        st.caption(why)
    if fault:
        kinds.pop("docx")
    for kind, (shown, mime) in kinds.items():
        st.download_button(
            f"下载 {shown}", partial(_file, desk, version, kind, browser),
            file_name=f"{desk.report.title}.{kind}", mime=mime, key=f"month-{kind}", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip


def _versions(desk: Desk) -> dict[str, Version | None]:
    """What may be downloaded, the published first; None is today's draft."""
    with open_records(desk.settings.data) as store:
        found = months.versions(store, desk.key)
    offered: dict[str, Version | None] = {
        f"第 {one.number} 版，{words.iso_date(one.published_on)}发布": one for one in found
    }
    if desk.now.waiting is not None:
        offered["等待发布的"] = desk.now.waiting
    offered["按现在的数据的草稿"] = None
    return offered


def _file(desk: Desk, version: Version | None, kind: str, browser: Path | None) -> bytes:
    """One format; where it cannot be made, a line that says why."""
    report = desk.report if version is None else from_plain(version.report)
    free = desk.draft.free if version is None else version.free
    mark = month_files.mark_of(version)
    try:
        if kind == "pdf":
            page = month_files.content(report, free, {}, "html", None, mark).decode()
            made, why = month_pdf.month_pdf(page, browser)
            return made or why.encode("utf-8-sig")
        drawn = pictures(report, browser) if kind == "docx" else {}
        template = month_files.template_of(desk.settings)
        return month_files.content(report, free, drawn, kind, template, mark)
    except UserError as error:
        return str(error).encode("utf-8-sig")
