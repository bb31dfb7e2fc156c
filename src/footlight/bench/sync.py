"""`footlight bench sync`: how far sound and picture are apart at a viewer, by received flashes and beeps."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from footlight.bench import chromium
from footlight.bench.latency import sender
from footlight.bench.machine import require_linux
from footlight.bench.server import ServerUnderTest, footlight_server
from footlight.errors import ConnectionFailedError, OptionInvalidError

_LIVE_SECONDS: Final = 3.0
"""Until the sender is live and its encoder is warm."""
_NOTICED: Final = 40.0
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 20.0

    def __post_init__(self) -> None:
        if not 3 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 3 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Sync:
    """How many milliseconds the picture is later than its sound; negative where it is earlier."""

    path: str
    beeps: int
    median_ms: float | None
    worst_ms: float | None
    """The one furthest from 0."""
    within_40_ms: int
    """How many of the beeps: what people do not notice."""
    note: str = ""


async def measure_sync(options: SyncOptions, on_sync: Callable[[Sync], None]) -> list[Sync]:
    """Measure Python and, where it is there, Chromium.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a server, a sender or a watcher does not start, or not one beep came.
    """
    require_linux()
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        async with footlight_server(Path(folder), core=None) as server, sender(server, "sound"):
            await asyncio.sleep(_LIVE_SECONDS)
            python = _sync("Python, decoded times", await _python(server, options.duration))
            on_sync(python)
            seen = await chromium.sync(server.url, options.duration)
            path = "Chromium, webcodecs"
            browser = Sync(path, 0, None, None, 0, seen) if isinstance(seen, str) else _sync(path, seen)
            on_sync(browser)
    return [python, browser]


async def _python(server: ServerUnderTest, duration: float) -> list[float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "footlight.bench.ear", server.url.page, str(duration)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await process.communicate()
    if process.returncode != 0:
        lines = complaints.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise ConnectionFailedError(f"the watcher failed: {lines[-1]}")
    return msgspec.json.decode(printed, type=list[float])


def _sync(path: str, offsets: Sequence[float]) -> Sync:
    if not offsets:
        raise ConnectionFailedError(f"{path}: not one beep came with its flash")
    worst = max(offsets, key=abs)
    together = sum(abs(offset) <= _NOTICED for offset in offsets)
    return Sync(path, len(offsets), round(float(np.median(offsets)), 2), round(worst, 2), together)
