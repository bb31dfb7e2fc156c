"""A chat between the window, which shows it, and the event loop, where it is."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Final

from PySide6.QtCore import QObject, Signal

from footlight.client.chat import asked, told
from footlight.client.chat.chat import Chat
from footlight.client.chat.happening import Event
from footlight.errors import FootlightError

_MOST: Final = 256
"""Events that wait for the window; the others wait where they come from, which is bounded too."""


class ChatTold(QObject):
    """What the window is told, from the loop: each by a queued signal."""

    began = Signal(object)
    """The first `told.Welcome`."""
    happened = Signal()
    """Events wait to be taken."""
    learned = Signal(object)
    """`told.Lines` of before, `told.Commands`, or a `told.Pong`."""
    emotes = Signal(object)
    """The names of the room's, a list."""
    done = Signal(object)
    """A request, which was answered well."""
    refused = Signal(object, str)
    """A `FootlightError`, and what was typed."""
    ended = Signal(object)
    """The `FootlightError` for which there is no chat any more."""


class ChatLink:
    """`serving` is for the loop, the rest for the window."""

    def __init__(self, channel: str, make: Callable[[], Chat]) -> None:
        """``make``: the chat, once it is wanted; called on the loop."""
        self.channel = channel
        self.told = ChatTold()
        self._make = make
        self._chat: Chat | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = threading.Lock()
        self._waiting: list[Event] = []
        self._taken = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Within the block the window can open the chat; at its end nothing of it runs any more."""
        self._loop = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._loop = None
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)

    # For the window.

    def open(self) -> None:
        """Come in."""
        self._do(self._run)

    def ask(self, request: asked.Request, typed: str) -> None:
        """Ask for something; where it is refused, ``typed`` is told with it."""
        self._do(lambda: self._ask(request, typed))

    def learn(self, request: asked.AskHistory | asked.AskCommands | asked.Ping) -> None:
        """Ask for what is told by `ChatTold.learned`."""
        self._do(lambda: self._learn(request))

    def learn_emotes(self) -> None:
        """Ask for what is told by `ChatTold.emotes`."""
        self._do(self._learn_emotes)

    def take(self) -> list[Event]:
        """What happened since the last call."""
        with self._lock:
            taken, self._waiting = self._waiting, []
        self._call(self._taken.set)
        return taken

    # On the loop.

    async def _run(self) -> None:
        try:
            async with self._make() as chat:
                self._chat = chat
                first = chat.welcome
                self.told.began.emit(first)
                async for event in chat:
                    if event is not first:
                        await self._put(event)
        except FootlightError as error:
            self.told.ended.emit(error)
        finally:
            self._chat = None

    async def _put(self, event: Event) -> None:
        with self._lock:
            self._waiting.append(event)
            waiting = len(self._waiting)
        if waiting == 1:
            self.told.happened.emit()
        elif waiting >= _MOST:
            self._taken.clear()
            await self._taken.wait()

    async def _ask(self, request: asked.Request, typed: str) -> None:
        if self._chat is None:
            return
        try:
            await self._chat.ask(request)
        except FootlightError as error:
            self.told.refused.emit(error, typed)
        else:
            self.told.done.emit(request)

    async def _learn_emotes(self) -> None:
        if self._chat is None:
            return
        try:
            names = [emote.name for emote in await self._chat.emotes()]
        except FootlightError as error:
            self.told.refused.emit(error, "")
        else:
            self.told.emotes.emit(names)

    async def _learn(self, request: asked.AskHistory | asked.AskCommands | asked.Ping) -> None:
        if self._chat is None:
            return
        try:
            answer = await self._chat.ask(request)
        except FootlightError as error:
            self.told.refused.emit(error, "")
            return
        if isinstance(answer, told.Lines | told.Commands | told.Pong):
            self.told.learned.emit(answer)

    def _spawn(self, work: Coroutine[object, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _do(self, work: Callable[[], Coroutine[object, None, None]]) -> None:
        self._call(lambda: self._spawn(work()))

    def _call(self, what: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(what)
            except RuntimeError:  # it was closed between the two
                self._loop = None
