"""The sections of 月报 that people write, saved as they leave a field."""

from __future__ import annotations

import streamlit as st

from pages.shared import decide, frame
from pages.shared.month_desk import NEED_NAME, Desk, month_before
from records import month_drafts, months
from records.errors import RecordsError, StaleSubjectError
from records.months import month_of
from records.store import open_records
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
