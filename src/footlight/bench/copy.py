"""`footlight bench copy`: what a publisher costs that passes a camera's coded pictures on."""

import asyncio
import os
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from footlight.bench.camera import FPS, PROTOCOLS, Protocol, camera, code_clip
from footlight.bench.machine import cpu_seconds, require_linux, resident_kb
from footlight.bench.server import PROGRAM, ServerUnderTest, footlight_server, stop
from footlight.errors import ConnectionFailedError, OptionInvalidError

_LIVE_WITHIN: Final = 30.0
_STEADY_SECONDS: Final = 3.0
"""Until what was gathered at the opening is sent, and the first statuses are past."""


@dataclass(frozen=True, slots=True)
class CopyOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 20.0

    def __post_init__(self) -> None:
        if not 2 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 2 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Copied:
    """How one camera was passed on."""

    path: str
    core: float
    """The publisher's share of one core, in percent."""
    memory_mb: float
    mbit_s: float
    pictures_s: float
    missing: int
    """Pictures of the camera that were not sent: over the whole time, by the rate."""
    latency_ms: float
    """From receiving a picture to the network's hands, the median of what the publisher told."""


class _Status(msgspec.Struct, frozen=True):
    event: str
    fps: float = 0.0
    bitrate_kbps: float = 0.0
    latency_ms: float | None = None


async def measure_copy(options: CopyOptions, on_copied: Callable[[Copied], None]) -> list[Copied]:
    """Measure a publisher of a 1080p30 camera of 6 Mbit/s by each protocol.

    Raises:
        ToolMissingError, EncoderUnavailableError: no Linux, no FFmpeg, or none with x264.
        ConnectionFailedError: the server or the publisher does not start.
    """
    require_linux()
    measured = []
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        clip = Path(folder) / "clip.ts"
        await code_clip(clip)
        async with footlight_server(Path(folder), core=None) as server:
            for protocol in PROTOCOLS:
                measured.append(await _measure(protocol, clip, server, options.duration))
                on_copied(measured[-1])
    return measured


async def _measure(protocol: Protocol, clip: Path, server: ServerUnderTest, duration: float) -> Copied:
    async with camera(protocol, clip) as address, _publisher(address, server) as process:
        await asyncio.wait_for(_live(process), _LIVE_WITHIN)
        await asyncio.sleep(_STEADY_SECONDS)
        before = cpu_seconds(process.pid)
        told = await _statuses(process, duration)
        used, memory = cpu_seconds(process.pid) - before, resident_kb(process.pid)
    if not told:
        raise ConnectionFailedError(f"the publisher of {address} told nothing")
    fps = statistics.fmean(status.fps for status in told)
    return Copied(
        path=f"MPEG-TS over {protocol}",
        core=round(100 * used / duration, 2),
        memory_mb=round(memory / 1000, 1),
        mbit_s=round(statistics.fmean(status.bitrate_kbps for status in told) / 1000, 2),
        pictures_s=round(fps, 2),
        missing=max(0, round((FPS - fps) * duration)),
        latency_ms=round(statistics.median(status.latency_ms or 0.0 for status in told), 2),
    )


@asynccontextmanager
async def _publisher(address: str, server: ServerUnderTest) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "send", address, "--codec", "copy", "--to", server.url.page, "--take-over", "--json"),
        env={**os.environ, "FOOTLIGHT_KEY": server.key},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        await stop(process)


async def _live(process: asyncio.subprocess.Process) -> None:
    while (await _read(process)).event != "connected":
        pass


async def _statuses(process: asyncio.subprocess.Process, duration: float) -> list[_Status]:
    told: list[_Status] = []
    deadline = asyncio.get_running_loop().time() + duration
    while (left := deadline - asyncio.get_running_loop().time()) > 0:
        try:
            status = await asyncio.wait_for(_read(process), left)
        except TimeoutError:
            break
        if status.event == "status":
            told.append(status)
    # The first tell of the time before, for which they waited in the pipe.
    return told[len(told) // 4 :]


async def _read(process: asyncio.subprocess.Process) -> _Status:
    line = await process.stdout.readline() if process.stdout is not None else b""
    if not line:
        raise ConnectionFailedError("the publisher to be measured ended")
    return msgspec.json.decode(line, type=_Status)
