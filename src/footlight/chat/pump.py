"""Does what people do to the lines of a room, in one order: the same in which all see it."""

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, Protocol

from footlight.chat.line import Delete, Done, LineDeed, Restore
from footlight.errors import FootlightError, SlowDownError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros

MOST_WAITING: Final = 1_000
"""Lines that wait for the database; who writes when there are more is told when to try again."""
_AGAIN: Final = Micros(1_000_000)
"""Time in which so much is done, mostly."""
_TOGETHER: Final = 100
"""In one transaction."""

Answer = Callable[[Done | FootlightError], None]
Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Runs a task that fails as a part of the server."""


class Lines(Protocol):
    """Keeps the lines."""

    async def do(self, channel: ChannelName, deeds: Sequence[LineDeed]) -> list[Done | FootlightError]:
        """Do all of it in this order and in one transaction; what cannot be done is answered in its place.

        Raises:
            FootlightError: nothing was done.
        """


class Pump:
    """Those of one room. Who waits is answered once it is kept, and then everybody is told.

    What is taken away, or brought back, comes before what others say meanwhile: it concerns only what is kept already.
    """

    def __init__(
        self, channel: ChannelName, lines: Lines, spawn: Spawn, tell: Callable[[LineDeed, Done], None]
    ) -> None:
        self._channel = channel
        self._lines = lines
        self._spawn = spawn
        self._tell = tell
        self._first: deque[tuple[LineDeed, Answer]] = deque()
        self._waiting: deque[tuple[LineDeed, Answer]] = deque()
        self._runs = False

    @property
    def idle(self) -> bool:
        return not self._runs

    def do(self, deed: LineDeed, answer: Answer) -> None:
        """Have it done; ``answer`` is told what came of it, also where whoever asked is gone.

        Raises:
            SlowDownError: too much waits.
        """
        waiting = self._first if isinstance(deed, Delete | Restore) else self._waiting
        if len(waiting) >= MOST_WAITING:
            raise SlowDownError("more is written here at once than can be kept", _AGAIN)
        waiting.append((deed, answer))
        if not self._runs:
            self._runs = True
            self._spawn(self._run())

    async def _run(self) -> None:
        try:
            while some := self._next():
                for (deed, answer), done in zip(some, await self._done([deed for deed, _ in some]), strict=True):
                    answer(done)
                    if isinstance(done, Done) and done.changed:
                        self._tell(deed, done)
        finally:
            self._runs = False

    def _next(self) -> list[tuple[LineDeed, Answer]]:
        """What is done in the next transaction."""
        some: list[tuple[LineDeed, Answer]] = []
        for waiting in (self._first, self._waiting):
            while waiting and len(some) < _TOGETHER:
                some.append(waiting.popleft())
        return some

    async def _done(self, deeds: Sequence[LineDeed]) -> Sequence[Done | FootlightError]:
        try:
            return await self._lines.do(self._channel, deeds)
        except FootlightError as error:
            return [error] * len(deeds)
