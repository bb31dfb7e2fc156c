"""Small pictures that people of a room write as ``:name:``; coded anew from what its admins give."""

import asyncio
import re
import secrets
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.moderation.log import note
from footlight.chat.opened import EmoteNames
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, check
from footlight.chat.room import Room
from footlight.chat.still import check_still
from footlight.chat.whom import Ranks
from footlight.errors import ChannelUnknownError, LimitReachedError, NameInvalidError, PictureInvalidError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Channel, ChatEmote, Person
from footlight.store.store import Store

MOST: Final = 200
"""In one room."""
MOST_BYTES: Final = 1_000_000
"""Of what is given."""
MEDIA_TYPE: Final = "image/webp"
_NAME: Final = re.compile("[a-z0-9_]{2,32}")
_MOST_WAITING: Final = 8
"""Some seconds' work, and the bytes that wait for it are in memory."""

Shape = Callable[[bytes], tuple[bytes, bool]]
"""Makes a small WebP file of a picture, and tells whether it moves; raises `PictureInvalidError`. It is called in a
thread."""


@dataclass(frozen=True, slots=True)
class Emote:
    """One of a room's."""

    id: str
    """Another one for every picture."""
    name: str
    moving: bool
    by: str | None
    """The name of the account that gave it."""
    at: Micros


@dataclass(frozen=True, slots=True)
class Emotes:
    """What a room has, in the order of their names."""

    version: int
    emotes: tuple[Emote, ...]


class EmoteShelf:
    """The emotes of all rooms."""

    def __init__(self, store: Store, clock: Clock, ranks: Ranks, shape: Shape) -> None:
        self._store = store
        self._clock = clock
        self._ranks = ranks
        self._shape = shape
        # A large picture takes a lot of memory while it is worked on.
        self._shaping = asyncio.Lock()
        self._changing = asyncio.Lock()
        self._waiting = 0

    async def names(self, channel: ChannelName) -> EmoteNames:
        """Which a room has.

        Raises:
            StoreUnavailableError: they cannot be read.
        """
        async with self._store.read() as session:
            return await _names(session, channel)

    async def all(self, channel: ChannelName) -> Emotes:
        """All that a room has.

        Raises:
            StoreUnavailableError: they cannot be read.
        """
        asked = (
            select(ChatEmote.id, ChatEmote.name, ChatEmote.moving, Person.name, ChatEmote.at)
            .outerjoin(Person, Person.id == ChatEmote.made_by)
            .where(ChatEmote.channel == channel)
            .order_by(ChatEmote.name)
        )
        async with self._store.read() as session:
            found = tuple(Emote(*row) for row in await session.execute(asked))
        return Emotes(_version({emote.id for emote in found}), found)

    async def picture(self, channel: ChannelName, name: str) -> tuple[str, bytes] | None:
        """An emote's id and its file, of the type `MEDIA_TYPE`.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        async with self._store.read() as session:
            found = await session.scalar(select(ChatEmote).where(ChatEmote.channel == channel, ChatEmote.name == name))
        return None if found is None else (found.id, found.data)

    async def put(self, room: Room, by: Client, name: str, data: bytes) -> Emote:
        """Give a room an emote, in place of what it had under this name.

        Args:
            data: a file: PNG, WebP or GIF, which may move.

        Raises:
            NotAllowedError: by rank.
            NameInvalidError: this is no name.
            PictureInvalidError: the file is no such picture, or too large.
            LimitReachedError: the room has so many already, or too many are worked on.
            ChannelUnknownError: there is no such channel.
            StoreUnavailableError: it is not kept.
        """
        check(Deed.EMOTES, by.rank)
        if not _NAME.fullmatch(name):
            raise NameInvalidError("an emote's name has 2 to 32 of the signs a-z, 0-9 and _")
        if len(data) > MOST_BYTES:
            raise PictureInvalidError(f"the file has more than the {MOST_BYTES // 1_000_000} MB that an emote may have")
        made, moving = await self._shaped(data)
        async with self._changing:
            async with self._store.write() as session:
                if await session.get(Channel, room.channel) is None:
                    raise ChannelUnknownError(f"there is no channel {room.channel}")
                await check_still(session, self._ranks, room.channel, by, Deed.EMOTES)
                mine = (ChatEmote.channel == room.channel, ChatEmote.name == name)
                before = await session.scalar(select(ChatEmote).where(*mine))
                if before is not None:
                    await session.delete(before)
                    await session.flush()
                elif (await session.scalar(select(func.count()).where(ChatEmote.channel == room.channel)) or 0) >= MOST:
                    raise LimitReachedError(f"{MOST} emotes are all that a chat takes: remove one first")
                now = self._clock.now()
                row = ChatEmote(
                    id=secrets.token_hex(6),
                    channel=room.channel,
                    name=name,
                    media_type=MEDIA_TYPE,
                    moving=moving,
                    data=made,
                    made_by=by.caller.person,
                    at=now,
                )
                session.add(row)
                note(session, room.channel, now, "emote", by.caller.person, detail={"name": name})
                await session.flush()
                emote = Emote(row.id, name, moving, by.caller.name, now)
                names = await _names(session, room.channel)
            room.show_emotes(names)
        return emote

    async def remove(self, room: Room, by: Client, name: str) -> bool:
        """Take an emote away; False where there is none of this name.

        Raises:
            NotAllowedError: by rank.
            StoreUnavailableError: it is there still.
        """
        check(Deed.EMOTES, by.rank)
        async with self._changing:
            async with self._store.write() as session:
                await check_still(session, self._ranks, room.channel, by, Deed.EMOTES)
                found = await session.scalar(
                    select(ChatEmote).where(ChatEmote.channel == room.channel, ChatEmote.name == name)
                )
                if found is None:
                    return False
                await session.delete(found)
                note(session, room.channel, self._clock.now(), "unemote", by.caller.person, detail={"name": name})
                await session.flush()
                names = await _names(session, room.channel)
            room.show_emotes(names)
        return True

    async def _shaped(self, data: bytes) -> tuple[bytes, bool]:
        if self._waiting >= _MOST_WAITING:
            raise LimitReachedError("too many pictures are sent at once: try again in a few seconds")
        self._waiting += 1
        try:
            async with self._shaping:
                return await asyncio.to_thread(self._shape, data)
        finally:
            self._waiting -= 1


async def _names(session: AsyncSession, channel: ChannelName) -> EmoteNames:
    found = {
        row.id: row.name
        for row in await session.execute(select(ChatEmote.id, ChatEmote.name).where(ChatEmote.channel == channel))
    }
    return EmoteNames(_version(found.keys()), frozenset(found.values()))


def _version(ids: Collection[str]) -> int:
    """The same wherever there are the same pictures, in every process and after every start."""
    return max(1, zlib.crc32(" ".join(sorted(ids)).encode())) if ids else 0
