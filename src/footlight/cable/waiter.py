"""Waiting for what a program has not taken yet, on an event loop."""

import asyncio
from typing import Generic, TypeVar

from footlight.cable.inbox import Inbox
from footlight.errors import ReceiveTimeoutError

T = TypeVar("T")


class Waiter(Generic[T]):
    """An inbox, waited for on an event loop."""

    def __init__(self, inbox: Inbox[T], loop: asyncio.AbstractEventLoop) -> None:
        self._inbox = inbox
        self._loop = loop
        self._changed = asyncio.Event()
        inbox.on_put = self._wake

    async def take(self, timeout: float | None) -> T | None:
        """As `Inbox.wait`."""
        try:
            async with asyncio.timeout(timeout):
                while (item := self._inbox.take()) is None:
                    self._changed.clear()
                    if (item := self._inbox.take()) is not None:
                        break
                    await self._changed.wait()
                return item
        except TimeoutError:
            return None

    def _wake(self) -> None:
        if not self._changed.is_set() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)


def received(item: T | None, what: str, timeout: float | None) -> T:
    """The item.

    Raises:
        ReceiveTimeoutError: there is none.
    """
    if item is None:
        raise ReceiveTimeoutError(f"no new {what} came in {timeout or 0:g} seconds: is somebody sending?")
    return item
