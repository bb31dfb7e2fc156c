"""Reading by a function: it sees one moment, and what goes wrong in it stays its own."""

import asyncio
import threading

import pytest
from sqlalchemy import Connection, func, select, text

from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel
from footlight.store.store import Store
from tests.store.where import Where


def count(database: Connection) -> int:
    return database.execute(select(func.count()).select_from(Channel)).scalar_one()


async def add(store: Store, name: str) -> None:
    async with store.write() as session:
        session.add(Channel(name=ChannelName(name), created_at=Micros(1)))


async def test_what_was_acknowledged_is_seen_and_what_comes_meanwhile_is_not(where: Where) -> None:
    async with where.opened() as store, where.opened() as other:
        loop = asyncio.get_running_loop()

        def look(database: Connection) -> tuple[int, int]:
            before = count(database)
            if before == 1 and threading.current_thread() is not threading.main_thread():
                # Only in a thread can one wait for others; on PostgreSQL others come at the next statement.
                asyncio.run_coroutine_threadsafe(add(store, "attic"), loop).result()
            return before, count(database)

        assert await store.glance(count) == 0
        await add(other, "lobby")
        assert await store.glance(look) == (1, 1)


async def test_one_that_fails_leaves_the_others_alone(where: Where) -> None:
    def fail(database: Connection) -> None:
        count(database)
        raise ZeroDivisionError

    def ask_for_nothing_there(database: Connection) -> None:
        database.execute(text("SELECT * FROM nowhere"))

    async with where.opened() as store:
        for _ in range(20):
            with pytest.raises(ZeroDivisionError):
                await store.glance(fail)
            with pytest.raises(StoreUnavailableError):
                await store.glance(ask_for_nothing_there)
        assert await asyncio.gather(*(store.glance(count) for _ in range(50))) == [0] * 50
