"""`footlight bench busy`: how far behind a receiver falls that works longer on each picture than it has."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from footlight.bench.machine import require_linux, resident_kb
from footlight.bench.passage.run import Meeting, Running, running
from footlight.bench.passage.ways import Way, missing, tool
from footlight.errors import OptionInvalidError

WAYS: Final[tuple[Way, ...]] = (
    "footlight h264",
    "footlight jpeg",
    "footlight raw",
    "footlight bgr",
    "netgear jpeg",
    "imagezmq pub raw",
    "imagezmq pub newest",
)

WORK: Final = 0.05
"""Seconds: a picture comes every 0.033."""

GOAL_MS: Final = 300.0
FLAT_MB: Final = 16.0
"""Memory that comes and goes: a few pictures of 2.8 MB in several hands."""

_LOOK_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True)
class BusyOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 20.0

    def __post_init__(self) -> None:
        if not 2 <= self.duration <= 60:
            # A tool that keeps every picture keeps 28 MB more of them each second.
            raise OptionInvalidError("--duration wants 2 to 60 seconds")


@dataclass(frozen=True, slots=True)
class Behind:
    """How old each picture was as the receiver had it, and what both processes held in memory meanwhile."""

    path: Way
    pictures: int = 0
    passed_over: int = 0
    p50_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None
    last_ms: float | None = None
    """Of the last second, the median."""
    sender_mb: float | None = None
    """As measuring began; so is the receiver's."""
    sender_growth_mb: float | None = None
    """From the first third of the time to the last: the medians of what is in RAM."""
    receiver_mb: float | None = None
    receiver_growth_mb: float | None = None
    note: str = ""


async def measure_busy(options: BusyOptions, on_behind: Callable[[Behind], None]) -> list[Behind]:
    """Measure every way whose tool is installed; of the others it is said how to get them.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a sender or a receiver does not start, or no picture came.
    """
    require_linux()
    measured = []
    for way in WAYS:
        package = missing(way)
        if package:
            behind = Behind(way, note=f"{package} is not installed: make peers")
        else:
            async with running(way, Meeting(), options.duration, WORK) as run:
                behind = await _behind(run)
        measured.append(behind)
        on_behind(behind)
    return measured


def goals(measured: Sequence[Behind]) -> dict[str, bool]:
    """Each goal, and whether Footlight reached it every way."""
    own = [one for one in measured if tool(one.path) == "footlight"]
    growths = [growth for one in own for growth in (one.sender_growth_mb, one.receiver_growth_mb)]
    return {
        "never more than 300 ms behind": all(one.max_ms is not None and one.max_ms <= GOAL_MS for one in own),
        "memory flat": all(growth is not None and growth <= FLAT_MB for growth in growths),
    }


async def _behind(run: Running) -> Behind:
    memory = [_memory(run)]
    while not run.finding.done():
        await asyncio.wait([run.finding], timeout=_LOOK_EVERY)
        memory.append(_memory(run))
    received = await run.received()
    delays = received.delays_ms
    p50, p99 = (round(float(value), 1) for value in np.percentile(delays, [50, 99]))
    a_second = max(1, round(len(delays) / run.duration))
    sender, receiver = ([look[n] for look in memory] for n in (0, 1))
    return Behind(
        path=run.way,
        pictures=len(delays),
        passed_over=received.lost,
        p50_ms=p50,
        p99_ms=p99,
        max_ms=round(max(delays), 1),
        last_ms=round(float(np.median(delays[-a_second:])), 1),
        sender_mb=round(sender[0], 1),
        sender_growth_mb=growth(sender),
        receiver_mb=round(receiver[0], 1),
        receiver_growth_mb=growth(receiver),
        note=f"{received.unreadable} pictures without a readable time" if received.unreadable else "",
    )


def growth(looks: Sequence[float]) -> float:
    """From the median of the first third to that of the last; a single look may meet a picture more or less."""
    third = max(1, len(looks) // 3)
    return round(float(np.median(looks[-third:]) - np.median(looks[:third])), 1)


def _memory(run: Running) -> tuple[float, float]:
    return resident_kb(run.sender) / 1024, resident_kb(run.receiver) / 1024
