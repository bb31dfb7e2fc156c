"""All chats of this process: those that somebody is in."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Hashable, Set
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

from footlight.chat.allowance import Rate
from footlight.chat.counting import ChatCounters, ChatsNow
from footlight.chat.opened import Opened
from footlight.chat.pump import Lines
from footlight.chat.room import Desk, Judge, Room
from footlight.errors import FootlightError, LimitReachedError
from footlight.hub.writer import Writer
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock

_TICK_SECONDS: Final = 0.5
_AT_ONCE: Final = 200
"""How many are told bye before the event loop may send what it was handed."""


class Opens(Protocol):
    """Knows what is kept of a chat."""

    async def read(self, channel: ChannelName) -> Opened:
        """What its room has when it comes into memory.

        Raises:
            StoreUnavailableError: it cannot be read.
        """


class Bounds:
    """What all chats together may take; a change holds for who comes in from then on."""

    def __init__(self, connections: int, rate: Rate) -> None:
        """
        Args:
            connections: to all chats at once.
            rate: what one person may write in one of them.
        """
        self.connections = connections
        self.rate = rate

    def become(self, other: "Bounds") -> None:
        """Take over all bounds of ``other``."""
        self.connections = other.connections
        self.rate.become(other.rate)


class Rooms:
    """Opens a room for who comes first, and forgets it a while after the last one went. `run` must run beside it."""

    def __init__(
        self, clock: Clock, writer: Writer, lines: Lines, opening: Opens, bounds: Bounds, judge: Judge | None = None
    ) -> None:
        self.counters = ChatCounters()
        self._desk = Desk(clock, writer, lines, bounds.rate, self._spawn, judge, self.counters)
        self._opens = opening
        self._bounds = bounds
        self._rooms: dict[ChannelName, Room] = {}
        self._opening: dict[ChannelName, asyncio.Task[Room]] = {}
        self._doubtful: set[ChannelName] = set()
        """Of those in memory: `doubt`."""
        self._tasks: asyncio.TaskGroup

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def connections(self) -> int:
        """To all chats, right now."""
        return sum(map(len, self._rooms.values()))

    def now(self) -> ChatsNow:
        """How all of them are together."""
        rooms = self.open()
        return ChatsNow(
            rooms=len(rooms),
            connections=sum(map(len, rooms)),
            people=sum(room.presence.people for room in rooms),
            lagging=sum(room.lagging for room in rooms),
            waiting=sum(room.unwritten for room in rooms),
        )

    def find(self, channel: ChannelName) -> Room | None:
        """A room that somebody is in, or was until a moment ago."""
        return self._rooms.get(channel)

    def open(self) -> list[Room]:
        """All that are in memory."""
        return list(self._rooms.values())

    @asynccontextmanager
    async def entering(self, channel: ChannelName) -> AsyncIterator[Room]:
        """The room of a channel, which stays in memory for as long as the block lasts.

        Raises:
            LimitReachedError: too many are in all chats together.
            StoreUnavailableError: its lines cannot be read.
        """
        if self.connections >= self._bounds.connections:
            raise LimitReachedError("the chats of this server are full: try later")
        async with self.holding(channel) as room:
            yield room

    @asynccontextmanager
    async def holding(self, channel: ChannelName) -> AsyncIterator[Room]:
        """The same for who does not come in.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        room = self._rooms.get(channel)
        if room is None or channel in self._opening or (channel in self._doubtful and room.unused):
            room = await self._open(channel)
        room.pins += 1
        try:
            yield room
        finally:
            room.pins -= 1

    def rights(self) -> dict[ChannelName, set[Hashable]]:
        """By which rights anybody reads along right now."""
        return {channel: room.rights() for channel, room in self._rooms.items()}

    async def withdraw(self, channel: ChannelName, rights: Set[Hashable], error: FootlightError) -> None:
        """Close the connections that are here by any of ``rights``, and tell why."""
        room = self._rooms.get(channel)
        if room is not None:
            await _let_go(room, rights, error)

    def doubt(self, channels: Set[ChannelName]) -> None:
        """These channels are not as they were, or no more: once nobody is in their rooms, those are read anew.

        So one of the same name has nothing of what is in memory of another.
        """
        self._doubtful |= channels & self._rooms.keys()

    async def renamed(self, persons: Set[str]) -> None:
        """These people may be called something else, or be no more: what rooms hold of their lines is told anew.

        Raises:
            StoreUnavailableError: it cannot be read what they are called.
        """
        for channel, room in list(self._rooms.items()):
            if room.names_any(persons):
                room.rename(await self._opens.read(channel))

    async def run(self) -> None:
        """Do what is due by time, and what is written, until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            while True:
                await asyncio.sleep(_TICK_SECONDS)
                self.tick()

    def tick(self) -> None:
        """Do what is due now."""
        for channel, room in list(self._rooms.items()):
            room.tick()
            if room.forgettable:
                del self._rooms[channel]
                self._doubtful.discard(channel)

    async def _open(self, channel: ChannelName) -> Room:
        """A room as it is kept; all who come at once wait for the same."""
        opening = self._opening.get(channel)
        if opening is None:
            opening = self._opening[channel] = asyncio.create_task(self._read(channel))
            opening.add_done_callback(lambda _task: self._opening.pop(channel, None))
        # Shielded: who goes away meanwhile does not take it from the others.
        return await asyncio.shield(opening)

    async def _read(self, channel: ChannelName) -> Room:
        self._doubtful.discard(channel)
        opened = await self._opens.read(channel)
        room = self._rooms[channel] = Room(channel, self._desk, opened)
        return room

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.create_task(work)


async def _let_go(room: Room, rights: Set[Hashable], error: FootlightError) -> None:
    concerned = [client for client in room.presence.clients() if client.caller.right in rights]
    for told, client in enumerate(concerned, 1):
        room.let_go(client, error)
        if told % _AT_ONCE == 0:
            await asyncio.sleep(0)
