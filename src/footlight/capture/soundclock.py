"""When samples were taken, told steadily although a sound card's blocks arrive irregularly."""

from typing import Final

from footlight.model.units import Micros

_FOLLOW: Final = 0.02
"""Which part of its error the clock corrects with each block: slow against jitter, fast against drift."""
_JUMP: Final = 80_000
"""Microseconds of error that are no jitter."""
_PATIENCE: Final = 500_000
"""Microseconds: a block that is late was held up, and others follow it at once; if all are late for so long, samples
were lost."""
_SLEPT: Final = 1_000_000
"""Microseconds that nothing is held up for."""


class SoundClock:
    """Counts samples, and follows the system's clock slowly: a card of 48,010 Hz stays with its pictures."""

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._next: float | None = None
        self._late_since: Micros | None = None

    def take(self, samples: int, arrived: Micros) -> Micros:
        """When the first of ``samples`` was taken, of a block whose last sample was taken at about ``arrived``."""
        length = samples * 1_000_000 / self._sample_rate
        seen = arrived - length
        if self._next is None or self._lost(seen - self._next, arrived):
            begin = seen
        elif self._late_since is not None:
            begin = self._next
        else:
            begin = self._next + (seen - self._next) * _FOLLOW
        self._next = begin + length
        return Micros(round(begin))

    def _lost(self, error: float, arrived: Micros) -> bool:
        """Whether counting on makes no sense any more."""
        if error <= _JUMP:
            self._late_since = None
            return error < -_JUMP
        if self._late_since is None:
            self._late_since = arrived
        if error <= _SLEPT and arrived - self._late_since <= _PATIENCE:
            return False
        self._late_since = None
        return True
