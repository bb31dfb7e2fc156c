"""A clock that goes only when it is told to, and one that a busy machine does not make jump."""

from typing import Final

from footlight.clock import SystemClock
from footlight.model.units import Micros

_UNSEEN: Final = Micros(5_000)
"""How far that one goes on while nobody looks."""


class HandClock:
    """Begins at one second after the epoch."""

    def __init__(self, now: int = 1_000_000) -> None:
        self.time = now

    def now(self) -> Micros:
        return Micros(self.time)

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.time += round(seconds * 1_000_000)


class PatientClock:
    """Goes on as the system's does, but hardly while nobody looks: how long a busy machine kept somebody from it is
    no time that passed."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._looked = self._now = self._clock.now()

    def now(self) -> Micros:
        looked = self._clock.now()
        self._now = Micros(self._now + min(looked - self._looked, _UNSEEN))
        self._looked = looked
        return self._now
