"""Recording what a person changed from a page, and taking the last change back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from etl import tables_edit
from etl.calendar import Override
from etl.errors import UserError
from etl.reference import CardLimits
from etl.settings import Settings
from records import trail
from records.entries import Entry, Record, Subject
from records.errors import RecordsError
from records.store import open_records
from records.users import User

KIND = "reference_change"
CALENDAR, CARDS = "calendar_overrides", "card_limits"


def changes_of(settings: Settings) -> list[Record]:
    """Every change of the calendar and the thresholds, the latest first."""
    try:
        with open_records(settings.data) as store:
            return trail.read(store, kind=KIND, newest_first=True)
    except RecordsError as error:
        st.error(str(error))
        return []


def change_calendar(
    settings: Settings, user: User, lines: list[Override], action: str, reason: str
) -> None:
    """Write the office's days and record the change; nothing is written if it is not recorded."""
    before = [_plain(one) for one in tables_edit.calendar_lines(settings)]
    entry = Entry(
        KIND, Subject("reference", CALENDAR), action, reason, before=before,
        after=[_plain(one) for one in lines],
    )  # fmt: skip
    if _recorded(settings, user, entry):
        tables_edit.save_calendar(settings, lines)
        st.rerun()


def change_cards(
    settings: Settings, user: User, before: CardLimits, after: CardLimits, reason: str
) -> None:
    """Write the thresholds and record the change."""
    action = f"预警 {before.warn}→{after.warn}，红牌 {before.red}→{after.red}（工作日）"
    entry = Entry(
        KIND, Subject("reference", CARDS), action, reason,
        before=[before.warn, before.red], after=[after.warn, after.red],
    )  # fmt: skip
    if _recorded(settings, user, entry):
        tables_edit.save_cards(settings, after)
        st.rerun()


def undo_calendar(settings: Settings, user: User, last: Record) -> None:
    """Put the table back as it was before the last change; the taking back is a record too."""
    action, reason = f"撤销：{last.action}", f"撤销 {last.actor} 的修改"
    if last.subject.key == CARDS:
        change_cards(settings, user, CardLimits(*last.after), CardLimits(*last.before), reason)
    else:
        change_calendar(settings, user, [_line(one) for one in last.before], action[:200], reason)


def _recorded(settings: Settings, user: User, entry: Entry) -> bool:
    try:
        with open_records(settings.data) as store:
            trail.append(store, user, entry)
    except (RecordsError, UserError) as error:
        st.error(str(error))
        return False
    return True


def _plain(one: Override) -> list[Any]:
    return [one.year, one.day.isoformat() if one.day else None, one.is_workday, one.reason]


def _line(plain: list[Any]) -> Override:
    year, day, is_workday, reason = plain
    return Override(year, dt.date.fromisoformat(day) if day else None, is_workday, reason)
