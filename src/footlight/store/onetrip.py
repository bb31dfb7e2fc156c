"""SQLite in a thread of its own, with one trip to it for each statement.

The library's cursor makes four: one each to be made, to execute, to fetch and to be closed. Each is a switch of threads
that a busy event loop, and so everybody, waits for.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite

_FETCHED: Final = 1_000
"""Rows that come with a statement; of more the rest is fetched when it is asked for."""

_Row = tuple[Any, ...]


async def connect(file: Path, set_up: Callable[[sqlite3.Connection], None] = lambda _: None) -> aiosqlite.Connection:
    """A connection for SQLAlchemy's dialect of aiosqlite.

    Args:
        set_up: what is done to it at first, in its thread.
    """
    connection = OneTripConnection(partial(open_connection, file, set_up), _FETCHED)
    # As the dialect does it: a connection that nobody closed keeps no program from ending.
    connection._thread.daemon = True
    try:
        return await connection
    except BaseException:
        # It would outlive the event loop, and then fail aloud.
        await asyncio.to_thread(connection._thread.join)
        raise


def open_connection(file: Path, set_up: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    """The same as the driver has it, for any thread."""
    # The driver's own transactions begin too late (at the first write), so ours are begun by hand.
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


class OneTripConnection(aiosqlite.Connection):
    """The library's connection with other cursors."""

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        return OneTripCursor(self)

    async def rollback(self) -> None:
        # The pool asks for it whenever a connection comes back, and mostly there is nothing to take back.
        if self._conn.in_transaction:
            await super().rollback()

    async def run(self, work: partial[Any]) -> Any:
        """Do ``work`` in the thread of the connection."""
        return await self._execute(work)  # type: ignore[no-untyped-call]

    @property
    def there(self) -> sqlite3.Connection:
        """What may be used in that thread."""
        return self._conn


class OneTripCursor:
    """What SQLAlchemy needs of a cursor: for one statement, whose rows come with it."""

    def __init__(self, connection: OneTripConnection) -> None:
        self.arraysize = 1
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: deque[_Row] = deque()
        self._more = False

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.run(partial(self._execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Self:
        self._cursor = await self._connection.run(partial(self._connection.there.executemany, statement, parameters))
        return self

    async def fetchone(self) -> _Row | None:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[_Row]:
        wanted = self.arraysize if size is None else size
        if len(self._rows) < wanted and self._more:
            await self._connection.run(partial(self._fetch, max(wanted, _FETCHED)))
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> list[_Row]:
        while self._more:
            await self._connection.run(partial(self._fetch, -1))
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def close(self) -> None:
        self._rows.clear()
        if self._more:
            self._more = False
            await self._connection.run(partial(self._close))

    async def __aiter__(self) -> AsyncIterator[_Row]:
        while rows := await self.fetchmany(_FETCHED):
            for row in rows:
                yield row

    def _execute(self, statement: str, parameters: Sequence[Any]) -> None:
        self._cursor = self._connection.there.execute(statement, parameters)
        if self._cursor.description is not None:
            self._fetch(_FETCHED)

    def _fetch(self, size: int) -> None:
        """In the thread."""
        if self._cursor is None:
            return
        rows = self._cursor.fetchmany(size) if size >= 0 else self._cursor.fetchall()
        self._rows.extend(rows)
        self._more = len(rows) == size
        if not self._more:
            self._close()

    def _close(self) -> None:
        """In the thread: a statement that is not at its end holds its transaction's moment."""
        if self._cursor is not None:
            self._cursor.close()
