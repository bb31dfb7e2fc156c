"""How fast a client of a chat sends: no faster than a server lets any connection."""

from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros

_EVERY: Final = Micros(110_000)
"""A server takes ten a second in the long run, and shows out who sends more."""
AT_ONCE: Final = 50


class Pace:
    """Counts what is sent over one connection."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at = clock.now()
        """When all that was sent is forgotten."""

    def turn(self) -> Micros:
        """Count one message; how long to wait before it is sent."""
        now = self._clock.now()
        self._free_at = Micros(max(self._free_at, now) + _EVERY)
        return Micros(max(0, self._free_at - now - AT_ONCE * _EVERY))
