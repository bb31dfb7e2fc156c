"""A crowd of viewers: the C load generator in a process of its own, told what to be and asked what it saw."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from footlight.bench.machine import give_way, pin
from footlight.errors import ConnectionFailedError
from footlight.model.channel import ChannelName
from footlight.model.latency import LatencyClass


class Reached(msgspec.Struct, frozen=True):
    """How many viewers there are after a change of their number."""

    ordinary: int
    slow: int
    failed: int
    error: str
    """What the first viewer that failed was told, if any did."""


class Tally(msgspec.Struct, frozen=True):
    """What one kind of viewer saw; delays are from the publisher's stamp to the last byte read."""

    viewers: int
    packets: int
    messages: int
    bytes: int
    missing: int
    """Packets left out between those that came."""
    skips: int
    """Times the server said that it skipped groups."""
    p50_ms: float
    p99_ms: float
    max_ms: float
    clock_error_us: float
    """Capture time as the server tells it minus the publisher's, on average: the error of ingest's clock comparison."""


class Seen(msgspec.Struct, frozen=True):
    """What the crowd saw while it was measured."""

    seconds: float
    ordinary: Tally
    slow: Tally
    lost: int
    """Viewers whose connection ended."""
    generator_cpu: float
    """Share of a core that the crowd itself took: near 1 its figures mean nothing."""
    error: str


class Crowd:
    """Viewers of one channel on 127.0.0.1."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def gather(self, viewers: int) -> Reached:
        """Be so many ordinary viewers.

        Raises:
            ConnectionFailedError: the server does not take so many.
        """
        return await self._reach(f"viewers {viewers}")

    async def gather_slow(self, viewers: int, bytes_per_second: float) -> Reached:
        """Be so many viewers more, each of which reads only so fast.

        Raises:
            ConnectionFailedError: the server does not take so many.
        """
        return await self._reach(f"slow {viewers} {bytes_per_second:.0f}")

    async def measure(self, seconds: float) -> Seen:
        """Count what comes for so long."""
        return msgspec.json.decode(await self._ask(f"measure {seconds}"), type=Seen)

    async def _reach(self, command: str) -> Reached:
        reached = msgspec.json.decode(await self._ask(command), type=Reached)
        if reached.failed:
            raise ConnectionFailedError(
                f"{reached.failed} viewers could not connect ({reached.ordinary} could): {reached.error or 'no reason'}"
            )
        return reached

    async def _ask(self, command: str) -> bytes:
        commands, answers = self._process.stdin, self._process.stdout
        if commands is None or answers is None:
            raise ConnectionFailedError("the load generator has no pipes")
        commands.write(f"{command}\n".encode())
        await commands.drain()
        answer = await answers.readline()
        if not answer:
            raise ConnectionFailedError(f"the load generator ended at the command {command!r}")
        return answer


@asynccontextmanager
async def crowd(
    executable: Path, port: int, channel: ChannelName, core: int, latency: LatencyClass = "normal"
) -> AsyncIterator[Crowd]:
    """Run a load generator on a core for as long as the block lasts; all of its viewers are of one latency class.

    Where several share the core those come first that wait for less.
    """
    process = await asyncio.create_subprocess_exec(
        executable, str(port), channel, latency, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    pin(process.pid, core)
    if latency != "interactive":
        give_way(process.pid)
    try:
        yield Crowd(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
