"""How a room is set by a command: who may write in it, how often, and what."""

from typing import Final, Protocol

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given, worded
from footlight.chat.presence import Client
from footlight.chat.room import Room

_DURATION: Final = Argument("duration", "DURATION")
_SINCE: Final = Argument("duration", "DURATION", optional=True)
_SWITCH: Final = (Argument("on_off", "on|off", optional=True),)
_OFF: Final = "off"


class Rules(Protocol):
    """Sets it, and tells the room; raises what says who may."""

    async def slow(self, room: Room, by: Client, seconds: int) -> None: ...
    async def followers(self, room: Room, by: Client, seconds: int | None) -> None: ...
    async def emote_only(self, room: Room, by: Client, on: bool) -> None: ...
    async def unique(self, room: Room, by: Client, on: bool) -> None: ...


class RuleCommands:
    """Their commands."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def commands(self) -> list[Command]:
        return [
            Command(("slow",), "let everybody write only once in so long", self._slow, (_DURATION,), _OFF),
            Command(
                ("followers",),
                "let only those write who follow the channel, for so long already",
                self._followers,
                (_SINCE,),
                _OFF,
            ),
            Command(("emoteonly",), "let only emotes be written, or anything again", self._emote_only, _SWITCH),
            Command(("uniquechat",), "let nothing be said twice, or let it again", self._unique, _SWITCH),
        ]

    async def _slow(self, asked: Asked, given: Given) -> Outcome:
        seconds = given.seconds or 0
        await self._rules.slow(asked.room, asked.client, seconds)
        return f"Everybody writes once in {worded(seconds)} now." if seconds else "Slow mode is off."

    async def _followers(self, asked: Asked, given: Given) -> Outcome:
        seconds = None if given.alone else given.seconds or 0
        await self._rules.followers(asked.room, asked.client, seconds)
        if seconds is None:
            return "Not only followers may write now."
        return "Only followers may write now" + (f", of {worded(seconds)} or more." if seconds else ".")

    async def _emote_only(self, asked: Asked, given: Given) -> Outcome:
        await self._rules.emote_only(asked.room, asked.client, given.on)
        return "Only emotes may be written now." if given.on else "Not only emotes may be written now."

    async def _unique(self, asked: Asked, given: Given) -> Outcome:
        await self._rules.unique(asked.room, asked.client, given.on)
        return "Nothing may be said twice now." if given.on else "Things may be said twice now."
