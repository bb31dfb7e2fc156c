"""What one does in a chat for oneself, or as oneself."""

from typing import Final, Protocol

from footlight.chat.colours import COLOURS, Colour
from footlight.chat.commands.command import Asked, Command, OpenRooms, Outcome, Spoken
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.naming import take_nick
from footlight.chat.nicks import Accounts
from footlight.chat.private import send_privately
from footlight.chat.room import named
from footlight.model.clock import Clock

_TEXT: Final = Argument("text", "TEXT")


class Looks(Protocol):
    """Keeps how people with an account show."""

    async def choose(self, person: str, colour: Colour) -> None: ...


class OwnCommands:
    """Their commands."""

    def __init__(self, clock: Clock, accounts: Accounts, looks: Looks, rooms: OpenRooms) -> None:
        self._clock = clock
        self._accounts = accounts
        self._looks = looks
        self._rooms = rooms

    def commands(self) -> list[Command]:
        colours = f"show in another colour: {', '.join(COLOURS)}"
        return [
            Command(("me",), "say what you do, in the third person", _me, (_TEXT,)),
            Command(
                ("private", "w", "msg"), "write to somebody alone, which the server can read", self._private,
                (Argument("nick", "NICK"), _TEXT),
            ),
            Command(("nick",), "be called something else", self._nick, (Argument("text", "NICK"),)),
            Command(("color",), colours, self._colour, (Argument("colour", "COLOUR"),)),
        ]  # fmt: skip

    async def _private(self, asked: Asked, given: Given) -> Outcome:
        sender = named(asked.client)
        asked.room.take_turn(asked.client.caller)
        send_privately(asked.room, self._clock, sender, asked.id, given.nick, given.text)
        return None

    async def _nick(self, asked: Asked, given: Given) -> Outcome:
        await take_nick(asked.room, asked.client, given.text, self._accounts)
        return None

    async def _colour(self, asked: Asked, given: Given) -> Outcome:
        caller = named(asked.client).caller
        asked.room.take_turn(caller)
        if caller.person is not None:
            await self._looks.choose(caller.person, given.colour)
        # Guests are somebody in one room only.
        for room in [asked.room] if caller.person is None else self._rooms.open():
            room.presence.change(caller.key, colour=given.colour)
        return f"You show in {given.colour} now."


async def _me(_asked: Asked, given: Given) -> Outcome:
    return Spoken("me", given.text)
