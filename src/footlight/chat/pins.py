"""The line that a room shows above the others: one a room, until it is taken down, deleted, or another one is there."""

import asyncio

from sqlalchemy import Select, select

from footlight.chat.history import History
from footlight.chat.line import Line
from footlight.chat.moderation.log import note
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, check
from footlight.chat.reading import cleared_up_to
from footlight.chat.room import Room
from footlight.chat.shown import shown
from footlight.chat.still import check_still
from footlight.chat.whom import Ranks
from footlight.errors import MessageUnknownError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import ChatMessage, ChatPin
from footlight.store.store import Store


class Pins:
    """Those of all rooms."""

    def __init__(self, store: Store, clock: Clock, history: History, ranks: Ranks) -> None:
        self._store = store
        self._clock = clock
        self._history = history
        self._ranks = ranks
        # All see the same line in the end as is kept.
        self._turn = asyncio.Lock()

    async def of(self, channel: ChannelName) -> Line | None:
        """The line that a room shows above the others.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        async with self._store.read() as session:
            message = await session.scalar(select(ChatPin.message).where(ChatPin.channel == channel))
        line = None if message is None else await self._history.line(channel, message)
        return None if line is None or line.deleted_at is not None else line

    async def pin(self, room: Room, by: Client, message: int) -> None:
        """Show a line above the others, in place of the one that was there.

        Raises:
            NotAllowedError: by rank.
            MessageUnknownError: there is no such line here, or it is deleted.
            StoreUnavailableError: it is not shown.
        """
        check(Deed.PIN, by.rank)
        async with self._turn:
            async with self._store.write() as session:
                await check_still(session, self._ranks, room.channel, by, Deed.PIN)
                if await session.scalar(_there(room.channel, message)) is None:
                    raise MessageUnknownError("there is no such line here, or it was deleted")
                now, person = self._clock.now(), by.caller.person
                await session.merge(ChatPin(channel=room.channel, message=message, made_by=person, at=now))
                note(session, room.channel, now, "pin", person, message=message)
            line = await self.of(room.channel)
            room.pin(None if line is None else shown(line))
            # From here on the room hears what becomes of it; before, it may have missed something.
            after = await self.of(room.channel)
            if after != line:
                room.pin(None if after is None else shown(after))

    async def unpin(self, room: Room, by: Client) -> None:
        """Show none; harmless where none is.

        Raises:
            NotAllowedError: by rank.
            StoreUnavailableError: it is shown still.
        """
        check(Deed.PIN, by.rank)
        async with self._turn:
            async with self._store.write() as session:
                await check_still(session, self._ranks, room.channel, by, Deed.PIN)
                row = await session.get(ChatPin, room.channel)
                if row is not None:
                    await session.delete(row)
                    note(session, room.channel, self._clock.now(), "unpin", by.caller.person, message=row.message)
            if room.pinned is not None:
                room.pin(None)


def _there(channel: ChannelName, message: int) -> Select[int]:
    """A line of a room that is neither deleted nor cleared."""
    return select(ChatMessage.id).where(
        ChatMessage.id == message,
        ChatMessage.channel == channel,
        ChatMessage.deleted_at.is_(None),
        ChatMessage.id > cleared_up_to(channel),
    )
