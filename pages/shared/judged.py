"""Recording what people decide of comments and ratings, and taking it back.

Every function answers with what stood in the way, in a sentence, or None.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.decisions import SUSPECT_REVIEW, SUSPECTS
from etl.settings import Settings
from nlp.mask import mask_text
from pages.shared.cached import recorded
from pages.shared.decide import DONE
from pages.shared.frame import plain
from records import trail
from records.entries import Entry, Record, Subject
from records.errors import RecordsError
from records.store import open_records
from records.users import User

COUNTS, STRUCK = "计入", "剔除"


def record(settings: Settings, user: User, entries: list[Entry]) -> str | None:
    """Record decisions, all or none."""
    try:
        with open_records(settings.data) as store:
            trail.append_all(store, user, entries)
    except RecordsError as error:
        return plain(str(error))
    done = f"：{entries[0].action}" if len(entries) == 1 else f" {len(entries)} 项决定"
    st.session_state[DONE] = f"已记下{plain(done)}。"
    return None


def latest(settings: Settings, kind: str, table: str) -> dict[str, Record]:
    """The last record of a kind on each subject of a table, those that took back included."""
    try:
        found = recorded(settings, kind, lambda store: trail.latest(store, kind=kind))
    except RecordsError as error:
        st.error(str(error))
        return {}
    return {one.key: record for one, record in found.items() if one.table == table}


def standing(records: dict[str, Record]) -> dict[str, Record]:
    """Of the last records those that decide something; what was taken back decides nothing."""
    return {key: record for key, record in records.items() if record.after}


def history(settings: Settings, kind: str, limit: int = 50) -> list[Record]:
    """The latest records of a kind, newest first."""
    try:
        with open_records(settings.data) as store:
            return trail.read(store, kind=kind, newest_first=True, limit=limit)
    except RecordsError as error:
        st.error(str(error))
        return []


def decide_suspect(
    settings: Settings,
    user: User,
    about: str,
    groups: list[Any],
    last: dict[str, Record],
    is_counted: bool,
    reason: str,
) -> str | None:
    """Let groups of suspect comments or ratings count, or strike them out, for a reason.

    `last` are the records on screen: refused when somebody has decided one of the groups since.
    """
    entries = []
    for one in groups:
        before = last.get(one.suspect_key)
        entries.append(
            Entry(
                SUSPECT_REVIEW,
                Subject(SUSPECTS[about], one.suspect_key),
                f"{COUNTS if is_counted else STRUCK}{one.told}"[:500],
                mask_text(reason),
                evidence={"entries": one.entries, "suspicion": one.suspect_reason},
                before=before.after if before else None,
                after={"is_counted": is_counted},
                seen=before.seq if before else 0,
            )
        )
    return record(settings, user, entries)


def take_back(settings: Settings, user: User, shown: Record) -> str | None:
    """Take a decision back: what stood before it stands again; refused if it is not the latest."""
    entry = Entry(
        shown.kind,
        shown.subject,
        f"撤销：{shown.action}"[:500],
        f"撤销 {shown.actor} 的决定",
        evidence={**(shown.evidence or {}), "undoes": shown.seq},
        before=shown.after,
        after=shown.before,
        seen=shown.seq,
    )
    return record(settings, user, [entry])
