"""`footlight bench frames`: numpy arrays from one Python program to another, beside the tools made for that."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from footlight.bench.machine import cpu_seconds, require_linux
from footlight.bench.pictures import FPS
from footlight.bench.server import footlight_server, free_port, stop
from footlight.bench.ways import WAYS, Way, missing
from footlight.errors import ConnectionFailedError, OptionInvalidError

_START: Final = 30.0
"""Seconds in which measuring must have begun."""


@dataclass(frozen=True, slots=True)
class FramesOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    duration: float = 15.0

    def __post_init__(self) -> None:
        if not 1 <= self.duration <= 600:
            raise OptionInvalidError("--duration wants 1 to 600 seconds")


@dataclass(frozen=True, slots=True)
class Passage:
    """How pictures came one way; a picture's delay is from its array here to its array there."""

    path: Way
    pictures: int = 0
    lost: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None
    mbit_s: float | None = None
    sender_cpu_ms: float | None = None
    """CPU time a picture."""
    server_cpu_ms: float | None = None
    receiver_cpu_ms: float | None = None
    note: str = ""


class _Received(msgspec.Struct, frozen=True):
    delays_ms: list[float]
    lost: int
    unreadable: int
    mbit_s: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where the two processes of one way meet, and what the sender needs to know."""

    where: str
    environment: dict[str, str]
    server: int | None = None
    """Process id, where there is one between them."""


async def measure_frames(options: FramesOptions, on_passage: Callable[[Passage], None]) -> list[Passage]:
    """Measure every way whose tool is installed; of the others it is said how to get them.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a server, a sender or a receiver does not start, or no picture came.
    """
    require_linux()
    measured = []
    for way in WAYS:
        package = missing(way)
        passage = (
            Passage(way, note=f"{package} is not installed: make peers")
            if package
            else await _measure(way, options.duration)
        )
        measured.append(passage)
        on_passage(passage)
    return measured


async def _measure(way: Way, duration: float) -> Passage:
    async with (
        _ends(way) as ends,
        _process("framesender", way, ends.where, environment=ends.environment) as sender,
        _process("framereceiver", way, ends.where, str(duration)) as receiver,
    ):
        await _line(way, receiver, _START)
        pids = [sender.pid] if ends.server is None else [sender.pid, ends.server]
        before = [cpu_seconds(pid) for pid in pids]
        received = msgspec.json.decode(await _line(way, receiver, duration + _START), type=_Received)
        spent = [cpu_seconds(pid) - used for pid, used in zip(pids, before, strict=True)]
    return _passage(way, received, duration, spent)


def _passage(way: Way, received: _Received, duration: float, spent: list[float]) -> Passage:
    if not received.delays_ms:
        raise ConnectionFailedError(f"{way}: not one picture could be read")
    p50, p95, p99 = (round(float(value), 2) for value in np.percentile(received.delays_ms, [50, 95, 99]))
    a_picture = [round(seconds * 1000 / (duration * FPS), 2) for seconds in (*spent, received.cpu_seconds)]
    return Passage(
        path=way,
        pictures=len(received.delays_ms),
        lost=received.lost,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        max_ms=round(max(received.delays_ms), 1),
        mbit_s=received.mbit_s,
        sender_cpu_ms=a_picture[0],
        server_cpu_ms=a_picture[1] if len(spent) == 2 else None,
        receiver_cpu_ms=a_picture[-1],
        note=f"{received.unreadable} pictures without a readable time" if received.unreadable else "",
    )


@asynccontextmanager
async def _ends(way: Way) -> AsyncIterator[_Ends]:
    if not way.startswith("footlight"):
        yield _Ends(str(free_port()), {})
        return
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        async with footlight_server(Path(folder), core=None) as server:
            yield _Ends(server.url.page, {"FOOTLIGHT_KEY": server.key}, server.pid)


@asynccontextmanager
async def _process(
    module: str, *arguments: str, environment: dict[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"footlight.bench.{module}", *arguments),
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=2**24,
    )
    try:
        yield process
    finally:
        await stop(process)


async def _line(way: Way, process: asyncio.subprocess.Process, patience: float) -> bytes:
    """What the receiver says next; what its library prints of itself is passed over.

    Raises:
        ConnectionFailedError: it ended, or says nothing.
    """
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    try:
        async with asyncio.timeout(patience):
            while line := await process.stdout.readline():
                if line.startswith((b"begin", b"{")):
                    return line
    except TimeoutError:
        pass
    raise ConnectionFailedError(f"{way}: its receiver gave up")
