"""What people have decided of comments and ratings, as a build counts by it.

Decisions are records and never edits (`records`): the latest on each subject holds, and one that
was taken back holds again what stood before. A build reads them once; figures on screen follow with
the next build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from etl.errors import UserError
from etl.settings import Settings
from records import loops, trail
from records.errors import RecordsError, StoreMissingError
from records.store import Store, open_records

LABEL_REVIEW, SUSPECT_REVIEW = "label_review", "suspect_review"
COMMENT = "fct_comment"
"""Table of the subjects of a label, which are comments."""
SECOND_REVIEW, SECOND = "label_second", "fct_comment_second"
"""A second reviewer's label on the same comment, and the table of its subjects: for agreement, it
counts in no figure."""
SUSPECTS = {"comments": "suspect_comments", "ratings": "suspect_ratings"}
"""What suspicions are about, and the table of their subjects; the key is a `suspect_key`."""
KINDS = (LABEL_REVIEW, SUSPECT_REVIEW, loops.RULING)


@dataclass(frozen=True)
class Decisions:
    """The standing decisions. `seq` is the number of the last record among them, 0 without any.

    `labels`: (comment_id, label, whether people said which window, and which, None for none);
    `rules`: (comment_id, rule); `suspects`: (comments or ratings, suspect_key, rows that the group
    had, whether they count); `ruled_out`: complaints found to be a mistake or malice by a second
    person, as (comment or rating, its number).
    """

    labels: list[tuple[str, str, bool, str | None]]
    rules: list[tuple[str, str]]
    suspects: list[tuple[str, str, int, bool]]
    ruled_out: list[tuple[str, str]]
    seq: int


NONE = Decisions([], [], [], [], 0)


def read_decisions(settings: Settings) -> Decisions:
    """The decisions that stand; none where nobody has decided anything yet.

    UserError when the record store is there and cannot be read.
    """
    try:
        with open_records(settings.data, create=False) as store:
            # First the number: what is decided meanwhile may count, and asks for another build.
            seq = last_of(store)
            labels = trail.latest(store, kind=LABEL_REVIEW, table=COMMENT)
            suspects = trail.latest(store, kind=SUSPECT_REVIEW)
            ruled_out = loops.ruled_out(store)
    except StoreMissingError:
        return NONE
    except RecordsError as error:
        raise UserError(f"读不到已有的复核和核查决定，没有生成：{error}") from error
    standing = {one.key: record.after for one, record in labels.items() if record.after}
    about = {table: name for name, table in SUSPECTS.items()}
    return Decisions(
        [
            (key, one["label"], "window_code" in one, one.get("window_code"))
            for key, one in standing.items()
        ],
        [(key, rule) for key, one in standing.items() for rule in one.get("work_rules", ())],
        [
            (
                about[one.table],
                one.key,
                int(record.evidence["entries"]),
                bool(record.after["is_counted"]),
            )
            for one, record in suspects.items()
            if record.after and one.table in about
        ],
        [(kind, number) for kind, _, number in (key.partition(":") for key in ruled_out)],
        seq,
    )


def last_of(store: Store) -> int:
    """Number of the last record that a build would count by; 0 without any."""
    newest = [trail.read(store, kind=kind, newest_first=True, limit=1) for kind in KINDS]
    return max((one.seq for found in newest for one in found), default=0)


def create_decisions(con: duckdb.DuckDBPyConnection, decided: Decisions) -> None:
    """`decided_labels`, `_rules`, `_suspects` and `_out`, which models read."""
    import pyarrow as pa  # noqa: PLC0415

    tables: dict[str, tuple[tuple[str, ...], list[Any], list[Any]]] = {
        "decided_labels": (
            ("comment_id", "label", "has_window", "window_code"),
            [pa.string(), pa.string(), pa.bool_(), pa.string()],
            decided.labels,
        ),
        "decided_rules": (("comment_id", "work_rule"), [pa.string()] * 2, decided.rules),
        "decided_suspects": (
            ("about", "suspect_key", "entries", "is_counted"),
            [pa.string(), pa.string(), pa.int64(), pa.bool_()],
            decided.suspects,
        ),
        "decided_out": (("kind", "row_id"), [pa.string()] * 2, decided.ruled_out),
    }
    for name, (columns, kinds, rows) in tables.items():
        lists = list(zip(*rows, strict=True)) or [() for _ in columns]
        arrays = [pa.array(list(one), kind) for one, kind in zip(lists, kinds, strict=True)]
        con.register("decided_rows", pa.Table.from_arrays(arrays, list(columns)))
        con.execute(f"create temp table {name} as select * from decided_rows")
        con.unregister("decided_rows")
    # The list of a comment's rules, made here because lists are no part of the portable subset.
    con.execute(
        "create or replace temp table decided_labels as select l.*, "
        "coalesce(r.work_rules, []::varchar[]) as work_rules from decided_labels l left join "
        "(select comment_id, list(work_rule) as work_rules from decided_rules group by 1) r "
        "using (comment_id)"
    )
