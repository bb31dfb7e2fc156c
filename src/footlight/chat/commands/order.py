"""What keeps order in a chat: to warn, silence, put out and ban people, and to take lines away."""

from typing import Protocol

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.presence import Client
from footlight.chat.room import Room

_NICK = Argument("nick", "NICK")
_REASON = Argument("text", "REASON", optional=True)


class Order(Protocol):
    """Does it, and tells those concerned; raises what says who may, or who is not there."""

    async def kick(self, room: Room, by: Client, nick: str, reason: str) -> None: ...


class OrderCommands:
    """Their commands."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def commands(self) -> list[Command]:
        return [
            Command(("kick",), "close all connections of somebody", self._kick, (_NICK, _REASON)),
        ]

    async def _kick(self, asked: Asked, given: Given) -> Outcome:
        await self._order.kick(asked.room, asked.client, given.nick, given.text)
        return f"{given.nick} was put out."
