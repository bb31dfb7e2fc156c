"""The store: an open, migrated database, and sessions on it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from footlight.errors import StoreUnavailableError
from footlight.store.engine import FILE, WRITES, create_engine
from footlight.store.schema import upgrade


class Store:
    """Sessions on one database; made by `open_store`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = async_sessionmaker(engine, expire_on_commit=False)
        self._writing = async_sessionmaker(engine.execution_options(**{WRITES: True}), expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction that only reads.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        with_session = self._reading()
        async with _faults_named(), with_session as session, session.begin():
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are on disk when the block ends, or gone where it raises.

        Raises:
            StoreUnavailableError: the database cannot be written.
        """
        with_session = self._writing()
        async with _faults_named(), with_session as session, session.begin():
            yield session

    @asynccontextmanager
    async def watch(self) -> AsyncIterator["ChangeWatch"]:
        """A `ChangeWatch` with a connection of its own."""
        async with _faults_named(), self._engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield ChangeWatch(autocommit)

    async def check(self) -> None:
        """Ask the database something small.

        Raises:
            StoreUnavailableError: it does not answer.
        """
        async with self.read() as session:
            await session.execute(text("SELECT 1"))


class ChangeWatch:
    """Tells whether anyone, in this process or another, committed since the last look; cheap enough to poll."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._version = -1

    async def changed(self) -> bool:
        """True at the first look, and whenever another connection has committed since the last.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        async with _faults_named():
            version: int = (await self._connection.exec_driver_sql("PRAGMA data_version")).scalar_one()
        changed = version != self._version
        self._version = version
        return changed


@asynccontextmanager
async def open_store(data: Path) -> AsyncIterator[Store]:
    """Open the database in the folder ``data``, made where missing, and bring it to the newest schema.

    Raises:
        StoreUnavailableError: the folder cannot be made or written, or holds no database of ours.
    """
    try:
        await asyncio.to_thread(data.mkdir, mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(f"the data folder {data} cannot be made: {error.strerror}") from None
    engine = create_engine(data)
    try:
        try:
            async with _faults_named():
                await asyncio.to_thread(_try, data / FILE)
                async with engine.execution_options(**{WRITES: True}).begin() as connection:
                    await connection.run_sync(upgrade)
        except StoreUnavailableError as error:
            raise StoreUnavailableError(f"{data / FILE}: {error}") from None
        yield Store(engine)
    finally:
        await engine.dispose()


def _try(file: Path) -> None:
    # Where the driver cannot open it, it leaves a thread that may outlive the event loop, and then fails aloud.
    sqlite3.connect(file).close()


@asynccontextmanager
async def _faults_named() -> AsyncIterator[None]:
    try:
        yield
    except IntegrityError:
        # A broken rule of our own schema is a fault of this program, not of the disk.
        raise
    except (DBAPIError, sqlite3.Error, PoolTimeoutError) as error:
        fault = error.orig if isinstance(error, DBAPIError) else error
        raise StoreUnavailableError(f"the database cannot be used: {fault}") from error
