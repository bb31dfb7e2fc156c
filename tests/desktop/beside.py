"""Servers on an event loop beside Qt's."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

Server = TypeVar("Server")


@contextmanager
def beside(server: AbstractAsyncContextManager[Server]) -> Iterator[Server]:
    """Run a server in a thread of its own for as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def stay() -> None:
        async with server as opened:
            ready.set_result(opened)
            await ending.wait()

    async def begin() -> "asyncio.Task[None]":
        return asyncio.create_task(stay())

    ready: asyncio.Future[Server] = loop.create_future()
    ending = asyncio.Event()
    running = asyncio.run_coroutine_threadsafe(begin(), loop).result(30)
    try:
        yield asyncio.run_coroutine_threadsafe(_first(ready, running), loop).result(60)
    finally:
        loop.call_soon_threadsafe(ending.set)
        asyncio.run_coroutine_threadsafe(_end(running), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _first(ready: "asyncio.Future[Server]", running: "asyncio.Task[None]") -> Server:
    both: list[asyncio.Future[Any]] = [ready, running]
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    if not ready.done():
        running.result()  # why it did not begin
    return ready.result()


async def _end(running: "asyncio.Task[None]") -> None:
    await running
