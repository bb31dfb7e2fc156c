"""Writes to large feeds a few milliseconds at a time, so that nobody else waits for their bursts."""

import asyncio
from typing import Final, Protocol

from footlight.model.clock import Clock
from footlight.model.units import Micros

_SLICE: Final = Micros(4_000)
"""How long it writes before the event loop has its turn."""
_PATIENT_SLICE: Final = Micros(2_000)
"""The same where only patient feeds are due: something that is in a hurry may come any moment."""
_PATIENT_EVERY: Final = 4
"""One of so many writes is to a patient feed while others are due."""


class Backlog(Protocol):
    """What is due to the viewers of one feed."""

    def write_some(self) -> bool:
        """Write a little of it, to some viewers; False where nothing was due."""


class Writer:
    """Takes turns between the feeds that have something due; the patient ones mostly let the others go first.

    `run` must run beside it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[Backlog, None] = {}
        self._patient: dict[Backlog, None] = {}
        self._writes = 0
        self._called = asyncio.Event()
        self._busy_since = clock.now()
        self._hurry = Micros(0)
        """How long was written at once of late, but for the time that others had since."""
        self._hurried_at = clock.now()

    def late(self, now: Micros) -> Micros:
        """For how long there has always been something due."""
        return Micros(now - self._busy_since) if self._is_due else Micros(0)

    def call(self, backlog: Backlog, *, patient: bool = False) -> None:
        """Something is due there.

        Args:
            patient: a few milliseconds later is no matter, unlike for video.
        """
        if not self._is_due:
            self._busy_since = self._clock.now()
        (self._patient if patient else self._due)[backlog] = None
        self._called.set()

    def at_once(self, backlog: Backlog) -> None:
        """Write all that is due there, as it is little; where much of that was done just now, it waits for its turn."""
        now = self._clock.now()
        self._hurry = Micros(max(0, self._hurry - (now - self._hurried_at)))
        if self._hurry >= _SLICE:
            self._hurried_at = now
            self.call(backlog, patient=True)
            return
        while backlog.write_some():
            pass
        self._hurried_at = self._clock.now()
        self._hurry = Micros(self._hurry + self._hurried_at - now)

    def write_slice(self) -> bool:
        """Write for a few milliseconds; returns whether something is still due."""
        until = self._clock.now() + (_SLICE if self._due else _PATIENT_SLICE)
        while self._is_due:
            self._writes += 1
            patient = self._patient and (not self._due or self._writes % _PATIENT_EVERY == 0)
            due = self._patient if patient else self._due
            backlog = next(iter(due))
            del due[backlog]
            if backlog.write_some():
                due[backlog] = None
            if self._clock.now() >= until:
                break
        return self._is_due

    @property
    def _is_due(self) -> bool:
        return bool(self._due or self._patient)

    async def run(self) -> None:
        """Write whatever is due, until cancelled."""
        while True:
            await self._called.wait()
            if not self.write_slice():
                self._called.clear()
            await asyncio.sleep(0)
