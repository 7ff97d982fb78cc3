"""Alembic migrations of the record database; each new schema is one new file in `versions`."""
