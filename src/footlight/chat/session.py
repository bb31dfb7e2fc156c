"""One connection to a chat, from its hello to its end: what its client asks for, and what that is answered with."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from footlight.chat import messages, requests
from footlight.chat.line import Delete, Done, Edit, Line, React, Say
from footlight.chat.messages import FromServer
from footlight.chat.nicks import Accounts, guests_nick, suggestion
from footlight.chat.presence import Client
from footlight.chat.private import send_privately
from footlight.chat.ranks import Deed, check
from footlight.chat.requests import Request, read_request
from footlight.chat.room import Room, author, named
from footlight.chat.shown import shown
from footlight.chat.text import emoji, line_text
from footlight.errors import (
    FootlightError,
    LimitReachedError,
    NameInvalidError,
    NameTakenError,
    ProtocolViolationError,
    SlowDownError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock

_MOST_ASKED: Final = 16
"""Questions of one connection that wait for the database."""


class Connection(Protocol):
    """What a session needs of the WebSocket."""

    @property
    def write(self) -> Callable[[bytes], None]: ...
    def unsent(self) -> int: ...
    def dismiss(self, error: FootlightError | None) -> None: ...


class History(Protocol):
    """What was said before."""

    async def page(self, channel: ChannelName, *, before: int | None = None, limit: int = 100) -> list[Line]:
        """The lines before one, or the newest; oldest first."""

    async def search(
        self, channel: ChannelName, words: str, *, before: int | None = None, limit: int = 50
    ) -> list[Line]:
        """The lines with all these words, newest first."""


class Commands(Protocol):
    """Does what is typed with a slash."""

    async def run(self, room: Room, client: Client, text: str) -> None:
        """Do it, and tell whom it concerns.

        Raises:
            FootlightError: it was not done, and this says what to type, or who may.
        """


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

    async def introduce(self, error: FootlightError, nick: str) -> None:
        """Tell that a nick is needed, as the one that was asked for cannot be had."""
        free = await suggestion(nick, self._room.presence.nicks, self._services.accounts)
        self._tell(messages.NickNeeded(code=error.code, message=str(error), suggestion=free))

    # Outlet

    def unsent(self) -> int:
        return self._connection.unsent()

    def dismiss(self, error: FootlightError) -> None:
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
            self._connection.dismiss(error)
            return
        try:
            self._take(request)
        except FootlightError as error:
            self._fail(request.id, error)

    def received_bytes(self, data: bytes) -> None:
        self._connection.dismiss(ProtocolViolationError(f"a chat has no binary messages, and {len(data)} bytes came"))

    def paused(self) -> None:
        self._room.pause(self.client)

    def resumed(self) -> None:
        self._room.resume(self.client)

    def closing(self) -> None:
        self._closed = True
        self._wake.set()
        self._room.leave(self.client)

    def _take(self, request: Request) -> None:
        """Do what can be done at once, and begin what the room's pump does."""
        room, client = self._room, self.client
        answer = partial(self._done, request.id)
        match request:
            case requests.Say():
                by = author(client)
                check(Deed.SAY, by.rank)
                text = line_text(request.text)
                room.take_turn(client.caller)
                room.do(Say(by, request.id, text, "say", request.reply_to), answer)
            case requests.Edit():
                text = line_text(request.text)
                room.take_turn(client.caller)
                room.do(Edit(author(client), request.message, text), answer)
            case requests.Delete():
                room.do(Delete(author(client), request.message), answer)
            case requests.React():
                by, sign = author(client), emoji(request.emoji)
                if request.on:
                    room.check_emote(sign)
                room.take_turn(client.caller)
                room.do(React(by, request.message, sign, request.on), answer)
            case requests.SayPrivately():
                member, text = named(client), line_text(request.text)
                check(Deed.PRIVATE, member.rank)
                room.take_turn(client.caller)
                send_privately(room, self._services.clock, member, request.to, text)
                self._tell(messages.Ok(id=request.id))
            case requests.AskPeople():
                self._tell(self._people(request))
            case requests.Ping():
                self._tell(messages.Pong(id=request.id, now=self._services.clock.now()))
            case _:
                if len(self._asked) >= _MOST_ASKED:
                    raise LimitReachedError("too much is asked at once: wait for the answers")
                self._asked.append(request)
                self._wake.set()

    async def _answer(self, request: Request) -> None:
        """Do what waits for the database."""
        room, services = self._room, self._services
        match request:
            case requests.AskHistory():
                found = await services.history.page(room.channel, before=request.before, limit=request.limit)
                self._tell_lines(request.id, found, more=len(found) == request.limit)
            case requests.AskSearch():
                most = requests.MOST_AT_ONCE
                found = await services.history.search(room.channel, request.text, before=request.before, limit=most)
                self._tell_lines(request.id, found, more=len(found) == most)
            case requests.TakeNick():
                await self._take_nick(request)
            case requests.Vote():
                room.take_turn(self.client.caller)
                await services.votes.vote(room, self.client, request.choice, request.poll)
                self._tell(messages.Ok(id=request.id))
            case requests.Command():
                await services.commands.run(room, self.client, request.text)
                self._tell(messages.Ok(id=request.id))

    async def _take_nick(self, request: requests.TakeNick) -> None:
        check(Deed.NICK, self.client.rank)
        self._room.take_turn(self.client.caller)
        try:
            nick = await guests_nick(request.nick, self._services.accounts)
            if not self._closed:
                self._room.name(self.client, nick)
                self._tell(messages.Ok(id=request.id))
        except (NameInvalidError, NameTakenError) as error:
            await self.introduce(error, request.nick)
            raise

    def _people(self, request: requests.AskPeople) -> messages.People:
        most = requests.MOST_AT_ONCE
        page = self._room.presence.page(request.after, most + 1)
        return messages.People(id=request.id, people=[one.shown for one in page[:most]], more=len(page) > most)

    def _tell_lines(self, id: str, lines: list[Line], *, more: bool) -> None:
        self._tell(messages.Lines(id=id, lines=[shown(line) for line in lines], more=more))

    def _done(self, id: str, done: Done | FootlightError) -> None:
        if isinstance(done, FootlightError):
            self._fail(id, done)
        else:
            self._tell(messages.Ok(id=id, message=done.line.id))

    def _fail(self, id: str, error: FootlightError) -> None:
        wait = -(-error.retry_after // 1_000) if isinstance(error, SlowDownError) else None
        self._tell(messages.Failed(id=id, code=error.code, message=str(error), retry_after=wait))

    def _tell(self, message: FromServer) -> None:
        if not self._closed:
            self.client.tell(message)
