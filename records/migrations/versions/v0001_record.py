"""The append-only table, its head, and the guards that refuse changes.

Written out in full: a migration stays as it was when `records/schema.py` moves on.
"""

import sqlalchemy as sa
from alembic import op

from records.dialects import guard_statements

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXTS = (
    "at",
    "actor",
    "actor_kind",
    "kind",
    "subject_table",
    "subject_key",
    "action",
    "reason",
)


def upgrade() -> None:
    """Make both tables, the empty head and the guards."""
    op.create_table(
        "record",
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.Text) for name in ("evidence", "before", "after")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("prev_hash", "hash")),
    )
    op.create_index("record_by_subject", "record", ["subject_table", "subject_key", "seq"])
    op.create_index("record_by_kind", "record", ["kind", "seq"])
    head = op.create_table(
        "record_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
    for statement in guard_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: taking the table away would destroy the records."""
    raise NotImplementedError("记录表不可撤销")
