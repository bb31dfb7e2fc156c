"""`footlight bench latency`: from capture to a decoded picture, through a server, with a process for each part."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec
import numpy as np

from footlight.bench import chromium
from footlight.bench.machine import require_linux
from footlight.bench.server import ServerUnderTest, footlight_server, stop
from footlight.errors import ConnectionFailedError, OptionInvalidError

What = Literal["picture", "sound"]
"""What is sent: the picture only, or the picture with sound."""

PYTHON_CONNECTS: Final = 20
CHROMIUM_CONNECTS: Final = 10

_LIVE_SECONDS: Final = 3.0
"""Until the sender is live and its encoder is warm."""


@dataclass(frozen=True, slots=True)
class LatencyOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 15.0

    def __post_init__(self) -> None:
        if not 1 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 1 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Latency:
    """One way that pictures took; milliseconds."""

    path: str
    sent: What
    pictures: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    max_ms: float | None
    first_p50_ms: float | None
    """From the beginning of connecting to the first picture."""
    first_p95_ms: float | None
    connects: int
    mbit_s: float | None
    note: str = ""


class _Watched(msgspec.Struct, frozen=True):
    pictures: int
    unreadable: int
    width: int
    height: int
    mbit_s: float
    delays_ms: list[float]
    told_error_ms: float | None
    first_ms: list[float]


async def measure_latency(options: LatencyOptions, on_latency: Callable[[Latency], None]) -> list[Latency]:
    """Measure Python and, where it is there, Chromium; each with the picture only and with sound.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a server, a sender or a watcher does not start, or no picture came.
    """
    require_linux()
    measured: list[Latency] = []
    sending: tuple[What, ...] = ("picture", "sound")
    for sent in sending:
        with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
            async with footlight_server(Path(folder), core=None) as server, sender(server, sent):
                await asyncio.sleep(_LIVE_SECONDS)
                found = [await _python(server, sent, options.duration)]
                on_latency(found[0])
                for engine in chromium.ENGINES:
                    seen = await chromium.watch(
                        server.url,
                        engine,
                        sound=sent == "sound",
                        seconds=options.duration,
                        connects=CHROMIUM_CONNECTS,
                    )
                    found.append(_chromium(engine, sent, seen))
                    on_latency(found[-1])
                measured += found
    return measured


async def _python(server: ServerUnderTest, sent: What, duration: float) -> Latency:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "footlight.bench.watcher", server.url.page, str(duration), str(PYTHON_CONNECTS)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await process.communicate()
    if process.returncode != 0:
        lines = complaints.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise ConnectionFailedError(f"the watcher failed: {lines[-1]}")
    watched = msgspec.json.decode(printed, type=_Watched)
    note = f"{watched.width}x{watched.height}; told capture times are off by {watched.told_error_ms} ms"
    if watched.unreadable:
        note += f"; {watched.unreadable} pictures without a readable time"
    return _latency("Python, decoded array", sent, watched.delays_ms, watched.first_ms, watched.mbit_s, note)


def _chromium(engine: chromium.Engine, sent: What, seen: chromium.Seen | str) -> Latency:
    path = f"Chromium, {engine}"
    if isinstance(seen, str):
        return Latency(path, sent, 0, None, None, None, None, None, None, 0, None, seen)
    return _latency(path, sent, seen.delays_ms, seen.first_ms, None, seen.note)


def _latency(
    path: str, sent: What, delays: Sequence[float], firsts: Sequence[float], mbit_s: float | None, note: str
) -> Latency:
    if not delays:
        raise ConnectionFailedError(f"{path}: not one picture came")
    p50, p95, p99 = (round(float(value), 1) for value in np.percentile(delays, [50, 95, 99]))
    first_p50, first_p95 = np.percentile(firsts, [50, 95]) if firsts else (None, None)
    return Latency(
        path=path,
        sent=sent,
        pictures=len(delays),
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        max_ms=round(max(delays), 1),
        first_p50_ms=None if first_p50 is None else round(float(first_p50), 1),
        first_p95_ms=None if first_p95 is None else round(float(first_p95), 1),
        connects=len(firsts),
        mbit_s=mbit_s,
        note=note,
    )


@asynccontextmanager
async def sender(server: ServerUnderTest, sent: What) -> AsyncIterator[None]:
    """The test source to the server's channel, in a process of its own, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "footlight.bench.sender", server.url.page, sent),
        env={**os.environ, "FOOTLIGHT_KEY": server.key},
    )
    try:
        yield
    finally:
        await stop(process)
