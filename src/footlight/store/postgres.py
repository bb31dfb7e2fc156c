"""PostgreSQL, by an address in the settings, with the same promises as SQLite's: writers take turns."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from footlight.errors import StoreUnavailableError, ToolMissingError
from footlight.store.database import WRITES, Database
from footlight.store.glance import AsyncGlances

_TURN: Final = 0x466F6F746C69
"""The advisory lock that whoever writes holds, in every process of the site: "Footli"."""
_ANSWER: Final = 10.0
"""Seconds that the server may take to let one in."""
_STATEMENT: Final = 30.0
"""Seconds that it may take for a statement, and a writer for its turn: one that hangs is told as one that is gone."""


def postgres(address: str) -> Database:
    """The database at ``address``, like ``postgresql://NAME:PASSWORD@HOST/DATABASE``.

    Raises:
        ToolMissingError: its driver is not installed.
    """
    try:
        import asyncpg
    except ImportError:
        raise ToolMissingError("PostgreSQL needs its driver: pip install 'footlight[postgres]'") from None

    async def connect(statement: float | None) -> Any:
        # The driver reads the address itself, as PostgreSQL's own programs do: with sslmode, several hosts, sockets.
        try:
            return await asyncpg.connect(address, timeout=_ANSWER, command_timeout=statement)
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreUnavailableError(f"PostgreSQL lets nobody in: {error or type(error).__name__}") from None

    engine = _engine(lambda: connect(_STATEMENT))
    # A large table takes its time to be written anew.
    patient = _engine(lambda: connect(None))
    return Database(
        "the PostgreSQL database", engine, _writing(engine), _writing(patient), _version, AsyncGlances(engine)
    )


def _engine(connect: Callable[[], Awaitable[Any]]) -> AsyncEngine:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        # A reader sees one moment, as in SQLite, however many statements it needs.
        isolation_level="REPEATABLE READ",
        # A server that was started anew is noticed before anybody's statement is.
        pool_pre_ping=True,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "handle_error", _failed)
    return engine


def _writing(engine: AsyncEngine) -> AsyncEngine:
    # A writer waits for its turn in its first statement, and must see what was committed meanwhile.
    return engine.execution_options(**{WRITES: True}, isolation_level="READ COMMITTED")


async def _version(connection: AsyncConnection) -> str:
    # It may change without a commit too; that costs one look more.
    return str((await connection.exec_driver_sql("SELECT pg_current_snapshot()::text")).scalar_one())


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def _failed(context: ExceptionContext) -> OperationalError | None:
    """A statement that took too long, as the database's own fault: the driver tells it as nobody's.

    Its connection may wait for the rest of it for ever, so it is given up.
    """
    if not isinstance(context.original_exception, TimeoutError):
        return None
    context.is_disconnect = True
    return OperationalError(context.statement, None, _TooSlowError(), connection_invalidated=True)


class _TooSlowError(Exception):
    """PostgreSQL took too long."""

    def __init__(self) -> None:
        super().__init__(f"PostgreSQL did not answer within {_STATEMENT:.0f} s")
