"""A database with a room or two, and who writes there."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from footlight.chat.history import History
from footlight.chat.line import Author, Delete, Done, Edit, Kind, Line, LineDeed, React, Restore, Say
from footlight.chat.lines import Lines
from footlight.chat.ranks import Rank
from footlight.errors import FootlightError
from footlight.model.channel import ChannelName
from footlight.store.models import Channel, Person
from footlight.store.store import Store
from tests.fakes.clock import HandClock

LOBBY = ChannelName("lobby")
OTHER = ChannelName("other")


def guest(nick: str, rank: Rank = Rank.GUEST) -> Author:
    device = nick.encode().ljust(32, b".")
    return Author(f"g:{device.hex()}", nick, rank, "red", None, device)


def person(name: str, rank: Rank = Rank.MEMBER) -> Author:
    return Author(f"p:{name.lower()}", name, rank, "blue", name.lower(), b"d" * 32)


EVE, GUY = guest("Eve"), guest("Guy")
ANN, BOB = person("Ann"), person("Bob")
MOD, ADMIN = person("Mia", Rank.MODERATOR), person("Ada", Rank.ADMIN)


@dataclass
class Kept:
    """What is done in the lobby, unless another room is said."""

    store: Store
    clock: HandClock
    lines: Lines
    history: History
    _ids: Any = field(default_factory=count)

    async def do(self, deed: LineDeed, channel: ChannelName = LOBBY) -> Done:
        """Raises what was answered, if it is an error."""
        (done,) = await self.lines.do(channel, [deed])
        if isinstance(done, FootlightError):
            raise done
        return done

    async def say(
        self,
        text: str,
        author: Author = EVE,
        *,
        client_id: str | None = None,
        reply_to: int | None = None,
        kind: Kind = "say",
        channel: ChannelName = LOBBY,
    ) -> Line:
        self.clock.forward(1)
        own = client_id or f"c{next(self._ids)}"
        return (await self.do(Say(author, own, text, kind, reply_to), channel)).line

    async def edit(self, message: int, text: str, author: Author = EVE) -> Done:
        self.clock.forward(1)
        return await self.do(Edit(author, message, text))

    async def delete(self, message: int, author: Author = EVE) -> Done:
        self.clock.forward(1)
        return await self.do(Delete(author, message))

    async def restore(self, message: int, author: Author = MOD) -> Done:
        return await self.do(Restore(author, message))

    async def react(self, message: int, emoji: str = "👍", author: Author = EVE, *, on: bool = True) -> Done:
        self.clock.forward(1)
        return await self.do(React(author, message, emoji, on))

    async def texts(self, **where: Any) -> list[str]:
        return [line.text for line in await self.history.page(LOBBY, **where)]

    async def found(self, words: str, **where: Any) -> list[str]:
        return [line.text for line in await self.history.search(LOBBY, words, **where)]


async def kept_in(store: Store) -> Kept:
    """The rooms and the people, in an empty store."""
    clock = HandClock()
    async with store.write() as session:
        session.add_all([Channel(name=name, created_at=clock.now()) for name in (LOBBY, OTHER)])
        session.add_all(
            Person(id=one.person, name=one.nick, skeleton=one.nick.lower(), role="member", created_at=clock.now())
            for one in (ANN, BOB, MOD, ADMIN)
        )
    return Kept(store, clock, Lines(store, clock), History(store))
