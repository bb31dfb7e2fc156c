"""One passage: a sender and a receiver, begun, measured and ended."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import msgspec

from footlight.bench.machine import cpu_seconds
from footlight.bench.passage.processes import EndProcess
from footlight.bench.passage.tally import Received
from footlight.bench.passage.ways import Way
from footlight.bench.server import free_port
from footlight.errors import ConnectionFailedError

_START: Final = 30.0
"""Seconds for each step until measuring begins."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the two processes of one way meet, and what the sender needs to know."""

    where: str = field(default_factory=lambda: str(free_port()))
    """A server's URL, or a port of this machine."""
    environment: Mapping[str, str] = field(default_factory=dict)
    server: int | None = None
    """Process id, where there is one between them."""


@dataclass(frozen=True, slots=True)
class Running:
    """Two ends that are being measured."""

    way: Way
    duration: float
    sender: int
    """Process id; so are these."""
    server: int | None
    receiver: int
    finding: asyncio.Task[Received]
    """Done when their time is over, while they still run."""

    async def received(self) -> Received:
        """What came.

        Raises:
            ConnectionFailedError: the receiver gave up, or could read nothing.
        """
        received = await self.finding
        if not received.delays_ms:
            raise ConnectionFailedError(f"{self.way}: not one picture could be read")
        return received


@asynccontextmanager
async def running(way: Way, meeting: Meeting, duration: float, work: float = 0.0) -> AsyncIterator[Running]:
    """Two ends, from when they are measured until the block ends.

    Args:
        way: by which tool.
        meeting: where.
        duration: seconds that are measured.
        work: seconds that the receiver is at work on each picture.

    Raises:
        ConnectionFailedError: a process does not start, or no picture came.
    """
    async with (
        await EndProcess.start("passage.sending", way, meeting.where, environment=meeting.environment) as sender,
        await EndProcess.start("passage.receiving", way, meeting.where, str(duration), str(work)) as receiver,
    ):
        # Where the sender listens it must do so first; and it begins when there is somebody to send to.
        await _until(way, sender, "ready")
        await receiver.tell()
        await _until(way, receiver, "ready")
        await sender.tell()
        await _until(way, receiver, "begin")
        finding = asyncio.create_task(_finding(receiver, duration))
        try:
            yield Running(way, duration, sender.pid, meeting.server, receiver.pid, finding)
        finally:
            finding.cancel()


async def _until(way: Way, end: EndProcess, word: str) -> None:
    try:
        await end.line(word, _START)
    except ConnectionFailedError as error:
        raise ConnectionFailedError(f"{way}: {error}") from error


async def _finding(receiver: EndProcess, duration: float) -> Received:
    return msgspec.json.decode(await receiver.line("{", duration + _START), type=Received)


async def cpu_while(run: Running) -> tuple[Received, float, float | None]:
    """What came, and the CPU seconds of the sender and of the server meanwhile.

    Raises:
        ConnectionFailedError: as of `Running.received`.
    """
    sender = cpu_seconds(run.sender)
    server = cpu_seconds(run.server) if run.server is not None else None
    received = await run.received()
    sender = cpu_seconds(run.sender) - sender
    return received, sender, cpu_seconds(run.server) - server if run.server is not None and server is not None else None
