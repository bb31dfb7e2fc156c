"""What a room is shown above its lines, or asked: announcements, a pinned line, polls."""

from collections.abc import Sequence
from typing import Final, Protocol

from footlight.chat.commands.command import Asked, Command, Outcome, Spoken
from footlight.chat.commands.grammar import Argument, Given, worded
from footlight.chat.presence import Client
from footlight.chat.room import Room

_MESSAGE: Final = Argument("message", "NUMBER|NICK")
_POLL: Final = (
    Argument("quoted", "QUESTION"),
    Argument("quoted", "CHOICE", many=True),
    Argument("duration", "DURATION", optional=True),
)
_POLL_SECONDS: Final = 300
"""Where no duration is typed."""


class Pins(Protocol):
    """Pins lines, and tells the room; raises what says who may."""

    async def pin(self, room: Room, by: Client, message: int) -> None: ...
    async def unpin(self, room: Room, by: Client) -> None: ...


class Polls(Protocol):
    """Holds polls, and tells the room; raises what says who may."""

    async def start(
        self, room: Room, by: Client, id: str, question: str, choices: Sequence[str], seconds: int
    ) -> None: ...
    async def end(self, room: Room, by: Client) -> None: ...


class ShowCommands:
    """Their commands."""

    def __init__(self, pins: Pins, polls: Polls) -> None:
        self._pins = pins
        self._polls = polls

    def commands(self) -> list[Command]:
        how_long = f"{worded(_POLL_SECONDS)} if you do not say how long"
        return [
            Command(("announce",), "say something that stands out", _announce, (Argument("text", "TEXT"),)),
            Command(
                ("pin",),
                "show a line above the others: by its number, or the newest of somebody",
                self._pin,
                (_MESSAGE,),
            ),
            Command(("unpin",), "show no line above the others any more", self._unpin),
            Command(("poll",), f"ask everybody something, for {how_long}", self._poll, _POLL, "end"),
        ]

    async def _pin(self, asked: Asked, given: Given) -> Outcome:
        await self._pins.pin(asked.room, asked.client, asked.message(given))
        return None

    async def _unpin(self, asked: Asked, _given: Given) -> Outcome:
        await self._pins.unpin(asked.room, asked.client)
        return None

    async def _poll(self, asked: Asked, given: Given) -> Outcome:
        if given.alone:
            await self._polls.end(asked.room, asked.client)
            return None
        question, *choices = given.quoted
        seconds = _POLL_SECONDS if given.seconds is None else given.seconds
        await self._polls.start(asked.room, asked.client, asked.id, question, choices, seconds)
        return None


async def _announce(_asked: Asked, given: Given) -> Outcome:
    return Spoken("announce", given.text)
