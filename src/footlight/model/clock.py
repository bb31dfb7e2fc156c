"""What a clock is to the parts that need one; it is always handed in, never read from the system here."""

from typing import Protocol

from footlight.model.units import Micros


class Clock(Protocol):
    """Instants in microseconds since the Unix epoch that never run backwards."""

    def now(self) -> Micros: ...
