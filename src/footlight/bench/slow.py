"""`footlight bench slow`: what viewers that read too slowly see, and what they cost the server and the others."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.bench.compiling import compile_program
from footlight.bench.crowd import Crowd, crowd
from footlight.bench.machine import pin, raise_open_files, require_linux, resident_kb
from footlight.bench.publisher import Load, publishing
from footlight.bench.server import CHANNEL, LOAD_CORE, SERVER_CORE, footlight_server
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError

LOAD: Final = Load(payload_bytes=20_480)
"""5 Mbit/s: at less than that a reader's own receive buffer holds a second of it."""

_SETTLE_SECONDS: Final = 4.0
"""Longer than the group that a viewer gets as it joins takes to be read at half speed."""
_MEMORY_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True)
class SlowOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of viewers or seconds that cannot be.
    """

    viewers: int = 300
    slow: int = 30
    duration: float = 20.0
    """Seconds, once without the slow viewers and once with them."""

    def __post_init__(self) -> None:
        if self.viewers < 1 or self.slow < 1:
            raise OptionInvalidError("--viewers and --slow want at least 1")
        if not 1 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 1 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Phase:
    """The ordinary viewers, and the slow ones if any are there."""

    what: str
    p50_ms: float
    p99_ms: float
    missing: int
    memory_min_mb: float
    memory_max_mb: float
    oldest_ms: float | None = None
    """The oldest packet that a slow viewer read, at that moment."""
    slow_p50_ms: float | None = None
    received: float | None = None
    """Share of the packets that a slow viewer got."""
    skips: int | None = None
    lost: int = 0


async def measure_slow(options: SlowOptions, on_phase: Callable[[Phase], None]) -> tuple[Phase, Phase]:
    """Measure without slow viewers, then with viewers that read at half the stream's speed.

    Raises:
        ToolMissingError: no Linux, or no C compiler.
        ConnectionFailedError: the server does not start, or does not take the viewers.
    """
    require_linux()
    raise_open_files()
    pin(0, LOAD_CORE)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footlight-bench-")))
        generator = await compile_program("viewers", folder)
        server = await stack.enter_async_context(footlight_server(folder, core=SERVER_CORE))
        await stack.enter_async_context(publishing(server, LOAD, SystemClock()))
        viewers = await stack.enter_async_context(crowd(generator, server.url.port, CHANNEL, LOAD_CORE))
        await viewers.gather(options.viewers)
        await asyncio.sleep(_SETTLE_SECONDS)
        before = await _phase("ordinary viewers alone", server.pid, viewers, options)
        on_phase(before)
        await viewers.gather_slow(options.slow, LOAD.messages_per_second * LOAD.payload_bytes / 2)
        await asyncio.sleep(_SETTLE_SECONDS)
        beside = await _phase("beside slow viewers", server.pid, viewers, options)
        on_phase(beside)
    return before, beside


async def _phase(what: str, pid: int, viewers: Crowd, options: SlowOptions) -> Phase:
    measuring = asyncio.create_task(viewers.measure(options.duration))
    memory = [resident_kb(pid)]
    while not measuring.done():
        await asyncio.wait([measuring], timeout=_MEMORY_EVERY)
        memory.append(resident_kb(pid))
    seen = await measuring
    slow = seen.slow
    sent = options.duration * LOAD.messages_per_second * max(slow.viewers, 1)
    return Phase(
        what=what,
        p50_ms=seen.ordinary.p50_ms,
        p99_ms=seen.ordinary.p99_ms,
        missing=seen.ordinary.missing,
        memory_min_mb=round(min(memory) / 1024, 1),
        memory_max_mb=round(max(memory) / 1024, 1),
        oldest_ms=slow.max_ms if slow.viewers else None,
        slow_p50_ms=slow.p50_ms if slow.viewers else None,
        received=round(slow.packets / sent, 3) if slow.viewers else None,
        skips=slow.skips if slow.viewers else None,
        lost=seen.lost,
    )
