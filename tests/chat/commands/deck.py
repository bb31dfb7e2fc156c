"""A room in which commands are typed, and what their parts were asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from footlight.chat.caller import Caller
from footlight.chat.colours import Colour
from footlight.chat.commands.blocking import BlockCommands
from footlight.chat.commands.book import Book
from footlight.chat.commands.order import OrderCommands
from footlight.chat.commands.own import OwnCommands
from footlight.chat.commands.people import PeopleCommands
from footlight.chat.commands.roles import RoleCommands
from footlight.chat.commands.rules import RuleCommands
from footlight.chat.commands.shows import ShowCommands
from footlight.chat.line import Done
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.chat.room import Room
from footlight.chat.whom import Whom
from footlight.errors import FootlightError, PersonUnknownError
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName, skeleton
from tests.chat.stage import Outlet, Stage, guest, person


class Scribe:
    """Every part of the commands: writes down what it is asked for, and does nothing."""

    def __init__(self, room: Room) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.error: FootlightError | None = None
        self._room = room

    def _write(self, *what: Any) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    # Order

    async def warn(self, _room: Room, _by: Client, nick: str, reason: str) -> None:
        self._write("warn", nick, reason)

    async def timeout(self, _room: Room, _by: Client, nick: str, seconds: int, reason: str) -> None:
        self._write("timeout", nick, seconds, reason)

    async def untimeout(self, _room: Room, _by: Client, nick: str) -> None:
        self._write("untimeout", nick)

    async def kick(self, _room: Room, _by: Client, nick: str, reason: str) -> None:
        self._write("kick", nick, reason)

    async def ban(self, _room: Room, _by: Client, nick: str, reason: str) -> None:
        self._write("ban", nick, reason)

    async def unban(self, _room: Room, _by: Client, nick: str) -> None:
        self._write("unban", nick)

    async def delete(self, _room: Room, _by: Client, message: int) -> None:
        self._write("delete", message)

    async def clear(self, _room: Room, _by: Client) -> None:
        self._write("clear")

    # Rules

    async def slow(self, _room: Room, _by: Client, seconds: int) -> None:
        self._write("slow", seconds)

    async def followers(self, _room: Room, _by: Client, seconds: int | None) -> None:
        self._write("followers", seconds)

    async def emote_only(self, _room: Room, _by: Client, on: bool) -> None:
        self._write("emote_only", on)

    async def unique(self, _room: Room, _by: Client, on: bool) -> None:
        self._write("unique", on)

    # Pins and polls

    async def pin(self, _room: Room, _by: Client, message: int) -> None:
        self._write("pin", message)

    async def unpin(self, _room: Room, _by: Client) -> None:
        self._write("unpin")

    async def start(
        self, _room: Room, _by: Client, _id: str, question: str, choices: Sequence[str], seconds: int
    ) -> None:
        self._write("start", question, list(choices), seconds)

    async def end(self, _room: Room, _by: Client) -> None:
        self._write("end")

    # Roles

    async def give(self, _channel: ChannelName, _by: Caller, nick: str, role: Rank) -> str:
        self._write("give", nick, role)
        return nick

    async def take(self, _channel: ChannelName, _by: Caller, nick: str, role: Rank) -> str:
        self._write("take", nick, role)
        return nick

    async def staff(self, _channel: ChannelName) -> list[tuple[str, Rank]]:
        return [("Olga", Rank.OWNER), ("Ada", Rank.ADMIN), ("Mia", Rank.MODERATOR)]

    # Tastes

    async def choose(self, person: str, colour: Colour) -> None:
        self._write("choose", person, colour)

    async def block(self, person: str, key: str, nick: str) -> None:
        self._write("block", person, key, nick)

    async def unblock(self, person: str, key: str) -> None:
        self._write("unblock", person, key)

    # Accounts, and who is who

    async def alike(self, skeletons: Collection[str]) -> set[str]:
        return {skeleton("Olga")}.intersection(skeletons)

    async def find(self, room: Room, nick: str) -> Whom:
        member = room.presence.called(nick)
        if member is None:
            raise PersonUnknownError("nobody is called so")
        return Whom(member.key, member.nick, member.caller.person, (), member.rank, None)

    def open(self) -> list[Room]:
        return [self._room]


@dataclass(slots=True)
class Deck:
    """`typed` gives what it was answered with: a line, why it was refused, or None where it is done."""

    stage: Stage = field(default_factory=Stage)
    scribe: Scribe = field(init=False)
    book: Book = field(init=False)
    _ids: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        parts = self.scribe = Scribe(self.stage.room)
        self.book = Book(
            [
                *OwnCommands(self.stage.clock, parts, parts, parts).commands(),
                *BlockCommands(parts, parts, parts).commands(),
                *PeopleCommands(parts).commands(),
                *RoleCommands(parts).commands(),
                *OrderCommands(parts).commands(),
                *RuleCommands(parts).commands(),
                *ShowCommands(parts, parts).commands(),
            ]
        )

    def enter(self, nick: str, rank: Rank = Rank.GUEST) -> Outlet:
        """Somebody of this rank, under this nick."""
        outlet = Outlet()
        caller = guest(nick.lower()) if rank is Rank.GUEST else person(nick, rank)
        chosen = PersonName(nick) if rank is Rank.GUEST else None
        outlet.room, outlet.client = self.stage.room, self.stage.room.enter(caller, outlet, nick=chosen)
        outlet.take()
        return outlet

    async def typed(self, outlet: Outlet, text: str, id: str | None = None) -> Done | FootlightError | None:
        answers: list[Done | FootlightError | None] = []
        assert outlet.client is not None
        try:
            await self.book.run(self.stage.room, outlet.client, id or f"c{next(self._ids)}", text, answers.append)
        except FootlightError as error:
            answers.append(error)
        await self.stage.settle()
        (answer,) = answers
        return answer

    async def notice(self, outlet: Outlet, text: str) -> str:
        """What a command told who typed it."""
        outlet.take()
        assert await self.typed(outlet, text) is None
        (told,) = outlet.take("notice")
        return str(told["text"])

    async def refused(self, outlet: Outlet, text: str) -> str:
        """Why it was not done: the error's code and words."""
        answer = await self.typed(outlet, text)
        assert isinstance(answer, FootlightError)
        return f"{answer.code}: {answer}"
