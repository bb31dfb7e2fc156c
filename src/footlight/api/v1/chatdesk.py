"""Where those who ask about chats by HTTP are looked at: what they are there, and what they may do."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Path, Request

from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action
from footlight.api.chatdoor import RANKS
from footlight.api.cookies import device_cookie
from footlight.api.identity import client_address
from footlight.api.v1.sight import MANAGING, Sight, Sights
from footlight.chat.caller import Caller
from footlight.chat.colours import colour_of
from footlight.chat.fanout import Seat
from footlight.chat.fields import MAX_INTEGER
from footlight.chat.presence import Client, Member
from footlight.chat.ranks import Deed, Rank, check
from footlight.chat.room import Room
from footlight.chat.rooms import Rooms
from footlight.errors import (
    BannedError,
    ChannelUnknownError,
    FootlightError,
    KickedError,
    NotAllowedError,
    SignInRefusedError,
)
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName

READING: Final = (ChannelUnknownError, SignInRefusedError, NotAllowedError, BannedError, KickedError)
"""The refusals of every route for who reads along."""
KEEPING: Final = (*MANAGING, BannedError, KickedError)
"""Those of every route for who does what not everybody may."""

Number = Annotated[int, Path(ge=1, le=MAX_INTEGER)]
"""By which a chat's things are known: in a path."""


class _Nowhere:
    """The `Outlet` of who asks by HTTP: what a room tells them is not for there."""

    def write(self, data: bytes) -> None: ...

    def unsent(self) -> int:
        return 0

    def dismiss(self, error: FootlightError) -> None: ...


class ChatDesk:
    """Asked once a request, by every route that speaks of a chat."""

    def __init__(self, sights: Sights, rooms: Rooms) -> None:
        self._sights = sights
        self._rooms = rooms

    async def seen(self, who: Identity | None, channel: str) -> Sight:
        """A channel that they see; raises `ChannelUnknownError`."""
        return await self._sights.of(_chatting(who), channel)

    def emotes_of(self, channel: ChannelName) -> int | None:
        """The version of a room's emotes; None where it is not in memory."""
        room = self._rooms.find(channel)
        return None if room is None else room.emotes.version

    async def kept(self, who: Identity, channel: str, deed: Deed, request: Request) -> ChannelName:
        """The channel of a chat where they may do this; raises as `doing`."""
        async with self.doing(who, channel, deed, request) as (room, _by):
            return room.channel

    @asynccontextmanager
    async def reading(self, who: Identity | None, channel: str, request: Request) -> AsyncIterator[ChannelName]:
        """The channel of a chat that they may read.

        Raises:
            ChannelUnknownError, NotAllowedError: as `Sights.of`, for who would watch.
            BannedError, KickedError: they are out.
            StoreUnavailableError: the room cannot be opened.
        """
        sight = await self._sights.of(_chatting(who), channel, Action.WATCH)
        async with self._rooms.holding(sight.name) as room:
            room.conduct.admit(_caller(sight, request))
            yield sight.name

    @asynccontextmanager
    async def doing(
        self, who: Identity, channel: str, deed: Deed, request: Request
    ) -> AsyncIterator[tuple[Room, Client]]:
        """The room of a chat where they may do this, and who they are there, though they are not in it.

        Raises:
            ChannelUnknownError: there is none, or it is hidden from them.
            NotAllowedError: they may not, and this says who may.
            BannedError, KickedError: they are out.
            StoreUnavailableError: the room cannot be opened.
        """
        sight = await self.seen(who, channel)
        rank = RANKS[sight.standing]
        check(deed, rank)
        caller = _caller(sight, request)
        async with self._rooms.holding(sight.name) as room:
            room.conduct.turn_away(caller, rank)
            yield room, _client(caller, rank, PersonName(who.name))


def _chatting(who: Identity | None) -> Identity | None:
    """Who may chat reads along: for that no token needs another scope."""
    return replace(who, scopes=who.scopes | {"read"}) if who is not None and "chat" in who.scopes else who


def _caller(sight: Sight, request: Request) -> Caller:
    who, address = sight.who, client_address(request)
    device = hashlib.sha256((device_cookie(request) or "").encode()).digest()
    if who is None or "read" not in who.scopes:
        return Caller(None, Rank.GUEST, device, address=address)
    return Caller(None, RANKS[sight.standing], device, who.person, PersonName(who.name), address)


def _client(caller: Caller, rank: Rank, name: PersonName) -> Client:
    return Client(caller, Seat(_Nowhere(), 0), rank, Member(caller, name, rank, colour_of(caller.key)))
