"""The two tables. Texts hold exactly the bytes that were hashed; JSON is kept as text.

Keeping JSON as text, not in a database's JSON type, is what lets the hash cover every byte:
PostgreSQL and SQLite both rewrite JSON values, which would change spaces and key order.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

record = sa.Table(
    "record",
    metadata,
    # 1, 2, 3 … without a gap; given by the program, so that a gap always means a removed row
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
              primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),  # UTC, 2026-10-31T08:05:09.123Z
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),  # 自报 | 已登录 | 系统
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_table", sa.Text, nullable=False),
    sa.Column("subject_key", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text),  # canonical JSON; null when nothing was given
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("prev_hash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("record_by_subject", "subject_table", "subject_key", "seq"),
    sa.Index("record_by_kind", "kind", "seq"),
)  # fmt: skip

# One row: number and hash of the last record, so that a cut-off end is noticed.
record_head = sa.Table(
    "record_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

COLUMNS = tuple(column.name for column in record.columns)
