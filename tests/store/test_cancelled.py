"""A task that is cancelled while it uses the database, at each moment in which it waits, once and twice."""

import asyncio
import gc
import logging
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count

import pytest
from sqlalchemy import select, text

from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel
from footlight.store.store import Store
from footlight.store.whole import to_its_end, whole
from tests.cut import cut
from tests.store.where import Where

AGAIN = pytest.mark.parametrize("again", [(), (1,), (1, 2)], ids=["once", "twice", "thrice"])


@pytest.fixture(autouse=True)
def _nothing_is_lost(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither a connection nor a thread is left, and nobody is told of anything."""
    before = set(threading.enumerate())
    with warnings.catch_warnings(record=True) as told, caplog.at_level(logging.WARNING):
        warnings.simplefilter("always")
        yield
        gc.collect()
    ours = ("connection", "never awaited", "never retrieved", "destroyed")
    assert [str(one.message) for one in told if any(words in str(one.message) for words in ours)] == []
    assert [one.getMessage() for one in caplog.records] == []
    assert capfd.readouterr().err == ""
    assert [thread for thread in threading.enumerate() if thread not in before and "worker" in thread.name] == []


@asynccontextmanager
async def opened(where: Where) -> AsyncIterator[Store]:
    """A store none of whose connections is in use in the end."""
    async with where.opened() as store:
        yield store
        assert store._database.reading.pool.checkedout() == 0  # type: ignore[attr-defined]


async def add(store: Store, *names: str) -> None:
    async with store.write() as session:
        for name in names:
            session.add(Channel(name=ChannelName(name), created_at=Micros(1)))
            await session.flush()


async def names(store: Store) -> set[str]:
    async with store.read() as session:
        return {str(name) for name in await session.scalars(select(Channel.name))}


async def at_each_wait(again: tuple[int, ...], once: Callable[[set[int]], Awaitable[bool]]) -> None:
    """Call ``once`` with the waits in which to cancel, until the first of them is not reached."""
    for number in count():
        if not await once({number, *(number + later for later in again)}):
            assert number > 0
            return


@AGAIN
async def test_a_read(ready: Where, again: tuple[int, ...]) -> None:
    async def once(at: set[int]) -> bool:
        # Each with connections of its own: the first read makes one.
        async with opened(ready) as store:
            reached = await cut(names(store), at)
            assert await names(store) == set()
            return reached

    await at_each_wait(again, once)


@AGAIN
async def test_a_glance(ready: Where, again: tuple[int, ...]) -> None:
    async def glance(store: Store) -> None:
        assert await store.glance(lambda database: database.scalar(select(Channel.name))) is None

    async def once(at: set[int]) -> bool:
        async with opened(ready) as store:
            reached = await cut(glance(store), at)
            await glance(store)
            return reached

    await at_each_wait(again, once)


@AGAIN
async def test_a_look_at_what_changed(ready: Where, again: tuple[int, ...]) -> None:
    async def look(store: Store) -> None:
        async with store.watch() as watch:
            assert await watch.changed()
            assert not await watch.changed()

    async def once(at: set[int]) -> bool:
        async with opened(ready) as store:
            return await cut(look(store), at)

    await at_each_wait(again, once)


@AGAIN
async def test_a_write_is_there_wholly_or_not_at_all_and_takes_nobody_with_it(
    ready: Where, again: tuple[int, ...]
) -> None:
    async with opened(ready) as store:

        async def once(at: set[int]) -> bool:
            number = min(at)
            one, other = f"one{number}", f"other{number}"
            before = [asyncio.create_task(add(store, f"before{number}x{more}")) for more in range(2)]
            cutting = asyncio.create_task(cut(add(store, one, other), at))
            await asyncio.sleep(0)
            await asyncio.gather(add(store, f"after{number}"), *before)
            reached = await cutting
            found = await names(store)
            assert (one in found) == (other in found)
            assert reached or one in found
            assert {f"after{number}", f"before{number}x0", f"before{number}x1"} <= found
            return reached

        await at_each_wait(again, once)


@AGAIN
async def test_a_start_and_an_end(where: Where, again: tuple[int, ...]) -> None:
    async def start(name: str) -> None:
        async with where.opened() as store:
            await add(store, name)

    async def once(at: set[int]) -> bool:
        return await cut(start(f"one{min(at)}"), at)

    await at_each_wait(again, once)
    async with opened(where) as store:
        await add(store, "after")


async def test_a_store_that_is_closed_while_a_block_is_in_a_statement_breaks_it_off(where: Where) -> None:
    slow = "WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 400000) SELECT count(*) FROM n"

    async def write(store: Store, inside: asyncio.Event) -> None:
        async with store.write() as session:
            session.add(Channel(name=ChannelName("gone"), created_at=Micros(1)))
            await session.flush()
            inside.set()
            await session.execute(text(slow))

    async with where.opened() as store:
        inside = asyncio.Event()
        writing = asyncio.create_task(write(store, inside))
        await inside.wait()
        await asyncio.sleep(0)
    with pytest.raises(StoreUnavailableError):
        await writing
    async with opened(where) as store:
        assert await names(store) == set()


async def test_what_fails_meanwhile_is_forgotten_for_the_cancel() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await to_its_end(fail())
    assert await cut(to_its_end(fail()), {0})


async def test_a_context_ends_as_it_does_alone() -> None:
    ended: list[type[BaseException] | None] = []

    @asynccontextmanager
    async def context(swallows: bool) -> AsyncIterator[int]:
        try:
            yield 7
        except ZeroDivisionError as error:
            ended.append(type(error))
            if not swallows:
                raise
        else:
            ended.append(None)

    async with whole(context(False)) as value:
        assert value == 7
    async with whole(context(True)):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        async with whole(context(False)):
            raise ZeroDivisionError
    assert ended == [None, ZeroDivisionError, ZeroDivisionError]
