"""Whom one does not want to read."""

from collections.abc import Iterable
from typing import Final, Protocol

from footlight.chat.commands.command import Asked, Command, OpenRooms, Outcome
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.room import Room, named
from footlight.chat.tastes import MOST_BLOCKED, too_many_blocked
from footlight.chat.whom import Whom
from footlight.errors import OptionInvalidError, PersonUnknownError
from footlight.model.names import skeleton

_NICK: Final = (Argument("nick", "NICK"),)


class Tastes(Protocol):
    """Keeps whom people with an account block."""

    async def block(self, person: str, key: str, nick: str) -> None: ...
    async def unblock(self, person: str, key: str) -> None: ...


class Whois(Protocol):
    """Finds who is meant by a nick."""

    async def find(self, room: Room, nick: str) -> Whom:
        """Who is here under it, was, or has an account.

        Raises:
            PersonUnknownError: nobody is called so.
        """


class BlockCommands:
    """Their commands."""

    def __init__(self, tastes: Tastes, rooms: OpenRooms, whois: Whois) -> None:
        self._tastes = tastes
        self._rooms = rooms
        self._whois = whois

    def commands(self) -> list[Command]:
        return [
            Command(("block",), "read somebody no more", self._block, _NICK),
            Command(("unblock",), "read somebody again whom you blocked", self._unblock, _NICK),
        ]

    async def _block(self, asked: Asked, given: Given) -> Outcome:
        caller = named(asked.client).caller
        asked.room.take_turn(caller)
        whom = await self._whois.find(asked.room, given.nick)
        if whom.key == caller.key:
            raise OptionInvalidError("that is you")
        if caller.person is not None:
            await self._tastes.block(caller.person, whom.key, whom.nick)
        elif len(asked.room.presence.blocks.of(caller.key)) >= MOST_BLOCKED:
            raise too_many_blocked()
        for room in self._rooms_of(asked):
            room.presence.block(caller.key, whom.key, whom.nick)
        return f"You read {whom.nick} no more. Type /unblock {whom.nick} to change that."

    async def _unblock(self, asked: Asked, given: Given) -> Outcome:
        caller = named(asked.client).caller
        asked.room.take_turn(caller)
        alike = skeleton(given.nick[:200])
        called = asked.room.presence.blocked(caller.key)
        key = next((key for key, nick in called.items() if skeleton(nick) == alike), None)
        if key is None:
            raise PersonUnknownError(f"you block nobody called {given.nick[:32]!r}")
        if caller.person is not None:
            await self._tastes.unblock(caller.person, key)
        for room in self._rooms_of(asked):
            room.presence.unblock(caller.key, key)
        return f"You read {called[key]} again."

    def _rooms_of(self, asked: Asked) -> Iterable[Room]:
        """Where it holds: guests are somebody in one room only."""
        return [asked.room] if asked.client.caller.person is None else self._rooms.open()
