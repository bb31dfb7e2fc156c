"""A clock that goes only when it is told to."""

from footlight.model.units import Micros


class HandClock:
    """Begins at one second after the epoch."""

    def __init__(self, now: int = 1_000_000) -> None:
        self.time = now

    def now(self) -> Micros:
        return Micros(self.time)

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.time += round(seconds * 1_000_000)
