"""Recording what a person changed from a page, and taking the last change back.

A change is read, written and recorded under one lock, so that two people lose nothing of each
other's; what cannot be recorded is put back as it was. Every function answers with what stood in
the way, in a sentence, or None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from etl import tables_edit
from etl.calendar import Override
from etl.errors import UserError
from etl.reference import CardLimits
from etl.settings import Settings
from pages.shared import frame
from records import trail
from records.entries import Entry, Record, Subject
from records.errors import RecordsError
from records.store import open_records
from records.users import User

KIND = "reference_change"
CALENDAR, CARDS = "calendar_overrides", "card_limits"
NOT_WRITTEN = "没有改成：参考表写不进去（可能正用 Excel 打开着，或磁盘已满）。请关闭后再试。"
Lines = list[Override]
DONE, REFUSED, LOST = "change_done", "step_refused", "step_lost"


@dataclass(frozen=True)
class Table:
    """A table that pages change: how it is read and written, and how a record keeps its value."""

    key: str
    read: Callable[[Settings], Any]
    save: Callable[[Settings, Any], None]
    plain: Callable[[Any], list[Any]]
    value: Callable[[list[Any]], Any]


def _table(key: str) -> Table:
    """The calendar's or the thresholds' table."""
    if key == CALENDAR:
        return Table(
            key,
            tables_edit.calendar_lines,
            tables_edit.save_calendar,
            lambda lines: [_plain(one) for one in lines],
            lambda kept: [_line(one) for one in kept],
        )
    return Table(
        key,
        tables_edit.cards,
        tables_edit.save_cards,
        lambda limits: [limits.warn, limits.red],
        lambda kept: CardLimits(*kept),
    )


def changes_of(settings: Settings) -> list[Record]:
    """Every change of the calendar and the thresholds, the latest first."""
    try:
        with open_records(settings.data) as store:
            return trail.read(store, kind=KIND, newest_first=True)
    except RecordsError as error:
        st.error(str(error))
        return []


def change_calendar(
    settings: Settings, user: User, edit: Callable[[Lines], Lines], action: str, reason: str
) -> str | None:
    """Apply `edit` to the office's days as they are at this moment, and record it."""
    with tables_edit.editing(settings):
        before = tables_edit.calendar_lines(settings)
        return _save(settings, user, _table(CALENDAR), (action, reason), (before, edit(before)))


def change_cards(
    settings: Settings, user: User, before: CardLimits, after: CardLimits, reason: str
) -> str | None:
    """Write the thresholds and record the change; refused if somebody changed them meanwhile."""
    action = f"预警 {before.warn}→{after.warn}，红牌 {before.red}→{after.red}（工作日）"
    with tables_edit.editing(settings):
        if tables_edit.cards(settings) != before:
            return "阈值刚被别人改过：请刷新后再改。"
        return _save(settings, user, _table(CARDS), (action, reason), (before, after))


def undoable(changes: list[Record]) -> Record | None:
    """The latest change that stands: neither taken back nor a taking back itself.

    `changes` are the latest first.
    """
    gone = {one.evidence["undoes"] for one in changes if one.evidence}
    return next((one for one in changes if not one.evidence and one.seq not in gone), None)


def undo(settings: Settings, user: User, shown: Record) -> str | None:
    """Put back what a change replaced, unless something else was changed since."""
    newest = undoable(changes_of(settings))
    if newest is None or newest.seq != shown.seq:
        return "刚有别人做了新的修改：请看过再决定。"
    words = f"撤销：{shown.action}"[:200], f"撤销 {shown.actor} 的修改"
    table = _table(shown.subject.key)
    with tables_edit.editing(settings):
        now = table.read(settings)
        if table.plain(now) != shown.after:
            return "这张表在页面之外被改过，不能自动撤销：请逐条核对。"
        return _save(settings, user, table, words, (now, table.value(shown.before)), shown.seq)


def _save(
    settings: Settings,
    user: User,
    table: Table,
    words: tuple[str, str],
    change: tuple[Any, Any],
    undoes: int | None = None,
) -> str | None:
    """Write, then record; what cannot be recorded is written back."""
    (action, reason), (before, after) = words, change
    try:
        table.save(settings, after)
    except OSError:
        return NOT_WRITTEN
    # Recorded as the table then holds it, so that an undo can tell whether it is still so.
    entry = Entry(
        KIND, Subject("reference", table.key), action, reason, before=table.plain(before),
        after=table.plain(table.read(settings)), evidence=None if undoes is None else {"undoes": undoes},
    )  # fmt: skip
    try:
        with open_records(settings.data) as store:
            trail.append(store, user, entry)
    except (RecordsError, UserError) as error:
        table.save(settings, before)
        return str(error)
    st.session_state[DONE] = f"已保存：{action}。"
    return None


def said() -> None:
    """What was saved a moment ago, once."""
    if done := st.session_state.pop(DONE, None):
        st.success(done, icon=":material/check_circle:")


def told() -> None:
    """What was done a moment ago, or what stood in the way and what the person had written."""
    said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(frame.plain(refused))
        # The line above may be out of sight of whoever pressed a button further down.
        st.toast(frame.plain(refused), icon=":material/error:")
    if lost := st.session_state.pop(LOST, None):
        st.caption("您刚才填写的，可以复制：")
        st.code(lost, language=None, wrap_lines=True)


def finish(problem: str | None) -> None:
    """Show what stood in the way, or draw the page anew with the change in it."""
    if problem:
        st.error(problem)
    else:
        st.rerun()


def _plain(one: Override) -> list[Any]:
    return [one.year, one.day.isoformat() if one.day else None, one.is_workday, one.reason]


def _line(plain: list[Any]) -> Override:
    year, day, is_workday, reason = plain
    return Override(year, dt.date.fromisoformat(day) if day else None, is_workday, reason)
