"""Brings a database to the newest schema, or back, by the migrations in this package."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from footlight.errors import StoreUnavailableError

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def is_newest(connection: Connection) -> bool:
    """Whether there is nothing to migrate."""
    return MigrationContext.configure(connection).get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    # Each migration is loaded for it.
    return ScriptDirectory(MIGRATIONS).get_current_head()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens where they ran already.

    Raises:
        StoreUnavailableError: the database was written by a newer Footlight.
    """
    config = _config(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StoreUnavailableError(
            f"the database has schema {current}, which this version does not know: "
            "run the newer Footlight that wrote it, or restore a backup"
        )
    command.upgrade(config, revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Run the migrations backwards to ``revision``, ``base`` for an empty database."""
    command.downgrade(_config(connection), revision)
