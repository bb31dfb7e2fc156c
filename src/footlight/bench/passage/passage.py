"""How pictures came one way."""

from dataclasses import dataclass

import numpy as np

from footlight.bench.passage.pictures import FPS
from footlight.bench.passage.run import Meeting, cpu_while, running
from footlight.bench.passage.ways import Way, missing


@dataclass(frozen=True, slots=True)
class Passage:
    """A picture's delay is from its array here to its array there."""

    path: Way
    pictures: int = 0
    lost: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None
    mbit_s: float | None = None
    """That the receiver received."""
    sender_cpu_ms: float | None = None
    """CPU time a picture."""
    server_cpu_ms: float | None = None
    receiver_cpu_ms: float | None = None
    note: str = ""


def left_out(way: Way) -> Passage | None:
    """A way whose tool is not installed, and how to get it; None where it is."""
    package = missing(way)
    return Passage(way, note=f"{package} is not installed: make peers") if package else None


async def measure(way: Way, meeting: Meeting, duration: float) -> Passage:
    """Run both ends, and see how the pictures come.

    Raises:
        ConnectionFailedError: an end does not start, or no picture came.
    """
    async with running(way, meeting, duration) as run:
        received, sender, server = await cpu_while(run)
    p50, p95, p99 = (round(float(value), 2) for value in np.percentile(received.delays_ms, [50, 95, 99]))

    def a_picture(seconds: float) -> float:
        return round(seconds * 1000 / (duration * FPS), 2)

    return Passage(
        path=way,
        pictures=len(received.delays_ms),
        lost=received.lost,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        max_ms=round(max(received.delays_ms), 1),
        mbit_s=round(received.received_bytes * 8 / duration / 1e6, 1),
        sender_cpu_ms=a_picture(sender),
        server_cpu_ms=a_picture(server) if server is not None else None,
        receiver_cpu_ms=a_picture(received.cpu_seconds),
        note=f"{received.unreadable} pictures without a readable time" if received.unreadable else "",
    )
