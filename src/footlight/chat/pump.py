"""Does what people do to the lines of a room, in one order: the same in which all see it."""

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What waits."""

    number: int
    """What came before has a lower one."""
    deed: LineDeed
    answer: Answer


class Pump:
    """Those of one room. Who waits is answered once it is kept, and then everybody is told.

    What is taken away, or brought back, waits for no crowd: it concerns only what is kept already.
    """

    def __init__(
        self, channel: ChannelName, lines: Lines, spawn: Spawn, tell: Callable[[LineDeed, Done], None]
    ) -> None:
        self._channel = channel
        self._lines = lines
        self._spawn = spawn
        self._tell = tell
        self._first: deque[_Asked] = deque()
        self._waiting: deque[_Asked] = deque()
        self._asked = 0
        self._runs = False

    @property
    def idle(self) -> bool:
        return not self._runs

    @property
    def waiting(self) -> int:
        """How much waits."""
        return len(self._first) + len(self._waiting)

    def do(self, deed: LineDeed, answer: Answer) -> None:
        """Have it done; ``answer`` is told what came of it, also where whoever asked is gone.

        Raises:
            SlowDownError: too much waits.
        """
        waiting = self._first if isinstance(deed, Delete | Restore) else self._waiting
        if len(waiting) >= MOST_WAITING:
            raise SlowDownError("more is written here at once than can be kept", _AGAIN)
        self._asked += 1
        waiting.append(_Asked(self._asked, deed, answer))
        if not self._runs:
            self._runs = True
            self._spawn(self._run())

    async def _run(self) -> None:
        try:
            while some := self._next():
                for one, done in zip(some, await self._done([one.deed for one in some]), strict=True):
                    one.answer(done)
                    if isinstance(done, Done) and done.changed:
                        self._tell(one.deed, done)
        finally:
            self._runs = False

    def _next(self) -> list[_Asked]:
        """What is done in the next transaction, in the order in which it came."""
        some: list[_Asked] = []
        for waiting in (self._first, self._waiting):
            while waiting and len(some) < _TOGETHER:
                some.append(waiting.popleft())
        return sorted(some, key=lambda one: one.number)

    async def _done(self, deeds: Sequence[LineDeed]) -> Sequence[Done | FootlightError]:
        try:
            return await self._lines.do(self._channel, deeds)
        except FootlightError as error:
            return [error] * len(deeds)
