"""SQLite in the data folder, set up so that what is committed stays."""

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from footlight.store.database import WRITES, Database

FILE: Final = "footlight.db"
BUSY_MS: Final = 5_000
"""How long a statement waits for another process's transaction to end."""


def sqlite(file: Path) -> Database:
    """The database in ``file``."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return Database(str(file), engine, engine.execution_options(**{WRITES: True}), _version)


async def _version(connection: AsyncConnection) -> str:
    return str((await connection.exec_driver_sql("PRAGMA data_version")).scalar_one())


def _set_up(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late (at the first write), so ours are begun by hand below.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _log_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _log_ahead(cursor: Any) -> None:
    # Of several that make a new database at once only one may change its journal, and SQLite does not let the
    # others wait: they fail at once. Where it is changed already this is nothing, so only a first start waits.
    deadline = time.monotonic() + BUSY_MS / 1_000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
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
