"""What keeps order in a chat: to warn, silence, put out and ban people, and to take lines away."""

from typing import Final, Protocol

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given, worded
from footlight.chat.presence import Client
from footlight.chat.room import Room

_NICK: Final = Argument("nick", "NICK")
_REASON: Final = Argument("text", "REASON", optional=True)
_DURATION: Final = Argument("duration", "DURATION", optional=True)
_MESSAGE: Final = Argument("message", "NUMBER|NICK")
_SILENT_SECONDS: Final = 600
"""Where no duration is typed."""


class Order(Protocol):
    """Does it, and tells those concerned; raises what says who may, or who is not there."""

    async def warn(self, room: Room, by: Client, nick: str, reason: str) -> None: ...
    async def timeout(self, room: Room, by: Client, nick: str, seconds: int, reason: str) -> None: ...
    async def untimeout(self, room: Room, by: Client, nick: str) -> None: ...
    async def kick(self, room: Room, by: Client, nick: str, reason: str) -> None: ...
    async def ban(self, room: Room, by: Client, nick: str, reason: str) -> None: ...
    async def unban(self, room: Room, by: Client, nick: str) -> None: ...
    async def delete(self, room: Room, by: Client, message: int) -> None: ...
    async def clear(self, room: Room, by: Client) -> None: ...


class OrderCommands:
    """Their commands."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def commands(self) -> list[Command]:
        reason = Argument("text", "REASON")
        return [
            Command(("warn",), "warn somebody, and say why", self._warn, (_NICK, reason)),
            Command(
                ("timeout",),
                f"let somebody write nothing for a while, {worded(_SILENT_SECONDS)} if you do not say how long",
                self._timeout,
                (_NICK, _DURATION, _REASON),
            ),
            Command(("untimeout",), "let somebody write again who was silenced", self._untimeout, (_NICK,)),
            Command(("kick",), "put somebody out at once, by all their connections", self._kick, (_NICK, _REASON)),
            Command(("ban",), "put somebody out, and keep them out until /unban", self._ban, (_NICK, _REASON)),
            Command(("unban",), "let somebody in again who was banned", self._unban, (_NICK,)),
            Command(
                ("delete",), "delete a line of somebody else: by its number, or their newest", self._delete, (_MESSAGE,)
            ),
            Command(("clear",), "clear the chat of everybody", self._clear),
        ]

    async def _warn(self, asked: Asked, given: Given) -> Outcome:
        await self._order.warn(asked.room, asked.client, given.nick, given.one_line)
        return f"{given.nick} was warned."

    async def _timeout(self, asked: Asked, given: Given) -> Outcome:
        seconds = _SILENT_SECONDS if given.seconds is None else given.seconds
        await self._order.timeout(asked.room, asked.client, given.nick, seconds, given.one_line)
        return f"{given.nick} writes nothing for {worded(seconds)}."

    async def _untimeout(self, asked: Asked, given: Given) -> Outcome:
        await self._order.untimeout(asked.room, asked.client, given.nick)
        return f"{given.nick} may write again."

    async def _kick(self, asked: Asked, given: Given) -> Outcome:
        await self._order.kick(asked.room, asked.client, given.nick, given.one_line)
        return f"{given.nick} was put out."

    async def _ban(self, asked: Asked, given: Given) -> Outcome:
        await self._order.ban(asked.room, asked.client, given.nick, given.one_line)
        return f"{given.nick} is banned."

    async def _unban(self, asked: Asked, given: Given) -> Outcome:
        await self._order.unban(asked.room, asked.client, given.nick)
        return f"{given.nick} is banned no more."

    async def _delete(self, asked: Asked, given: Given) -> Outcome:
        await self._order.delete(asked.room, asked.client, asked.message(given))
        return None

    async def _clear(self, asked: Asked, _given: Given) -> Outcome:
        await self._order.clear(asked.room, asked.client)
        return None
