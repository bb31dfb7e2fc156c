"""Writes to large feeds a few milliseconds at a time, so that nobody else waits for their bursts."""

import asyncio
from typing import Final, Protocol

from footlight.model.clock import Clock
from footlight.model.units import Micros

_SLICE: Final = Micros(4_000)
"""How long it writes before the event loop has its turn."""


class Backlog(Protocol):
    """What is due to the viewers of one feed."""

    def write_some(self) -> bool:
        """Write a little of it, to some viewers; False where nothing was due."""


class Writer:
    """Takes turns between the feeds that have something due. `run` must run beside it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[Backlog, None] = {}
        self._called = asyncio.Event()
        self._busy_since = clock.now()
        self._hurry = Micros(0)
        """How long was written at once of late, but for the time that others had since."""
        self._hurried_at = clock.now()

    def late(self, now: Micros) -> Micros:
        """For how long there has always been something due."""
        return Micros(now - self._busy_since) if self._due else Micros(0)

    def call(self, backlog: Backlog) -> None:
        """Something is due there."""
        if not self._due:
            self._busy_since = self._clock.now()
        self._due[backlog] = None
        self._called.set()

    def at_once(self, backlog: Backlog) -> None:
        """Write all that is due there, as it is little; where much of that was done just now, it waits for its turn."""
        now = self._clock.now()
        self._hurry = Micros(max(0, self._hurry - (now - self._hurried_at)))
        if self._hurry >= _SLICE:
            self._hurried_at = now
            self.call(backlog)
            return
        while backlog.write_some():
            pass
        self._hurried_at = self._clock.now()
        self._hurry = Micros(self._hurry + self._hurried_at - now)

    def write_slice(self) -> bool:
        """Write for a few milliseconds; returns whether something is still due."""
        until = self._clock.now() + _SLICE
        while self._due:
            backlog = next(iter(self._due))
            del self._due[backlog]
            if backlog.write_some():
                self._due[backlog] = None
            if self._clock.now() >= until:
                break
        return bool(self._due)

    async def run(self) -> None:
        """Write whatever is due, until cancelled."""
        while True:
            await self._called.wait()
            if not self.write_slice():
                self._called.clear()
            await asyncio.sleep(0)
