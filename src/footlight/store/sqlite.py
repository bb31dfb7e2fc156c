"""SQLite in the data folder, set up so that what is committed stays."""

import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from footlight.store.database import WRITES, Database
from footlight.store.glance import ThreadGlances
from footlight.store.onetrip import connect, open_connection

FILE: Final = "footlight.db"
BUSY_MS: Final = 5_000
"""How long a statement waits for another process's transaction to end."""
_MIGRATING_MS: Final = 30_000
"""How long a start waits for another's: a new database, or one of an older version, takes seconds on a busy machine."""


def sqlite(file: Path) -> Database:
    """The database in ``file``."""
    engine, migrating = _engine(file, references=True), _engine(file, references=False)
    glancing = create_engine(
        f"sqlite+pysqlite:///{file}", creator=partial(open_connection, file, partial(_set_up, references=True))
    )
    event.listen(glancing, "begin", _begin)
    writes = {WRITES: True}
    return Database(
        str(file),
        engine,
        engine.execution_options(**writes),
        migrating.execution_options(**writes),
        _version,
        ThreadGlances(glancing),
    )


def _engine(file: Path, *, references: bool) -> AsyncEngine:
    """``references``: watch over them; SQLite can do without only from before a transaction on."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}",
        async_creator=partial(connect, file, partial(_set_up, references=references)),
        poolclass=None if references else NullPool,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def _version(connection: AsyncConnection) -> str:
    return str((await connection.exec_driver_sql("PRAGMA data_version")).scalar_one())


def _set_up(connection: sqlite3.Connection, *, references: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS if references else _MIGRATING_MS}")
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA foreign_keys={'ON' if references else 'OFF'}")


def _log_ahead(connection: sqlite3.Connection) -> None:
    # Of several that make a new database at once only one may change its journal, and SQLite does not let the
    # others wait: they fail at once. Where it is changed already this is nothing, so only a first start waits.
    deadline = time.monotonic() + _MIGRATING_MS / 1_000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    # A transaction that reads and then writes fails at once where another wrote in between; one that will
    # write takes its turn at the beginning instead.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN")
