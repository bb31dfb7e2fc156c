"""How much of a broadcast its viewers take, where all of them are behind."""

from collections import deque
from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

_WAITED: Final = micros_from_seconds(0.1)
"""Who is so far behind takes what its network lets through."""

_SPAN: Final = micros_from_seconds(0.3)
"""Over how long a rate is told: several pictures at 30 a second."""

_KEPT: Final = micros_from_seconds(1)


class Throughput:
    """Told by looks several times a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looks: deque[tuple[Micros, int]] = deque()

    def look(self, lag: Micros, sent_bytes: int, viewers: int) -> int | None:
        """Bits a second that each viewer took in the last second, on average; None where that cannot be told.

        Args:
            lag: how far the one is behind that is least behind.
            sent_bytes: to all viewers, since any moment.
            viewers: how many there are.
        """
        now = self._clock.now()
        if lag < _WAITED or not viewers:
            self._looks.clear()
            return None
        self._looks.append((now, sent_bytes))
        while now - self._looks[0][0] > _KEPT:
            self._looks.popleft()
        since, before = self._looks[0]
        if now - since < _SPAN:
            return None
        return round((sent_bytes - before) * 8_000_000 / (now - since) / viewers)
