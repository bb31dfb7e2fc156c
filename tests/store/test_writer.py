"""Blocks that write: one after the other, committed together, and none acknowledged before it is kept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store import writer
from footlight.store.models import Channel
from footlight.store.store import Store
from tests.store.where import Where


def channel(name: str) -> Channel:
    return Channel(name=ChannelName(name), created_at=Micros(1))


async def add(store: Store, name: str) -> None:
    async with store.write() as session:
        session.add(channel(name))


async def names(store: Store) -> list[str]:
    async with store.read() as session:
        return [str(name) for name in await session.scalars(select(Channel.name).order_by(Channel.name))]


@contextmanager
def commits() -> Iterator[list[str]]:
    """What is committed meanwhile, by any engine of this process."""
    seen: list[str] = []

    def heard(connection: Connection) -> None:
        if connection.get_execution_options().get("footlight_writes"):
            seen.append("commit")

    event.listen(Engine, "commit", heard)
    try:
        yield seen
    finally:
        event.remove(Engine, "commit", heard)


async def test_blocks_that_come_together_share_commits(ready: Where) -> None:
    async with ready.opened() as store:
        with commits() as seen:
            await asyncio.gather(*(add(store, f"c{number:02}") for number in range(40)))
        assert len(await names(store)) == 40
        assert 1 <= len(seen) < 40


async def test_a_block_sees_what_those_before_it_wrote(ready: Where) -> None:
    async with ready.opened() as store:
        await add(store, "lobby")

        async def count_up() -> None:
            async with store.write() as session:
                row = await session.get_one(Channel, "lobby")
                row.created_at = Micros(row.created_at + 1)

        await asyncio.gather(*(count_up() for _ in range(20)))
        async with store.read() as session:
            assert (await session.get_one(Channel, "lobby")).created_at == 21


async def test_no_block_ends_before_what_it_wrote_can_be_read(ready: Where) -> None:
    async with ready.opened() as store, ready.opened() as other:

        async def write_and_look(name: str) -> bool:
            await add(store, name)
            return name in await names(other)

        assert all(await asyncio.gather(*(write_and_look(f"c{number}") for number in range(12))))


async def test_a_block_that_fails_takes_nobody_with_it(ready: Where) -> None:
    async with ready.opened() as store:
        await add(store, "taken")

        async def fail() -> None:
            async with store.write() as session:
                session.add(channel("gone"))
                await session.flush()
                raise ZeroDivisionError

        results = await asyncio.gather(
            add(store, "a"), fail(), add(store, "taken"), add(store, "b"), return_exceptions=True
        )
        assert [type(result) for result in results] == [type(None), ZeroDivisionError, IntegrityError, type(None)]
        assert await names(store) == ["a", "b", "taken"]


async def test_a_block_that_is_cancelled_leaves_nothing_and_holds_up_nobody(ready: Where) -> None:
    async with ready.opened() as store:
        inside, never = asyncio.Event(), asyncio.Event()

        async def wait_inside() -> None:
            async with store.write() as session:
                session.add(channel("gone"))
                await session.flush()
                inside.set()
                await never.wait()

        waiting = asyncio.create_task(wait_inside())
        await inside.wait()
        outside = asyncio.create_task(add(store, "never"))
        after = asyncio.create_task(add(store, "after"))
        await asyncio.sleep(0)
        outside.cancel()
        waiting.cancel()
        await after
        assert [await asyncio.gather(task, return_exceptions=True) for task in (waiting, outside)]
        assert waiting.cancelled()
        assert outside.cancelled()
        assert await names(store) == ["after"]


async def test_a_block_within_a_block_is_refused_at_once(ready: Where) -> None:
    async with ready.opened() as store:
        with pytest.raises(RuntimeError, match="wait for itself"):
            async with store.write(), store.write():
                pass
        await add(store, "after")


async def test_a_database_that_fails_a_block_fails_all_who_shared_it(
    ready: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole transaction may be gone then: those before it were not told yet that they are kept."""
    # However slow the first is, the second shares its transaction.
    monkeypatch.setattr(writer, "TOGETHER", 3_600.0)
    full = "CREATE TABLE filler AS SELECT zeroblob(10000000)"
    async with ready.opened() as store:

        async def fail() -> None:
            async with store.write() as session:
                if ready.address is None:
                    await session.execute(text("PRAGMA max_page_count=1"))
                    await session.execute(text(full))
                else:
                    await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        results = await asyncio.gather(add(store, "a"), fail(), return_exceptions=True)
        assert [type(result) for result in results] == [StoreUnavailableError] * 2
        assert await names(store) == []
    async with ready.opened() as store:
        await add(store, "after")
        assert await names(store) == ["after"]


async def test_who_waits_when_the_store_is_closed_is_told(ready: Where) -> None:
    inside, never = asyncio.Event(), asyncio.Event()

    async def wait_inside(store: Store) -> None:
        async with store.write():
            inside.set()
            await never.wait()

    async with ready.opened() as store:
        waiting = asyncio.create_task(wait_inside(store))
        await inside.wait()
        behind = asyncio.create_task(add(store, "behind"))
        await asyncio.sleep(0)
    with pytest.raises(StoreUnavailableError, match="closed"):
        await behind
    waiting.cancel()
    await asyncio.wait({waiting})


async def test_who_comes_when_the_store_is_closed_is_told(ready: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 1)
    inside, never = asyncio.Event(), asyncio.Event()

    async def wait_inside(store: Store) -> None:
        async with store.write():
            inside.set()
            await never.wait()

    async with ready.opened() as store:
        waiting = asyncio.create_task(wait_inside(store))
        await inside.wait()
        # One of them waits for its turn, the others to be let into the queue.
        crowd = [asyncio.create_task(add(store, f"behind{number}")) for number in range(4)]
        await asyncio.sleep(0)
    results = await asyncio.gather(waiting, *crowd, add(store, "late"), return_exceptions=True)
    assert [str(result) for result in results] == ["the database is closed"] * 6


async def test_a_commit_of_what_was_announced_is_told_to_who_asked_before_it(ready: Where) -> None:
    async with ready.opened() as store:
        before = store.news
        await add(store, "quiet")
        with pytest.raises(ZeroDivisionError):
            await announced(store, "fails", 0)
        assert not before.is_set()
        await asyncio.gather(announced(store, "told"), add(store, "beside"))
        assert before.is_set()
        assert not store.news.is_set()


async def announced(store: Store, name: str, divisor: int = 1) -> None:
    async with store.write() as session:
        session.add(channel(name))
        writer.announce(session)
        assert 1 // divisor
