"""Who says no hello keeps nobody else out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Message

from footlight.api.strangers import Strangers
from footlight.errors import HelloTimeoutError, LimitReachedError

HERE, THERE = "8.8.4.0/24", "9.9.9.0/24"


@asynccontextmanager
async def waiting(strangers: Strangers, count: int, network: str | None) -> AsyncIterator[None]:
    """So many say nothing while the block lasts."""
    said = asyncio.Event()

    async def receive() -> Message:
        await said.wait()
        return {"type": "websocket.disconnect"}

    tasks = [asyncio.create_task(strangers.first(receive, 60, network)) for _ in range(count)]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        said.set()
        await asyncio.gather(*tasks)


async def test_one_network_has_a_share_and_another_one_comes_in() -> None:
    strangers = Strangers()
    async with waiting(strangers, 199, HERE):
        strangers.check(HERE)
        async with waiting(strangers, 1, HERE):
            with pytest.raises(LimitReachedError):
                strangers.check(HERE)
            strangers.check(THERE)
            strangers.check()
        strangers.check(HERE)


async def test_there_are_only_so_many_in_all() -> None:
    strangers = Strangers()
    async with waiting(strangers, 999, None):
        strangers.check()
        async with waiting(strangers, 1, THERE):
            for network in (HERE, THERE, None):
                with pytest.raises(LimitReachedError):
                    strangers.check(network)
    strangers.check(THERE)


async def test_who_says_nothing_is_let_go() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(HelloTimeoutError):
        await Strangers().first(receive, 0.001, HERE)
