"""Waiting on an event loop for what a thread puts."""

import asyncio
import threading

import pytest

from footlight.cable.inbox import Inbox
from footlight.cable.waiter import Waiter, received
from footlight.errors import ReceiveTimeoutError, StreamClosedError


async def test_what_another_thread_puts_is_waited_for() -> None:
    inbox: Inbox[int] = Inbox(100)
    waiter = Waiter(inbox, asyncio.get_running_loop())

    def put() -> None:
        for number in range(50):
            inbox.put(number)

    putting = threading.Thread(target=put)
    putting.start()
    assert [await waiter.take(30) for _ in range(50)] == list(range(50))
    putting.join()


async def test_nothing_comes_in_time() -> None:
    inbox: Inbox[int] = Inbox(1)
    waiter = Waiter(inbox, asyncio.get_running_loop())
    assert await waiter.take(0) is None
    inbox.put(1)
    assert await waiter.take(0) == 1


async def test_closing_ends_a_wait() -> None:
    inbox: Inbox[int] = Inbox(1)
    waiting = asyncio.create_task(Waiter(inbox, asyncio.get_running_loop()).take(30))
    await asyncio.sleep(0)
    inbox.close()
    with pytest.raises(StreamClosedError):
        await waiting


def test_nothing_is_a_timeout() -> None:
    assert received(0, "picture", 1) == 0
    with pytest.raises(ReceiveTimeoutError, match=r"no new picture came in 1\.5 seconds"):
        received(None, "picture", 1.5)
