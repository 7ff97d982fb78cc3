"""Rows and doings that the tests of the records share."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from records import Entry, Subject, User

LI = User("李明")


def review(key: str = "c1", after: str = "complaint", **more: object) -> Entry:
    """A corrected label: the plainest decision there is."""
    return Entry(
        kind="label_review",
        subject=Subject("fct_comment", key),
        action="改标注",
        reason="原文说“等了三个小时”",
        evidence={"words": ["三个小时"]},
        before={"label": "praise"},
        after={"label": after},
        **more,  # type: ignore[arg-type]
    )


def tamper(folder: Path, *statements: str) -> None:
    """What somebody with a database tool would do: take the guards off, change, put them back."""
    raw = sqlite3.connect(folder / "records.db")
    guards = raw.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f"drop trigger {name}")
    for statement in statements:
        raw.execute(statement)
    for _, sql in guards:
        raw.execute(sql)
    raw.commit()
    raw.close()
