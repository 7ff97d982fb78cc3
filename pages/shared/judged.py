"""Recording what people decide of comments and ratings, and taking it back.

Every function answers with what stood in the way, in a sentence, or None.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.decisions import SUSPECT_REVIEW, SUSPECTS
from etl.settings import Settings
from pages.shared.cached import recorded
from records import trail
from records.entries import Entry, Record, Subject
from records.errors import RecordsError
from records.store import open_records
from records.users import User

DONE = "judged_done"
COUNTS, STRUCK = "计入", "剔除"


def record(settings: Settings, user: User, entries: list[Entry]) -> str | None:
    """Record decisions, all or none."""
    try:
        with open_records(settings.data) as store:
            trail.append_all(store, user, entries)
    except RecordsError as error:
        return str(error)
    st.session_state[DONE] = f"已记下：{entries[-1].action}。"
    return None


def suspect_decisions(settings: Settings, about: str) -> dict[str, Record]:
    """The latest decision on each suspicion, by its key; those taken back are left out."""
    found = _latest(settings, SUSPECT_REVIEW)
    table = SUSPECTS[about]
    return {one.key: record for one, record in found.items() if one.table == table and record.after}


def _latest(settings: Settings, kind: str) -> dict[Subject, Record]:
    try:
        return recorded(settings, kind, lambda store: trail.latest(store, kind=kind))
    except RecordsError as error:
        st.error(str(error))
        return {}


def standing(settings: Settings, kind: str) -> dict[str, Record]:
    """The standing decision of a kind on each subject, by its key; those taken back left out."""
    found = _latest(settings, kind)
    return {one.key: record for one, record in found.items() if record.after}


def history(settings: Settings, kind: str, limit: int = 50) -> list[Record]:
    """The latest records of a kind, newest first."""
    try:
        with open_records(settings.data) as store:
            return trail.read(store, kind=kind, newest_first=True, limit=limit)
    except RecordsError as error:
        st.error(str(error))
        return []


def seen_of(settings: Settings, subject: Subject) -> int:
    """Number of the latest record on a subject, to be given back with the decision."""
    with open_records(settings.data) as store:
        found = trail.read(store, subject=subject, newest_first=True, limit=1)
    return found[0].seq if found else 0


def decide_suspect(
    settings: Settings, user: User, about: str, groups: list[Any], is_counted: bool, reason: str
) -> str | None:
    """Let groups of suspect comments or ratings count, or strike them out, for a reason.

    Refused when somebody has decided one of them since the page was drawn.
    """
    standing = suspect_decisions(settings, about)
    entries = []
    for one in groups:
        before = standing.get(one.suspect_key)
        if before is not None:
            return f"“{one.told}”刚由{before.actor}决定过：请刷新后再看。"
        entries.append(
            Entry(
                SUSPECT_REVIEW,
                Subject(SUSPECTS[about], one.suspect_key),
                f"{COUNTS if is_counted else STRUCK}{one.told}"[:500],
                reason,
                evidence={"entries": int(one.entries), "suspicion": one.suspect_reason},
                after={"is_counted": is_counted},
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
        evidence={"undoes": shown.seq},
        before=shown.after,
        after=shown.before,
        seen=shown.seq,
    )
    return record(settings, user, [entry])


def said() -> None:
    """What was recorded a moment ago, once."""
    if done := st.session_state.pop(DONE, None):
        st.success(done, icon=":material/check_circle:")
