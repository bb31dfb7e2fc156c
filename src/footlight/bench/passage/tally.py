"""What came to a receiving process: how late each picture is by the time in its pixels, and what it cost."""

import threading
import time

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlight.bench.passage.tcp import received_bytes
from footlight.capture import timestrip
from footlight.model.clock import Clock


class Received(msgspec.Struct, frozen=True):
    """What a receiving process tells when its time is over."""

    delays_ms: list[float]
    """In the order of arrival."""
    lost: int
    """Pictures between the first and the last that did not come."""
    unreadable: int
    """Pictures whose time could not be read."""
    received_bytes: int
    """By all its TCP connections, with all that a tool sends besides."""
    cpu_seconds: float


class Tally:
    """Counts while measuring; pictures are added by one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._measuring = False
        self._numbers: list[int] = []
        self._delays: list[int] = []
        self._bytes = 0
        self._unreadable = 0
        self._cpu = 0.0
        self.first = threading.Event()

    def add(self, image: NDArray[np.uint8]) -> None:
        """A picture is in hand, just now."""
        now = self._clock.now()
        self.first.set()
        if not self._measuring:
            return
        stamp = timestrip.read(image)
        if stamp is None:
            self._unreadable += 1
            return
        self._delays.append(now - stamp.captured_at(now))
        self._numbers.append(stamp.number)

    def begin(self) -> None:
        """Count from now on."""
        self._cpu = time.process_time()
        self._bytes = received_bytes()
        self._measuring = True

    def end(self) -> Received:
        """What came since `begin`."""
        self._measuring = False
        cpu = time.process_time() - self._cpu
        lost = self._numbers[-1] - self._numbers[0] + 1 - len(self._numbers) if self._numbers else 0
        return Received(
            delays_ms=[delay / 1000 for delay in self._delays],
            lost=lost,
            unreadable=self._unreadable,
            received_bytes=received_bytes() - self._bytes,
            cpu_seconds=cpu,
        )
