"""What happens in a chat, from whom receives it to whom reads it."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from footlight.client.chat.told import News
from footlight.errors import FootlightError
from footlight.model.units import Micros

MOST: Final = 1_000
"""Events that wait to be read."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended; the next try comes after ``retry_in``."""

    error: FootlightError
    retry_in: Micros


@dataclass(frozen=True, slots=True)
class Missed:
    """Events were read too slowly, and so many of the oldest were left out: `Chat.history` has the lines."""

    events: int


Event = News | Lost | Missed


class Events:
    """A bounded queue with one reader: where it is full the oldest go, and that is told."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque()
        self._missed = 0
        self._there = asyncio.Event()
        self._ended = False
        self._error: FootlightError | None = None

    def put(self, event: Event) -> None:
        if len(self._waiting) >= MOST:
            self._waiting.popleft()
            self._missed += 1
        self._waiting.append(event)
        self._there.set()

    def end(self, error: FootlightError | None) -> None:
        """Nothing comes any more: what waits is still read, and then ``error`` is raised."""
        self._ended, self._error = True, error
        self._there.set()

    async def get(self) -> Event | None:
        """The next event; None: there will be none any more.

        Raises:
            FootlightError: the one that `end` was told.
        """
        while not self._waiting:
            if self._ended:
                if self._error is not None:
                    raise self._error
                return None
            self._there.clear()
            await self._there.wait()
        if self._missed:
            missed, self._missed = Missed(self._missed), 0
            return missed
        return self._waiting.popleft()
