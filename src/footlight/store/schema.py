"""Brings a database to the newest schema, or back, by the migrations in this package."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from footlight.errors import StoreUnavailableError

if TYPE_CHECKING:
    # Imported where it migrates: that is seldom, and it takes as long to import as much of what a command does.
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_VERSION_TABLE: Final = "alembic_version"


@cache
def newest_revision() -> str:
    """That of the last migration: their files are numbered."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def is_newest(connection: Connection) -> bool:
    """Whether there is nothing to migrate."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return False
    return connection.scalars(text(f"SELECT version_num FROM {_VERSION_TABLE}")).all() == [newest_revision()]  # noqa: S608


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens where they ran already.

    Raises:
        StoreUnavailableError: the database was written by a newer Footlight.
    """
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

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
    from alembic import command

    command.downgrade(_config(connection), revision)
