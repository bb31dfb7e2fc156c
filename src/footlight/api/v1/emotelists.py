"""The lists of chats' emotes, read once where a crowd asks for the same: when there are other ones, all do."""

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros

_KEPT: Final = Micros(60_000_000)
"""For so long: whoever gave an emote may be called something else by then, or be gone."""
_MOST: Final = 100
"""Rooms whose lists are held, of up to some tens of kilobytes each."""


@dataclass(frozen=True, slots=True)
class EmoteList:
    """One as it is answered."""

    body: bytes
    """JSON."""
    tag: str
    """Another one for another body."""


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    at: Micros
    reading: asyncio.Task[EmoteList]


class EmoteLists:
    """Those of all rooms."""

    def __init__(self, clock: Clock, read: Callable[[ChannelName], Awaitable[bytes]]) -> None:
        """``read``: what a room has, as JSON."""
        self._clock = clock
        self._read = read
        self._kept: OrderedDict[ChannelName, _Kept] = OrderedDict()

    async def of(self, channel: ChannelName, version: int | None) -> EmoteList:
        """That of a room.

        Args:
            version: of the emotes that the room has right now; None: it is not in memory, and is read anew.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        if version is None:
            return await self._list(channel)
        kept, now = self._kept.get(channel), self._clock.now()
        if kept is None or kept.version != version or now - kept.at >= _KEPT or _failed(kept.reading):
            kept = self._kept[channel] = _Kept(version, now, asyncio.create_task(self._list(channel)))
            self._kept.move_to_end(channel)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        # Shielded: who goes away meanwhile does not take it from the others.
        return await asyncio.shield(kept.reading)

    async def _list(self, channel: ChannelName) -> EmoteList:
        body = await self._read(channel)
        return EmoteList(body, f'"{zlib.crc32(body):08x}"')


def _failed(reading: asyncio.Task[EmoteList]) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)
