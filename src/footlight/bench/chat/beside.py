"""What a full chat does to the video beside it, on the same core."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from footlight.bench.chat.crowds import SETTLE_SECONDS, stage
from footlight.bench.chat.gathering import Talk
from footlight.bench.chat.options import ChatOptions
from footlight.bench.compiling import compile_program
from footlight.bench.crowd import Crowd, crowd
from footlight.bench.machine import cpu_seconds
from footlight.bench.publisher import Load, publishing
from footlight.bench.server import CHANNEL, LOAD_CORE
from footlight.model.clock import Clock


@dataclass(frozen=True, slots=True)
class Beside:
    """The video's viewers; delays from the publisher's stamp to the last byte read."""

    what: str
    viewers: int
    people: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    missing: int
    lost: int
    core: float
    chat_p99_ms: float | None = None


async def measure_beside(options: ChatOptions, clock: Clock) -> tuple[Beside, Beside]:
    """The video alone, and then with the chat of its channel full, and a line a second to all.

    Raises:
        ToolMissingError: no C compiler.
        ConnectionFailedError: the server does not start, or does not let somebody in.
    """
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        generator = await compile_program("viewers", Path(folder))
        async with (
            stage(clock) as one,
            publishing(one.server, Load(), clock),
            crowd(generator, one.server.url.port, CHANNEL, LOAD_CORE, "interactive") as viewers,
        ):
            await viewers.gather(options.viewers)
            await asyncio.sleep(SETTLE_SECONDS)
            alone = await _watched("video alone", one.server.pid, viewers, options.seconds)
            await one.people.join(CHANNEL, options.people)
            await asyncio.sleep(SETTLE_SECONDS)
            talking = asyncio.create_task(one.talk(Talk([CHANNEL], options.seconds, 1)))
            try:
                beside = await _watched("beside a full chat", one.server.pid, viewers, options.seconds)
                talked, _ = await talking
            finally:
                talking.cancel()
    return alone, Beside(
        beside.what,
        beside.viewers,
        talked.people,
        beside.p50_ms,
        beside.p99_ms,
        beside.max_ms,
        beside.missing,
        beside.lost + talked.lost,
        beside.core,
        talked.p99_ms,
    )


async def _watched(what: str, pid: int, viewers: Crowd, seconds: float) -> Beside:
    cpu = cpu_seconds(pid)
    seen = await viewers.measure(seconds)
    core = round((cpu_seconds(pid) - cpu) / seen.seconds, 3)
    ordinary = seen.ordinary
    return Beside(
        what=what,
        viewers=ordinary.viewers,
        people=0,
        p50_ms=ordinary.p50_ms,
        p99_ms=ordinary.p99_ms,
        max_ms=ordinary.max_ms,
        missing=ordinary.missing,
        lost=seen.lost,
        core=core,
    )
