"""Blocks that write, one after the other, and several of them committed at once.

A commit waits for the disk, so those who come while another is at it share the next one. Nobody is told that
something is kept before it is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from footlight.errors import StoreUnavailableError
from footlight.store.whole import WholeSession, to_its_end, whole

MOST_WAITING: Final = 1_000
"""Blocks that may wait for their turn; more wait to be let into the queue."""
TOGETHER: Final = 0.010
"""Seconds from the beginning of a transaction in which further blocks are taken in."""
_NEWS: Final = "footlight_news"


def announce(session: AsyncSession) -> None:
    """Somebody waits for what is written here: `Writer.news` is set when it is on disk."""
    session.info[_NEWS] = True


class _Turn:
    """One block: it waits for its turn, does its work, and waits until that is on disk."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        loop = asyncio.get_running_loop()
        self.task = task
        self._cancels = task.cancelling()
        self._broken_off = False
        self.has_news = False
        self.granted: asyncio.Future[AsyncConnection] = loop.create_future()
        self.done: asyncio.Future[None] = loop.create_future()
        self.committed: asyncio.Future[None] = loop.create_future()

    async def ended(self) -> None:
        """Wait until the block has ended; raises what makes it the end of the whole transaction.

        Where the store is closed meanwhile, the block is broken off: it uses a connection that is given back.
        """
        try:
            await asyncio.shield(self.done)
        except asyncio.CancelledError:
            if not self.done.done():
                self._broken_off = True
                self.task.cancel()
                await to_its_end(_wait(self.done))
            raise

    def was_broken_off(self) -> bool:
        """Whether a cancel that the block got is ours, and nobody else wants it cancelled; asked once."""
        return self._broken_off and self.task.uncancel() <= self._cancels

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
        self._closed = False
        self.news = asyncio.Event()
        """Set at the next commit of anything that was announced; after that there is another."""

    async def run(self) -> None:
        """Give turns until cancelled."""
        while True:
            await self._transaction(await self._turns.get())

    def close(self) -> None:
        """Tell everybody who waits for a turn, or comes for one later, that there are no more; `run` has ended."""
        self._closed = True
        self._refuse()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are on disk when the block has ended, or gone where it raised.

        The block holds up every other writer: it does nothing but read and write here.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a block that writes is part of a task")
        turn = _Turn(task)
        if self._at_work is not None and self._at_work.task is task and not self._at_work.done.done():
            raise RuntimeError("a block that writes would wait for itself")
        await self._turns.put(turn)
        if self._closed:
            self._refuse()
        try:
            connection = await turn.granted
            session = WholeSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
            async with session, whole(session.begin()):
                yield session
            turn.has_news = _NEWS in session.info
        except asyncio.CancelledError:
            if turn.was_broken_off():
                raise _closed() from None
            raise
        except DBAPIError as error:
            if not isinstance(error, IntegrityError) and not turn.done.done():
                # The disk is full, or the connection lost: with that the whole transaction is.
                turn.done.set_exception(error)
                # Nobody asks for it where the store is closed meanwhile.
                turn.done.exception()
            raise
        finally:
            if not turn.done.done():
                turn.done.set_result(None)
        await turn.committed

    def _refuse(self) -> None:
        while not self._turns.empty():
            self._turns.get_nowait().fail(_closed())

    async def _transaction(self, first: _Turn) -> None:
        turns = [first]
        loop = asyncio.get_running_loop()
        try:
            async with whole(self._engine.begin()) as connection:
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
            if any(turn.has_news for turn in turns):
                news, self.news = self.news, asyncio.Event()
                news.set()
            for turn in turns:
                if not turn.committed.done():
                    turn.committed.set_result(None)

    async def _serve(self, turn: _Turn, connection: AsyncConnection) -> None:
        if turn.granted.cancelled():
            return
        turn.granted.set_result(connection)
        self._at_work = turn
        try:
            await turn.ended()
        finally:
            self._at_work = None


async def _wait(future: asyncio.Future[None]) -> None:
    await asyncio.wait([future])


def _closed() -> StoreUnavailableError:
    return StoreUnavailableError("the database is closed")
