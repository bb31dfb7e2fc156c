"""PostgreSQL, by an address in the settings, with the same promises as SQLite's: writers take turns."""

from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from footlight.errors import StoreUnavailableError, ToolMissingError
from footlight.store.database import WRITES, Database
from footlight.store.glance import AsyncGlances

_TURN: Final = 0x466F6F746C69
"""The advisory lock that whoever writes holds, in every process of the site: "Footli"."""
_ANSWER: Final = 10.0
"""Seconds that the server may take to let one in."""


def postgres(address: str) -> Database:
    """The database at ``address``, like ``postgresql://NAME:PASSWORD@HOST/DATABASE``.

    Raises:
        ToolMissingError: its driver is not installed.
    """
    try:
        import asyncpg
    except ImportError:
        raise ToolMissingError("PostgreSQL needs its driver: pip install 'footlight[postgres]'") from None

    async def connect() -> Any:
        # The driver reads the address itself, as PostgreSQL's own programs do: with sslmode, several hosts, sockets.
        try:
            return await asyncpg.connect(address, timeout=_ANSWER)
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreUnavailableError(f"PostgreSQL lets nobody in: {error or type(error).__name__}") from None

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        # A reader sees one moment, as in SQLite, however many statements it needs.
        isolation_level="REPEATABLE READ",
        # A server that was started anew is noticed before anybody's statement is.
        pool_pre_ping=True,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    # A writer waits for its turn in its first statement, and must see what was committed meanwhile.
    writing = engine.execution_options(**{WRITES: True}, isolation_level="READ COMMITTED")
    return Database("the PostgreSQL database", engine, writing, writing, _version, AsyncGlances(engine))


async def _version(connection: AsyncConnection) -> str:
    # It may change without a commit too; that costs one look more.
    return str((await connection.exec_driver_sql("SELECT pg_current_snapshot()::text")).scalar_one())


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
