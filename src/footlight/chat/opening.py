"""Reads what a room has when it comes into memory: so all of it is there again after a restart."""

from typing import Protocol

from footlight.chat.line import Line
from footlight.chat.moderation.begun import OrderKept
from footlight.chat.opened import EmoteNames, Opened
from footlight.chat.poll import Poll
from footlight.chat.recent import MOST
from footlight.model.channel import ChannelName


class NewestLines(Protocol):
    """What is kept of a chat."""

    async def newest(self, channel: ChannelName, limit: int) -> list[Line]:
        """The last lines, oldest first."""


class KeepsPin(Protocol):
    """Knows the line that a room shows above the others."""

    async def of(self, channel: ChannelName) -> Line | None:
        """It, if there is one."""


class KeepsPoll(Protocol):
    """Knows a room's poll."""

    async def of(self, channel: ChannelName) -> Poll | None:
        """The one that is on, or was over just now."""


class KeepsEmotes(Protocol):
    """Knows a room's emotes."""

    async def names(self, channel: ChannelName) -> EmoteNames:
        """Which there are."""


class KeepsOrder(Protocol):
    """Knows what those who keep order did in a room."""

    async def of(self, channel: ChannelName) -> OrderKept:
        """What holds there now."""


class Opening:
    """Asks each of those who keep a part of it."""

    def __init__(
        self, lines: NewestLines, order: KeepsOrder, pins: KeepsPin, polls: KeepsPoll, emotes: KeepsEmotes
    ) -> None:
        self._lines = lines
        self._order = order
        self._pins = pins
        self._polls = polls
        self._emotes = emotes

    async def read(self, channel: ChannelName) -> Opened:
        """All of it.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        order = await self._order.of(channel)
        return Opened(
            newest=await self._lines.newest(channel, MOST),
            conduct=order.conduct,
            cleared=order.cleared,
            waiting=order.waiting,
            pinned=await self._pins.of(channel),
            poll=await self._polls.of(channel),
            emotes=await self._emotes.names(channel),
        )
