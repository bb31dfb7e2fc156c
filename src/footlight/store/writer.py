"""Blocks that write, one after the other, and several of them committed at once.

A commit waits for the disk, so those who come while another is at it share the next one. Nobody is told that
something is kept before it is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from footlight.errors import StoreUnavailableError

MOST_WAITING: Final = 1_000
"""Blocks that may wait for their turn; more wait to be let into the queue."""
TOGETHER: Final = 0.010
"""Seconds from the beginning of a transaction in which further blocks are taken in."""


class _Turn:
    """One block: it waits for its turn, does its work, and waits until that is on disk."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.task = asyncio.current_task()
        self.granted: asyncio.Future[AsyncConnection] = loop.create_future()
        self.done: asyncio.Future[None] = loop.create_future()
        self.committed: asyncio.Future[None] = loop.create_future()

    def fail(self, error: BaseException) -> None:
        """Tell the block, wherever it is."""
        for future in (self.granted, self.committed):
            if not future.done():
                future.set_exception(error)
                # Who gave up meanwhile does not ask for it.
                future.exception()


class Writer:
    """Serves the blocks of one process; its `run` is a task for as long as the store is open."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turns: asyncio.Queue[_Turn] = asyncio.Queue(MOST_WAITING)
        self._at_work: _Turn | None = None

    async def run(self) -> None:
        """Give turns until cancelled; who waits then is told."""
        try:
            while True:
                await self._transaction(await self._turns.get())
        finally:
            while not self._turns.empty():
                self._turns.get_nowait().fail(_closed())

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are on disk when the block has ended, or gone where it raised.

        The block holds up every other writer: it does nothing but read and write here.
        """
        turn = _Turn()
        if self._at_work is not None and self._at_work.task is turn.task and not self._at_work.done.done():
            raise RuntimeError("a block that writes would wait for itself")
        await self._turns.put(turn)
        try:
            connection = await turn.granted
            session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
            async with session, session.begin():
                yield session
        except DBAPIError as error:
            if not isinstance(error, IntegrityError) and not turn.done.done():
                # The disk is full, or the connection lost: with that the whole transaction is.
                turn.done.set_exception(error)
            raise
        finally:
            if not turn.done.done():
                turn.done.set_result(None)
        await turn.committed

    async def _transaction(self, first: _Turn) -> None:
        turns = [first]
        loop = asyncio.get_running_loop()
        try:
            async with self._engine.begin() as connection:
                until = loop.time() + TOGETHER
                while True:
                    await self._serve(turns[-1], connection)
                    if self._turns.empty() or loop.time() > until:
                        break
                    turns.append(self._turns.get_nowait())
        except Exception as error:
            for turn in turns:
                turn.fail(error)
        except BaseException:
            for turn in turns:
                turn.fail(_closed())
            raise
        else:
            for turn in turns:
                if not turn.committed.done():
                    turn.committed.set_result(None)

    async def _serve(self, turn: _Turn, connection: AsyncConnection) -> None:
        if turn.granted.cancelled():
            return
        turn.granted.set_result(connection)
        self._at_work = turn
        try:
            await turn.done
        finally:
            self._at_work = None


def _closed() -> StoreUnavailableError:
    return StoreUnavailableError("the database is closed")
