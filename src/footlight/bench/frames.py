"""`footlight bench frames`: numpy arrays from one program through a server to another, beside tools that have none."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.bench.machine import require_linux
from footlight.bench.passage.passage import Passage, left_out, measure
from footlight.bench.passage.run import Meeting
from footlight.bench.passage.ways import Way, tool
from footlight.bench.server import footlight_server
from footlight.errors import OptionInvalidError

WAYS: Final[tuple[Way, ...]] = (
    "footlight raw",
    "netgear raw",
    "imagezmq req raw",
    "imagezmq pub raw",
    "footlight jpeg",
    "netgear jpeg",
    "imagezmq req jpeg",
    "footlight h264",
)
"""Like beside like, so that what else the machine does in these minutes meets both."""


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


async def measure_frames(options: FramesOptions, on_passage: Callable[[Passage], None]) -> list[Passage]:
    """Measure every way whose tool is installed; of the others it is said how to get them.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a server, a sender or a receiver does not start, or no picture came.
    """
    require_linux()
    measured = []
    for way in WAYS:
        passage = left_out(way)
        if passage is None:
            async with _meeting(way) as meeting:
                passage = await measure(way, meeting, options.duration)
        measured.append(passage)
        on_passage(passage)
    return measured


@asynccontextmanager
async def _meeting(way: Way) -> AsyncIterator[Meeting]:
    if tool(way) != "footlight":
        yield Meeting()
        return
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        async with footlight_server(Path(folder), core=None) as server:
            yield Meeting(server.url.page, {"FOOTLIGHT_KEY": server.key}, server.pid)
