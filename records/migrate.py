"""Bringing a database up to the present schema, without a configuration file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from records.errors import StoreDamagedError, StoreNewerError


def upgrade(connection: sa.Connection, where: str) -> None:
    """Run the missing migrations inside the caller's transaction.

    Raises StoreNewerError when the database knows a revision that this program does not.
    """
    config = Config()
    config.set_main_option("script_location", "records:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_heads()
    if current == (scripts.get_current_head(),):
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if not set(current) <= known:
        raise StoreNewerError(f"记录库“{where}”由更新的版本写成：请先升级程序再打开")
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreDamagedError(f"记录库“{where}”的版本标记不对：请从备份恢复") from error
