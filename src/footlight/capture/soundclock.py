"""When samples were taken, told steadily although a sound card's blocks arrive irregularly."""

from typing import Final

from footlight.model.units import Micros

_FOLLOW: Final = 0.02
"""Which part of its error the clock corrects with each block: slow against jitter, fast against drift."""
_JUMP: Final = 80_000
"""Microseconds of error that are no jitter: samples were lost."""


class SoundClock:
    """Counts samples, and follows the system's clock slowly: a card of 48,010 Hz stays with its pictures."""

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._next: float | None = None

    def take(self, samples: int, arrived: Micros) -> Micros:
        """When the first of ``samples`` was taken, of a block whose last sample was taken at about ``arrived``."""
        length = samples * 1_000_000 / self._sample_rate
        seen = arrived - length
        if self._next is None or abs(seen - self._next) > _JUMP:
            begin = seen
        else:
            begin = self._next + (seen - self._next) * _FOLLOW
        self._next = begin + length
        return Micros(round(begin))
