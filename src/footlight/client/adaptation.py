"""How a sender gives way to a network that is too narrow, and climbs back."""

from dataclasses import dataclass
from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds


@dataclass(frozen=True, slots=True)
class Quality:
    """What is asked of every picture track, against what it was opened with."""

    bitrate: float = 1.0
    """The share of its bitrate."""
    every: int = 1
    """Code each picture, each second, each third."""
    shrink: int = 1
    """Divide both sides by this."""


LADDER: Final = (
    Quality(),
    Quality(0.7),
    Quality(0.5),
    Quality(0.35),
    Quality(0.25),
    Quality(0.2, every=2),
    Quality(0.15, every=3),
    Quality(0.1, every=3, shrink=2),
)
"""From what was asked for down: bitrate first, then the frame rate, then the size."""

LAG: Final = micros_from_seconds(0.25)
"""What waits longer than this to be sent tells that the network is too narrow."""

_SETTLE: Final = micros_from_seconds(1)
"""How long a step down is given to show its effect."""

_CALM: Final = micros_from_seconds(8)
"""How long all must be well before a step up."""

_MOST_CALM: Final = micros_from_seconds(120)


class Adaptation:
    """Steps down the ladder while packets wait, and up again after a calm; belongs to one event loop.

    A step up that brings the lag back doubles the calm that the next one waits for, up to two minutes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = 0
        self._calm = _CALM
        self._changed_at = self._lagged_at = clock.now()
        self._climbed = False

    @property
    def quality(self) -> Quality:
        """What to code with now."""
        return LADDER[self._rung]

    def look(self, waiting: Micros) -> bool:
        """Judge by how long the oldest packet waits to be sent; whether `quality` changed."""
        now = self._clock.now()
        if waiting > LAG:
            self._lagged_at = now
            return self._rung < len(LADDER) - 1 and now - self._changed_at >= _SETTLE and self._down(now)
        if self._rung and now - max(self._lagged_at, self._changed_at) >= self._calm:
            self._rung -= 1
            self._changed_at, self._climbed = now, True
            return True
        return False

    def _down(self, now: Micros) -> bool:
        if self._climbed:
            self._calm = min(Micros(self._calm * 2), _MOST_CALM)
        self._rung += 1
        self._changed_at, self._climbed = now, False
        return True
