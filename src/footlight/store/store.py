"""The store: an open, migrated database, and sessions on it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from footlight.errors import StoreUnavailableError
from footlight.store.database import Database
from footlight.store.faults import faults_named
from footlight.store.postgres import postgres
from footlight.store.schema import is_newest, upgrade
from footlight.store.sqlite import FILE, sqlite
from footlight.store.whole import WholeSession, to_its_end
from footlight.store.writer import Writer

_T = TypeVar("_T")


class Store:
    """Sessions on one database; made by `open_store`."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._reading = async_sessionmaker(database.reading, class_=WholeSession, expire_on_commit=False)
        self._writer = writer

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction that only reads.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        async with faults_named(), self._reading.begin() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are on disk when the block has ended, or gone where it raised.

        Blocks that write follow each other, in all processes: one sees what those before it wrote, and does
        nothing slow. Several share a commit; none ends before it.

        Raises:
            StoreUnavailableError: the database cannot be written.
        """
        async with faults_named(), self._writer.session() as session:
            yield session

    async def glance(self, work: Callable[[Connection], _T]) -> _T:
        """What ``work`` reads; it runs in another thread, and for the least that a read can cost.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        async with faults_named():
            return await self._database.glances.glance(work)

    @property
    def news(self) -> asyncio.Event:
        """Set once this process has committed anything from now on that was announced by `writer.announce`."""
        return self._writer.news

    @asynccontextmanager
    async def watch(self) -> AsyncIterator["ChangeWatch"]:
        """A `ChangeWatch` with a connection of its own."""
        watch = ChangeWatch(self._database)
        try:
            yield watch
        finally:
            await watch.close()

    async def check(self) -> None:
        """Ask the database something small.

        Raises:
            StoreUnavailableError: it does not answer.
        """
        await self.glance(lambda connection: connection.execute(text("SELECT 1")).close())


class ChangeWatch:
    """Tells whether anyone, in this process or another, committed since the last look; cheap enough to poll."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.reading.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: AsyncConnection | None = None
        self._version = ""

    async def changed(self) -> bool:
        """True at the first look, and whenever another connection has committed since the last.

        Raises:
            StoreUnavailableError: the database cannot be read; the next look tries another connection.
        """
        async with faults_named():
            version = await to_its_end(self._look())
        changed = version != self._version
        self._version = version
        return changed

    async def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await to_its_end(connection.close())

    async def _look(self) -> str:
        if self._connection is None:
            self._connection = await self._engine.connect()
        try:
            return await self._database.version(self._connection)
        except DBAPIError:
            await self.close()
            raise


@asynccontextmanager
async def open_store(data: Path, address: str | None = None) -> AsyncIterator[Store]:
    """Open the database, and bring it to the newest schema.

    Args:
        data: the folder with the SQLite database; made where missing.
        address: of the PostgreSQL database that is used instead, if any.

    Raises:
        StoreUnavailableError: the folder cannot be made or written, or holds no database of ours; PostgreSQL
            cannot be reached.
        ToolMissingError: PostgreSQL's driver is not installed.
    """
    try:
        await asyncio.to_thread(data.mkdir, mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(f"the data folder {data} cannot be made: {error.strerror}") from None
    if address is None:
        await asyncio.to_thread(_try, data / FILE)
    async with opened(sqlite(data / FILE) if address is None else postgres(address)) as store:
        yield store


def _try(file: Path) -> None:
    # Where the driver cannot open it, it leaves a thread that may outlive the event loop, and then fails aloud.
    if not file.exists():
        # Hashes of passwords are in it: nobody else reads it, also where the folder was made by others and is open.
        # What SQLite puts beside it has the same mode.
        with suppress(OSError):
            file.touch(mode=0o600)
    try:
        sqlite3.connect(file).close()
    except sqlite3.Error as error:
        raise StoreUnavailableError(f"{file}: the database cannot be used: {error}") from None


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Store]:
    """The same for any database."""
    try:
        try:
            await to_its_end(_bring_up(database))
        except StoreUnavailableError as error:
            raise StoreUnavailableError(f"{database.name}: {error}") from None
        writer = Writer(database.writing)
        writing = asyncio.create_task(writer.run(), name="footlight-store-writer")
        try:
            yield Store(database, writer)
        finally:
            await to_its_end(_end(writing))
            writer.close()
    finally:
        await to_its_end(database.dispose())


async def _bring_up(database: Database) -> None:
    async with faults_named():
        # Most starts migrate nothing: they hold up nobody who writes, and wait for nobody.
        async with database.reading.begin() as connection:
            if await connection.run_sync(is_newest):
                return
        async with database.migrating.begin() as connection:
            await connection.run_sync(upgrade)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
