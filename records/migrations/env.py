"""Run by Alembic: the caller's connection and transaction are used, no other is made."""

from alembic import context

from records.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
