"""How long to wait before the next try to connect: soon at first, then less and less often, for ever."""

from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

FIRST: Final = micros_from_seconds(0.05)
EAGER_CAP: Final = micros_from_seconds(0.5)
EAGER_FOR: Final = micros_from_seconds(300)
PATIENT_CAP: Final = micros_from_seconds(5)


class Backoff:
    """Delays from 50 ms, doubling to 0.5 s; after 5 minutes without success, to 5 s."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = FIRST
        self._failing_since: Micros | None = None

    def reset(self) -> None:
        """A connection stands: begin anew after the next failure."""
        self._next = FIRST
        self._failing_since = None

    def delay(self) -> Micros:
        """The wait after one more failure."""
        now = self._clock.now()
        if self._failing_since is None:
            self._failing_since = now
        cap = EAGER_CAP if now - self._failing_since < EAGER_FOR else PATIENT_CAP
        delay = min(self._next, cap)
        self._next = Micros(min(self._next * 2, PATIENT_CAP))
        return Micros(delay)
