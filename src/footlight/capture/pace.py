"""Pacing: when the next frame is due, without busy waiting and without bursts."""

import threading
from typing import Final

from footlight.model.clock import Clock
from footlight.model.units import Micros, seconds

_NONE: Final = Micros(0)


class Ticks:
    """The grid of a steady rate: tick ``n`` is due at ``start + n / rate``."""

    def __init__(self, start: Micros, rate: float, patience: Micros = _NONE) -> None:
        """Begin the grid.

        Args:
            start: when tick 0 is due.
            rate: ticks a second.
            patience: how late a reader may be and still get every tick: none for pictures, some for
                sound, whose gaps are heard.
        """
        self._start = start
        self._interval = 1_000_000 / rate
        self._patience = patience
        self._next = 0

    @property
    def due(self) -> Micros:
        """When the next tick is due."""
        return Micros(self._start + round(self._next * self._interval))

    def take(self, now: Micros) -> int:
        """The number of the tick to serve at ``now``.

        A reader that is later than the patience loses the ticks that passed: it stays on the grid, and
        never bursts.
        """
        tick = self._next
        if now - self.due >= self._interval + self._patience:
            tick = int((now - self._start) / self._interval)
        self._next = tick + 1
        return tick


class Thinning:
    """Leaves pictures out where a lower rate than the source's is wanted."""

    def __init__(self, fps: float | None) -> None:
        """``fps``: pictures a second at most; None: all."""
        self._interval = 1_000_000 / fps if fps is not None else None
        self._next = _NONE

    def wanted(self, pts: Micros) -> bool:
        """Whether the picture of this time is due."""
        if self._interval is None:
            return True
        # With some grace, for the times of files are rounded.
        if pts < self._next - self._interval / 4:
            return False
        self._next = Micros(round(max(self._next, pts - self._interval / 2) + self._interval))
        return True


class Pace:
    """Waits on a clock that is handed in; closed from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed = threading.Event()

    def wait_until(self, due: Micros) -> bool:
        """Sleep until the clock shows ``due``; False, at once, when closed."""
        while (left := due - self._clock.now()) > 0:
            if self._closed.wait(seconds(Micros(left))):
                return False
        return not self._closed.is_set()

    def close(self) -> None:
        """End every wait, now and later."""
        self._closed.set()

    @property
    def closed(self) -> bool:
        return self._closed.is_set()
