"""The machine's own clocks: the one place that reads the time for media."""

import time

from footlight.model.units import Micros


def thread_time() -> Micros:
    """CPU time of the calling thread until now."""
    return Micros(time.thread_time_ns() // 1_000)


class SystemClock:
    """Unix time read once and carried on by the monotonic clock.

    A wall clock that is set while a broadcast runs would move every capture time; peers compare
    clocks by ping anyway, so being steady matters more than being right.
    """

    def __init__(self) -> None:
        self._epoch_ns = time.time_ns() - time.perf_counter_ns()

    def now(self) -> Micros:
        return Micros((self._epoch_ns + time.perf_counter_ns()) // 1_000)
