"""The sections of 月报 that people write, saved as they leave a field."""

from __future__ import annotations

import streamlit as st

from pages.shared import decide, frame
from pages.shared.month_desk import NEED_NAME, Desk, month_before
from records import month_drafts, months
from records.errors import RecordsError, StaleSubjectError
from records.months import month_of
from records.store import open_records
from reports import words
from reports.month_word import FREE


def written(desk: Desk) -> None:
    """The sections that people write, saved as soon as a field is left."""
    if not desk.user.is_named:
        st.info(NEED_NAME)
        return
    if desk.now.waiting is not None:
        st.info("报告已提交，正等发布：要改请先退回。")
        return
    last = desk.others.get(month_before(desk.scope))
    for key, heading in FREE.items():
        _field(desk, key, heading)
        if last is not None and last.free.get(key):
            with st.expander(f"上月写的{heading}"):
                st.code(last.free[key], language=None, wrap_lines=True)
    saved = f"已自动保存（{desk.draft.by}，第 {desk.draft.count} 次）。" if desk.draft.count else ""
    st.caption(frame.plain(f"{saved}写完点一下输入框外面就自动保存，再去别的页面。"))
    if desk.report.problems:
        with st.expander("由数据提示的问题（可复制后修改）"):
            st.code("\n".join(desk.report.problems), language=None, wrap_lines=True)
    _kept(desk)


def _field(desk: Desk, key: str, heading: str) -> None:
    """One section to write in.

    Its text comes with every drawing and not through the session, where a page that is left while it is
    being drawn would bring an empty field back. A new name, and with it the latest text, where somebody else has
    changed the draft; not after a save of one's own: the field would be drawn anew under the hands of who types.
    """
    told = st.session_state
    seen, drawn = f"seen-{desk.key}", f"drawn-{desk.key}"
    if told.get(seen) != desk.draft.count:
        told[seen] = told[drawn] = desk.draft.count
    name = f"free-{key}-{desk.key}-{told[drawn]}"
    st.text_area(
        heading, value=desk.free.get(key, ""), key=name, height=180, max_chars=month_drafts.LONGEST, on_change=_save,
        args=(desk, key, name), placeholder="一是……\n二是……",
    )  # fmt: skip


def _kept(desk: Desk) -> None:
    """Texts that were replaced or could not be saved, to be taken up again."""
    if not desk.draft.past:
        return
    with st.expander("以前写的（可复制）"):
        for one in desk.draft.past:
            st.caption(frame.plain(f"{FREE[one.section]}，{words.local_time(one.at)}，{one.by}"))
            st.code(one.text, language=None, wrap_lines=True)


def _save(desk: Desk, key: str, name: str) -> None:
    text = str(st.session_state.get(name) or "").strip()
    seen, was = f"seen-{desk.key}", desk.draft.free.get(key, "")
    new = month_drafts.written(key, text, desk.user.name)
    try:
        with open_records(desk.settings.data) as store:
            if month_of(months.last_of(store, desk.key)).waiting is not None:
                raise StaleSubjectError("报告已提交，正等发布：要改请先退回")
        made = month_drafts.save(desk.settings.data, desk.key, new, was)
    except StaleSubjectError as error:
        st.session_state.update({decide.REFUSED: str(error), decide.LOST: text})
        st.session_state[seen] = None
    except RecordsError as error:
        st.session_state[decide.REFUSED] = str(error)
    else:
        # Where another section was changed meanwhile, the fields are drawn anew.
        if made.count == st.session_state[seen] + 1:
            st.session_state[seen] = made.count
