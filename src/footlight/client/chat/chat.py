"""`footlight.aio.Chat`: a channel's chat, for programs."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self, TypeVar

import msgspec

from footlight.client.backoff import Backoff
from footlight.client.chat import asked, told
from footlight.client.chat.connection import Connection, connect
from footlight.client.chat.desk import Desk, Emote, HeldLine
from footlight.client.chat.happening import Event, Events, Lost
from footlight.client.chat.pace import AT_ONCE
from footlight.client.credentials import Credentials, ask_ticket
from footlight.client.opening import DisconnectedError
from footlight.client.refusal import refusal
from footlight.client.trust import Trust, parse_pin
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import (
    ConnectionFailedError,
    FootlightError,
    LimitReachedError,
    OptionInvalidError,
    ReceiveTimeoutError,
    SlowDownError,
    StreamClosedError,
    TicketInvalidError,
)
from footlight.model.units import Micros, micros_from_seconds, seconds

MOST_ASKED: Final = AT_ONCE
"""Requests that wait for their answers: after a reconnect all of them go out at once."""

_ONLY_ANSWERS: Final = (told.Ok, told.Failed, told.Lines, told.People, told.Commands, told.Pong)

A = TypeVar("A", bound=told.Answer)


@dataclass(eq=False, slots=True)
class _Asked:
    """A request that waits for its answer."""

    request: asked.Request
    text: str
    answer: asyncio.Future[told.Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    over: Connection | None = None
    """Which connection it was sent over."""


class Chat:
    """A place in a channel's chat, kept over every connection that is lost. Belongs to one event loop.

    Enter it with ``async with``, or `start` and `close` it; iterate over it once, in one task, for what happens there.
    What was asked and not answered when a connection was lost is asked again; a line is never written twice by that.
    """

    def __init__(
        self,
        url: str,
        *,
        nick: str | None = None,
        token: str | None = None,
        password: str | None = None,
        pin: str | None = None,
        device: str | None = None,
        trust: Trust | None = None,
    ) -> None:
        """Nothing is connected yet.

        Args:
            url: of the channel, like ``https://example.org/lobby``.
            nick: of a guest; without one they read along.
            token: of the account to speak for, with the scope ``chat``.
            password: the channel's; with a token that has the scope ``read`` too.
            pin: the certificate of the server, ``sha256:HEX``.
            device: a secret of 22 to 64 letters by which the server knows the same guest again; without one it is
                another guest each time.
            trust: what to believe of certificates, in place of ``pin``.

        Raises:
            UrlInvalidError, ChannelInvalidError, OptionInvalidError: what cannot be one.
        """
        self._url = parse_url(url)
        self._credentials = Credentials.of(token, password)
        self._trust = trust if trust is not None else Trust(parse_pin(pin) if pin is not None else None)
        self._hello = asked.Hello(version=asked.VERSION, nick=nick, device=device or secrets.token_urlsafe(32))
        self._desk = Desk(self._url, self._trust, self._credentials.token if self._credentials is not None else None)
        self._clock = SystemClock()
        self._connection: Connection | None = None
        self._waiting: dict[str, _Asked] = {}
        self._events = Events()
        self._task: asyncio.Task[None] | None = None
        self._error: FootlightError | None = None
        self._welcome: told.Welcome | None = None
        self._you: told.You | None = None

    # Coming and going.

    async def start(self) -> Self:
        """Come in. Later the connection is made again whenever it is lost, for ever.

        Raises:
            StreamClosedError: it was started before.
            FootlightError: there is no such chat, or it is not for us.
        """
        if self._task is not None:
            raise StreamClosedError("this chat was started before: make another Chat")
        inside = asyncio.Event()
        self._task = asyncio.create_task(self._run(inside), name="footlight-chat")
        entering = asyncio.create_task(inside.wait())
        try:
            await asyncio.wait({self._task, entering}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self.close()
            raise
        finally:
            entering.cancel()
        if self._task.done():
            await self._task
            raise self._error or StreamClosedError("this chat was closed")
        return self

    async def close(self) -> None:
        """Leave; harmless when repeated."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # What happens.

    async def receive(self, timeout: float | None = None) -> Event:  # noqa: ASYNC109 - as `Downstream.receive` has it
        """The next thing that happens; waits at most ``timeout`` seconds.

        Raises:
            ReceiveTimeoutError: nothing did.
            StreamClosedError: it was closed.
            FootlightError: the server refused us for good.
        """
        try:
            async with asyncio.timeout(timeout):
                event = await self._events.get()
        except TimeoutError:
            raise ReceiveTimeoutError(f"nothing happened in {timeout:g} s") from None
        if event is None:
            raise StreamClosedError("this chat was closed")
        return event

    async def __aiter__(self) -> AsyncIterator[Event]:
        """What happens, in order, until it is closed.

        Raises:
            FootlightError: the server refused us for good.
        """
        while (event := await self._events.get()) is not None:
            yield event

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self._url.channel

    @property
    def page(self) -> str:
        """The address of the channel's page."""
        return self._url.page

    @property
    def welcome(self) -> told.Welcome:
        """The newest one.

        Raises:
            StreamClosedError: it was not started.
        """
        if self._welcome is None:
            raise StreamClosedError("nobody came in yet: start the chat first")
        return self._welcome

    @property
    def you(self) -> told.You:
        """What we are here now; raises as `welcome`."""
        return self._you if self._you is not None else self.welcome.you

    @property
    def last(self) -> int | None:
        """The newest line that came."""
        return self._hello.last

    # What is asked. Each waits for its answer, however long a lost connection stays away.

    async def say(self, text: str, *, reply_to: int | None = None) -> int | None:
        """Write a line; returns its id once it is kept, or None where it waits for a moderator.

        Raises:
            NickNeededError: a guest takes a nick first.
            SlowDownError: too much of late; ``retry_after`` says how long to wait, in microseconds.
            FootlightError: it was refused, and is not in the room.
        """
        return (await self._done(asked.Say(text=text, reply_to=reply_to))).message

    async def edit(self, message: int, text: str) -> None:
        """Change one's own line; raises as `say`."""
        await self._done(asked.Edit(message=message, text=text))

    async def delete(self, message: int) -> None:
        """Delete a line: one's own, or of somebody of a lower rank."""
        await self._done(asked.Delete(message=message))

    async def react(self, message: int, emoji: str, *, on: bool = True) -> None:
        """Put an emoji under a line, or take it away."""
        await self._done(asked.React(message=message, emoji=emoji, on=on))

    async def command(self, text: str) -> None:
        """Give a command: ``/timeout Ann 10m spam``.

        Raises:
            FootlightError: it was refused, and this says what to type, or who may.
        """
        await self._done(asked.Command(text=text))

    async def private(self, to: str, text: str) -> None:
        """Write to one person alone, who must be here; the server can read it."""
        await self._done(asked.SayPrivately(to=to, text=text))

    async def take_nick(self, nick: str) -> None:
        """A guest's nick from now on.

        Raises:
            NameTakenError, NameInvalidError: it cannot be had; `told.NickNeeded` comes too, with one that can.
        """
        await self._done(asked.TakeNick(nick=nick))

    async def vote(self, choice: int, *, poll: int | None = None) -> None:
        """Choose an answer of the room's poll, from 0; ``poll``: the one that was shown."""
        await self._done(asked.Vote(choice=choice, poll=poll))

    async def history(
        self, *, before: int | None = None, after: int | None = None, around: int | None = None, limit: int = 100
    ) -> told.Lines:
        """The lines before, after or around one, or the newest; oldest first."""
        request = asked.AskHistory(before=before, after=after, around=around, limit=limit)
        return await self._answered(request, told.Lines)

    async def search(self, text: str, *, before: int | None = None) -> told.Lines:
        """The lines with all these words, newest first."""
        return await self._answered(asked.AskSearch(text=text, before=before), told.Lines)

    async def people(self, *, after: str = "") -> told.People:
        """Who is here, by nick: the first hundred after this one."""
        return await self._answered(asked.AskPeople(after=after), told.People)

    async def commands(self) -> told.Commands:
        """Which commands there are for us."""
        return await self._answered(asked.AskCommands(), told.Commands)

    async def emotes(self) -> list[Emote]:
        """The pictures that may stand in the place of ``:name:`` here."""
        return await self._desk.emotes()

    async def held(self) -> list[HeldLine]:
        """The lines that wait for those who keep order, the oldest first: for an account with a token."""
        return await self._desk.held()

    async def approve(self, held: int) -> None:
        """Write a line that waited, in the name of its author."""
        await self._desk.decide(held, approve=True)

    async def reject(self, held: int) -> None:
        """Let a line that waited never be written; its author is told."""
        await self._desk.decide(held, approve=False)

    async def ask(self, request: asked.Request) -> told.Answer:
        """Ask for anything.

        Raises:
            FootlightError: what the server refused it with; or as of `exchange`.
        """
        answer = await self.exchange(request)
        if isinstance(answer, told.Failed):
            raise _refused(answer)
        return answer

    async def exchange(self, request: asked.Request) -> told.Answer:
        """Ask for anything; that it was refused is an answer too.

        Raises:
            OptionInvalidError: the request cannot be.
            LimitReachedError: too many wait for their answers.
            StreamClosedError: it was closed, or not started.
            FootlightError: what the server refused us with for good.
        """
        one = _Asked(request, asked.written(request))
        if self._task is None or self._task.done():
            raise self._error or StreamClosedError("nobody is in this chat: start it first")
        if request.id in self._waiting:
            raise OptionInvalidError(f"a request with the id {request.id} waits for its answer already")
        if len(self._waiting) >= MOST_ASKED:
            raise LimitReachedError(f"{MOST_ASKED} requests wait for their answers: wait for these first")
        self._waiting[request.id] = one
        try:
            if self._connection is not None:
                await _send(one, self._connection)
            return await one.answer
        finally:
            del self._waiting[request.id]

    async def _done(self, request: asked.Request) -> told.Ok:
        answer = await self.ask(request)
        # What waits for a moderator is done as far as it can be; that it waits is told besides.
        return told.Ok(answer.id) if isinstance(answer, told.Held) else self._expected(answer, told.Ok)

    async def _answered(self, request: asked.Request, kind: type[A]) -> A:
        return self._expected(await self.ask(request), kind)

    def _expected(self, answer: told.Answer, kind: type[A]) -> A:
        if not isinstance(answer, kind):
            raise ConnectionFailedError(f"{self._url.authority} answered with something else than was asked for")
        return answer

    # Staying.

    async def _run(self, inside: asyncio.Event) -> None:
        error: FootlightError | None = None
        try:
            await self._stay(inside)
        except FootlightError as refused:
            error = self._error = refused
        finally:
            self._events.end(error)
            for one in self._waiting.values():
                if not one.answer.done():
                    one.answer.set_exception(error or StreamClosedError("this chat was closed"))

    async def _stay(self, inside: asyncio.Event) -> None:
        backoff = Backoff(self._clock)
        while True:
            try:
                connection = await self._come_in()
                backoff.reset()
                inside.set()
                await self._listen(connection)
            except DisconnectedError as lost:
                # A ticket that grew old on the way, as this machine slept, is asked for anew.
                if not inside.is_set() or not (lost.retry or isinstance(lost.error, TicketInvalidError)):
                    raise lost.error from lost
                wait = lost.error.retry_after if isinstance(lost.error, SlowDownError) else 0
                delay = Micros(max(backoff.delay(), wait))
                self._events.put(Lost(lost.error, delay))
                await asyncio.sleep(seconds(delay))

    async def _come_in(self) -> Connection:
        hello, token = self._hello, None
        if self._credentials is not None and self._credentials.password is not None:
            ticket = await ask_ticket(self._url, self._credentials, self._trust, "watch")
            hello = msgspec.structs.replace(hello, ticket=ticket)
        elif self._credentials is not None:
            token = self._credentials.token
        connection, welcome = await connect(self._url, hello, clock=self._clock, trust=self._trust, token=token)
        self._take(welcome)
        return connection

    async def _listen(self, connection: Connection) -> None:
        """Ask again what was not answered, and take in what comes."""
        asking = asyncio.create_task(self._ask_again(connection))
        try:
            while True:
                message = await connection.receive()
                if isinstance(message, told.Answer):
                    one = self._waiting.get(message.id)
                    if one is not None and not one.answer.done():
                        one.answer.set_result(message)
                if not isinstance(message, _ONLY_ANSWERS):
                    self._take(message)
        except asyncio.CancelledError:
            self._connection = None
            await connection.close()
            raise
        finally:
            self._connection = None
            asking.cancel()
            connection.abort()

    async def _ask_again(self, connection: Connection) -> None:
        while waiting := [one for one in self._waiting.values() if one.over is not connection]:
            one = waiting[0]
            if one.answer.done():
                one.over = connection
            else:
                await _send(one, connection)
        self._connection = connection

    def _take(self, news: told.News) -> None:
        """Something happened: remember what is needed to come back, and tell it."""
        before = self._hello.last
        match news:
            case told.Welcome():
                self._welcome = news
                self._be(news.you)
                self._events.put(news)
                newer = [line for line in news.history if before is not None and line.id > before]
                for line in newer:
                    self._events.put(told.Message(line))
                if news.history:
                    self._have(news.history[-1].id)
                return
            case told.Message(line=line):
                self._have(line.id)
            case told.YouChanged(you=you):
                self._be(you)
            case told.Changed(nick=nick, person=person) if nick == self.you.nick:
                self._be(msgspec.structs.replace(self.you, nick=person.nick, rank=person.rank, colour=person.colour))
        self._events.put(news)

    def _have(self, line: int) -> None:
        self._hello = msgspec.structs.replace(self._hello, last=max(line, self._hello.last or 0))

    def _be(self, you: told.You) -> None:
        self._you = you
        if you.guest and you.nick is not None:
            self._hello = msgspec.structs.replace(self._hello, nick=you.nick)


async def _send(one: _Asked, connection: Connection) -> None:
    one.over = connection
    with suppress(DisconnectedError):  # who listens is told of it, and asks again
        await connection.send(one.text)


def _refused(failed: told.Failed) -> FootlightError:
    wait = None if failed.retry_after is None else micros_from_seconds(failed.retry_after / 1_000)
    return refusal(failed.code, failed.message, wait) or ConnectionFailedError(
        f"{failed.message or 'the server refused it'} [{failed.code}]"
    )
