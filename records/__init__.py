"""People's decisions: append-only records with who, when, why and evidence, in a hash chain."""

from records.chain import Head, Problem
from records.entries import Entry, Record, Subject
from records.errors import RecordsError
from records.store import Store, open_records
from records.trail import append, append_all, latest, read, verify
from records.users import NOBODY, SYSTEM, ActorKind, User, current_user, require_named

__all__ = [
    "NOBODY",
    "SYSTEM",
    "ActorKind",
    "Entry",
    "Head",
    "Problem",
    "Record",
    "RecordsError",
    "Store",
    "Subject",
    "User",
    "append",
    "append_all",
    "current_user",
    "latest",
    "open_records",
    "read",
    "require_named",
    "verify",
]
