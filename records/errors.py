"""What can go wrong with the records, each as one Chinese line for the person."""

from __future__ import annotations

from etl.errors import UserError


class RecordsError(UserError):
    """Base of all errors here: says what, where and what to do; nothing was written."""


class BadNameError(RecordsError):
    """A chosen name is empty, too long or holds signs that names do not have."""


class NotNamedError(RecordsError):
    """Somebody without a name wants to decide."""


class BadEntryError(RecordsError):
    """A part of a record cannot be stored as it is."""


class UnknownKindError(RecordsError):
    """The kind of record was never registered."""


class StaleSubjectError(RecordsError):
    """Somebody else recorded a decision on the same subject since it was shown."""


class StoreUnavailableError(RecordsError):
    """The database cannot be reached, or its folder cannot be written."""


class StoreMissingError(StoreUnavailableError):
    """There is no record database at the place named."""


class StoreBusyError(RecordsError):
    """Another process held the database longer than the time allowed."""


class StoreNewerError(RecordsError):
    """The database was written by a later version of this program."""


class StoreDamagedError(RecordsError):
    """The database, its structure or its chain is broken."""


class BackupError(RecordsError):
    """A backup file cannot be written, read, trusted or restored here."""
