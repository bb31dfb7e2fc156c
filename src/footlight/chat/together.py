"""Keeps what is done in all rooms: what waits while something is kept is kept in one transaction after it.

A transaction of one line costs as much as one of fifty. A room gathers its own lines (`Pump`); of many rooms that are a
little busy, hardly one has two.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from footlight.chat.line import Done, LineDeed
from footlight.errors import ChannelUnknownError, FootlightError
from footlight.model.channel import ChannelName

_TOGETHER: Final = 200
"""Deeds in one transaction, but for what one room brings at once."""

_APART: Final = 0.025
"""Seconds from the beginning of a transaction to that of the next: a line on its own waits for none of it."""

_Kept = list[Done | FootlightError]


class LinesOfAll(Protocol):
    """Keeps the lines of several rooms at once."""

    async def do_all(
        self, rooms: Sequence[tuple[ChannelName, Sequence[LineDeed]]]
    ) -> Sequence[_Kept | ChannelUnknownError]: ...


class Together:
    """The `Lines` of all rooms, each of which does one thing after the other."""

    def __init__(self, lines: LinesOfAll) -> None:
        self._lines = lines
        self._waiting: deque[tuple[ChannelName, Sequence[LineDeed], asyncio.Future[_Kept]]] = deque()
        self._at_work = asyncio.Lock()
        self._next = 0.0
        """The loop's time from which on it may write again."""

    async def do(self, channel: ChannelName, deeds: Sequence[LineDeed]) -> _Kept:
        """Do all of it in this order, as `chat.lines.Lines.do`."""
        kept: asyncio.Future[_Kept] = asyncio.get_running_loop().create_future()
        self._waiting.append((channel, deeds, kept))
        async with self._at_work:
            # Whoever was at work before may have done it too.
            while not kept.done():
                await self._do_some()
        return await kept

    async def _do_some(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._next - loop.time())
        self._next = loop.time() + _APART
        some, size = [], 0
        while self._waiting and size < _TOGETHER:
            some.append(self._waiting.popleft())
            size += len(some[-1][1])
        try:
            done = await self._lines.do_all([(channel, deeds) for channel, deeds, _ in some])
        except FootlightError as error:
            for _, _, kept in some:
                kept.set_exception(error)
            return
        except BaseException:
            for _, _, kept in some:
                kept.cancel()
            raise
        for (_, _, kept), one in zip(some, done, strict=True):
            if isinstance(one, ChannelUnknownError):
                kept.set_exception(one)
            else:
                kept.set_result(one)
