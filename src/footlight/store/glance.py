"""Reading by a function that is carried to the database, and its answer back: one trip to SQLite's thread.

A session makes one for each statement and each end of its transaction, with a task for each of them. Where a crowd
comes, that is most of what it costs.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from footlight.store.whole import to_its_end

_T = TypeVar("_T")


class Glances(Protocol):
    """Carries functions to one database."""

    async def glance(self, work: Callable[[Connection], _T]) -> _T:
        """What ``work`` makes of one moment."""

    async def close(self) -> None:
        """Close what is open."""


class ThreadGlances:
    """In a thread and on a connection of their own, one after the other. Who gives up is not waited for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, "footlight-glance")

    async def glance(self, work: Callable[[Connection], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, work)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown()

    def _look(self, work: Callable[[Connection], _T]) -> _T:
        # Kept: to get it from a pool and give it back would cost as much as a read.
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return work(self._connection)

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()


class AsyncGlances:
    """By a driver without a thread, which makes its trips by itself."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def glance(self, work: Callable[[Connection], _T]) -> _T:
        return await to_its_end(self._look(work))

    async def close(self) -> None:
        """Nothing: the engine is others' too."""

    async def _look(self, work: Callable[[Connection], _T]) -> _T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)
