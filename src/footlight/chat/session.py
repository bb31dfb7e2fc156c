"""One connection to a chat, from its hello to its end: what its client asks for, and what that is answered with."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from footlight.chat import messages, requests
from footlight.chat.caller import Caller
from footlight.chat.commands.book import Answer
from footlight.chat.line import Delete, Done, Line, React
from footlight.chat.messages import FromServer
from footlight.chat.naming import take_nick
from footlight.chat.nicks import Accounts
from footlight.chat.paging import Page, found, page
from footlight.chat.presence import Client
from footlight.chat.private import send_privately
from footlight.chat.ranks import Deed, check
from footlight.chat.requests import Request, read_request
from footlight.chat.room import Room, author, named
from footlight.chat.saying import edit, say
from footlight.chat.shown import shown
from footlight.chat.tastes import Taste
from footlight.chat.text import emoji, line_text
from footlight.errors import (
    FootlightError,
    LimitReachedError,
    ProtocolViolationError,
    SlowDownError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock

_MOST_ASKED: Final = 60
"""Lines and questions of one connection that wait for the database: what may come at once."""
_READ_AT_ONCE: Final = 2
"""Pages of all rooms that are read at the same time: each takes some milliseconds of the loop, so that a crowd which
searches would delay those who write and keep order."""


class Connection(Protocol):
    """What a session needs of the WebSocket."""

    @property
    def write(self) -> Callable[[bytes], None]: ...
    def unsent(self) -> int: ...
    def dismiss(self, error: FootlightError | None) -> None: ...


class History(Protocol):
    """What was said before."""

    async def page(
        self, channel: ChannelName, *, before: int | None = None, after: int | None = None, limit: int = 100
    ) -> list[Line]:
        """The lines before or after one, or the newest; oldest first."""

    async def line(self, channel: ChannelName, message: int) -> Line | None:
        """One line, deleted or not."""

    async def search(
        self, channel: ChannelName, words: str, *, before: int | None = None, limit: int = 50
    ) -> list[Line]:
        """The lines with all these words, newest first."""

    async def own_reactions(self, who: Caller, messages: Collection[int]) -> dict[int, list[str]]:
        """Which signs somebody put under these lines."""


class Commands(Protocol):
    """Does what is typed with a slash."""

    async def run(self, room: Room, client: Client, id: str, text: str, answer: Answer) -> None:
        """Do it, and tell whom it concerns.

        Args:
            id: of the request.
            answer: is told what came of it, unless this raises: None, or the line that it was.

        Raises:
            FootlightError: it was not done, and this says what to type, or who may.
        """

    def described(self, room: Room, client: Client) -> list[messages.CommandUsage]:
        """What somebody may type."""


class Tastes(Protocol):
    """Knows what people chose for themselves."""

    async def of(self, caller: Caller) -> Taste: ...


class Votes(Protocol):
    """Takes votes in polls."""

    async def vote(self, room: Room, client: Client, choice: int, poll: int | None) -> None:
        """Return once it is kept.

        Raises:
            FootlightError: there is nothing to vote on, or no such choice.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """What all sessions ask."""

    clock: Clock
    history: History
    accounts: Accounts
    commands: Commands
    votes: Votes
    tastes: Tastes
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READ_AT_ONCE))
    """Whoever asks for lines of before takes turns."""


class Session:
    """The `Receiver` of a connection, and the `Outlet` of its seat in the room."""

    __slots__ = ("_asked", "_closed", "_connection", "_room", "_services", "_wake", "client", "write")

    client: Client

    def __init__(self, connection: Connection, room: Room, services: Services) -> None:
        """``client`` is to be set before anything is received."""
        self._connection = connection
        self._room = room
        self._services = services
        self._asked: deque[Request] = deque()
        self._wake = asyncio.Event()
        self._closed = False
        self.write = connection.write
        """Straight to the transport: the room calls it for every connection and message."""

    async def run(self) -> None:
        """Answer what takes a while, one after the other, until the connection closes."""
        while not self._closed:
            await self._wake.wait()
            self._wake.clear()
            while self._asked and not self._closed:
                request = self._asked.popleft()
                try:
                    await self._answer(request)
                except FootlightError as error:
                    self._fail(request.id, error)

    # Outlet

    def unsent(self) -> int:
        return self._connection.unsent()

    def dismiss(self, error: FootlightError) -> None:
        self._room.counters.dismissals[error.code] += 1
        self._connection.dismiss(error)

    # Receiver

    def attached(self) -> None:
        """The room has welcomed it already."""

    def received_text(self, text: str) -> None:
        try:
            request = read_request(text)
            if isinstance(request, requests.Hello):
                raise ProtocolViolationError("hello is said once")
        except FootlightError as error:
            self.dismiss(error)
            return
        try:
            self._take(request)
        except FootlightError as error:
            self._fail(request.id, error)

    def received_bytes(self, data: bytes) -> None:
        self.dismiss(ProtocolViolationError(f"a chat has no binary messages, and {len(data)} bytes came"))

    def paused(self) -> None:
        self._room.pause(self.client)

    def resumed(self) -> None:
        self._room.resume(self.client)

    def closing(self) -> None:
        self._closed = True
        self._wake.set()
        self._room.leave(self.client)

    def _take(self, request: Request) -> None:
        """Do what can be done at once; the rest waits for its turn."""
        room, client = self._room, self.client
        answer = partial(self._done, request.id)
        match request:
            case requests.Delete():
                room.do(Delete(author(client), request.message), answer)
            case requests.React():
                by, sign = author(client), emoji(request.emoji)
                if request.on:
                    room.conduct.may_write(client.caller, by.rank)
                    room.check_emote(sign)
                room.take_turn(client.caller)
                room.do(React(by, request.message, sign, request.on), answer)
            case requests.AskPeople():
                self._tell(self._people(request))
            case requests.AskCommands():
                described = self._services.commands.described(room, client)
                self._tell(messages.Commands(id=request.id, commands=described))
            case requests.Ping():
                self._tell(messages.Pong(id=request.id, now=self._services.clock.now()))
            case _:
                if len(self._asked) >= _MOST_ASKED:
                    raise LimitReachedError("too much is asked at once: wait for the answers")
                self._asked.append(request)
                self._wake.set()

    async def _answer(self, request: Request) -> None:
        """Do what may wait for the database; what is said is said in its order."""
        room, services = self._room, self._services
        answer = partial(self._done, request.id)
        match request:
            case requests.Say():
                await say(room, self.client, request.id, request.text, answer, reply_to=request.reply_to)
            case requests.Edit():
                await edit(room, self.client, request.message, request.text, answer)
            case requests.SayPrivately():
                await room.repeats.once(self.client.caller.key, request.id, partial(self._say_privately, request))
                self._tell(messages.Ok(id=request.id))
            case requests.AskHistory():
                async with services.reading:
                    await self._tell_lines(request.id, await page(services.history, room.channel, request))
            case requests.AskSearch():
                async with services.reading:
                    await self._tell_lines(request.id, await found(services.history, room.channel, request))
            case requests.TakeNick():
                await take_nick(room, self.client, request.nick, services.accounts)
                self._tell(messages.Ok(id=request.id))
            case requests.Vote():
                room.take_turn(self.client.caller)
                await services.votes.vote(room, self.client, request.choice, request.poll)
                self._tell(messages.Ok(id=request.id))
            case requests.Command():
                await services.commands.run(room, self.client, request.id, request.text, answer)

    async def _say_privately(self, request: requests.SayPrivately) -> None:
        sender, text = named(self.client), line_text(request.text)
        check(Deed.PRIVATE, sender.rank)
        self._room.take_turn(self.client.caller)
        send_privately(self._room, self._services.clock, sender, request.id, request.to, text)

    def _people(self, request: requests.AskPeople) -> messages.People:
        most = requests.MOST_AT_ONCE
        page = self._room.presence.page(request.after, most + 1)
        return messages.People(id=request.id, people=[one.shown for one in page[:most]], more=len(page) > most)

    async def _tell_lines(self, id: str, page: Page) -> None:
        reacted = [line.id for line in page.lines if line.reactions]
        own = await self._services.history.own_reactions(self.client.caller, reacted)
        lines = [shown(line) for line in page.lines]
        self._tell(messages.Lines(id=id, lines=lines, own=own, more=page.more, newer=page.newer))

    def _done(self, id: str, done: Done | FootlightError | None) -> None:
        if isinstance(done, FootlightError):
            self._fail(id, done)
        else:
            self._tell(messages.Ok(id=id, message=None if done is None else done.line.id))

    def _fail(self, id: str, error: FootlightError) -> None:
        self._room.counters.refusals[error.code] += 1
        wait = -(-error.retry_after // 1_000) if isinstance(error, SlowDownError) else None
        self._tell(messages.Failed(id=id, code=error.code, message=str(error), retry_after=wait))

    def _tell(self, message: FromServer) -> None:
        if not self._closed:
            self.client.tell(message)
