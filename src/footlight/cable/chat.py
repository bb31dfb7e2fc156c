"""`footlight.Chat`: the asyncio one, for programs without an event loop."""

from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from footlight.cable.background import BACKGROUND
from footlight.cable.face import Face
from footlight.client.chat import asked, told
from footlight.client.chat import chat as asynchronous
from footlight.client.chat.desk import Emote, HeldLine
from footlight.client.chat.happening import Event
from footlight.client.trust import Trust
from footlight.errors import StreamClosedError

T = TypeVar("T")


class Chat(Face):
    """A place in a channel's chat, as `footlight.aio.Chat`, whose methods have the same names; used from any thread.

    Enter it with ``with``, or `start` and `close` it; iterate over it once, in one thread, for what happens there.
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
        """Nothing is connected yet; the arguments are those of `footlight.aio.Chat`."""
        self._chat = asynchronous.Chat(
            url, nick=nick, token=token, password=password, pin=pin, device=device, trust=trust
        )

    # Coming and going.

    def start(self) -> Self:
        """Come in. Later the connection is made again whenever it is lost, for ever."""

        async def start() -> None:
            await self._chat.start()

        self._enter(start, self._chat.close)
        return self

    def close(self) -> None:
        """Leave; harmless when repeated."""
        self._leave(self._chat.close)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    # What happens.

    def receive(self, timeout: float | None = None) -> Event:
        """The next thing that happens, as of `footlight.aio.Chat.receive`."""
        return self._do(lambda: self._chat.receive(timeout))

    def __iter__(self) -> Iterator[Event]:
        """What happens, in order, until it is closed.

        Raises:
            FootlightError: the server refused us for good.
        """
        while True:
            try:
                yield self.receive()
            except StreamClosedError:
                return

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self._chat.channel

    @property
    def page(self) -> str:
        """The address of the channel's page."""
        return self._chat.page

    @property
    def welcome(self) -> told.Welcome:
        """The newest one."""
        return self._chat.welcome

    @property
    def you(self) -> told.You:
        """What we are here now."""
        return self._chat.you

    @property
    def last(self) -> int | None:
        """The newest line that came."""
        return self._chat.last

    # What is asked.

    def say(self, text: str, *, reply_to: int | None = None) -> int | None:
        """Write a line; its id once it is kept, or None where it waits for a moderator."""
        return self._do(lambda: self._chat.say(text, reply_to=reply_to))

    def edit(self, message: int, text: str) -> None:
        """Change one's own line."""
        self._do(lambda: self._chat.edit(message, text))

    def delete(self, message: int) -> None:
        """Delete a line: one's own, or of somebody of a lower rank."""
        self._do(lambda: self._chat.delete(message))

    def react(self, message: int, emoji: str, *, on: bool = True) -> None:
        """Put an emoji under a line, or take it away."""
        self._do(lambda: self._chat.react(message, emoji, on=on))

    def command(self, text: str) -> None:
        """Give a command: ``/timeout Ann 10m spam``."""
        self._do(lambda: self._chat.command(text))

    def private(self, to: str, text: str) -> None:
        """Write to one person alone, who must be here; the server can read it."""
        self._do(lambda: self._chat.private(to, text))

    def take_nick(self, nick: str) -> None:
        """A guest's nick from now on."""
        self._do(lambda: self._chat.take_nick(nick))

    def vote(self, choice: int, *, poll: int | None = None) -> None:
        """Choose an answer of the room's poll, from 0; ``poll``: the one that was shown."""
        self._do(lambda: self._chat.vote(choice, poll=poll))

    def history(
        self, *, before: int | None = None, after: int | None = None, around: int | None = None, limit: int = 100
    ) -> told.Lines:
        """The lines before, after or around one, or the newest; oldest first."""
        return self._do(lambda: self._chat.history(before=before, after=after, around=around, limit=limit))

    def search(self, text: str, *, before: int | None = None) -> told.Lines:
        """The lines with all these words, newest first."""
        return self._do(lambda: self._chat.search(text, before=before))

    def people(self, *, after: str = "") -> told.People:
        """Who is here, by nick: the first hundred after this one."""
        return self._do(lambda: self._chat.people(after=after))

    def commands(self) -> told.Commands:
        """Which commands there are for us."""
        return self._do(self._chat.commands)

    def emotes(self) -> list[Emote]:
        """The pictures that may stand in the place of ``:name:`` here."""
        return self._do(self._chat.emotes)

    def held(self) -> list[HeldLine]:
        """The lines that wait for those who keep order, the oldest first: for an account with a token."""
        return self._do(self._chat.held)

    def approve(self, held: int) -> None:
        """Write a line that waited, in the name of its author."""
        self._do(lambda: self._chat.approve(held))

    def reject(self, held: int) -> None:
        """Let a line that waited never be written; its author is told."""
        self._do(lambda: self._chat.reject(held))

    def ask(self, request: asked.Request) -> told.Answer:
        """Ask for anything."""
        return self._do(lambda: self._chat.ask(request))

    def exchange(self, request: asked.Request) -> told.Answer:
        """Ask for anything; that it was refused is an answer too."""
        return self._do(lambda: self._chat.exchange(request))

    def _do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        if not self._entered:
            raise StreamClosedError("nobody is in this chat: start it first")
        return BACKGROUND.run(work())
