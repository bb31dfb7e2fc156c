"""`footlight bench throttle`: what viewers see of a sender whose link is narrow for a while."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from footlight.bench.bottleneck import Bottleneck
from footlight.bench.machine import require_linux
from footlight.bench.server import PROGRAM, footlight_server, stop
from footlight.bench.verdict import NARROW, WIDE, Look, Picture, Run
from footlight.errors import ConnectionFailedError, OptionInvalidError
from footlight.model.clock import Clock
from footlight.model.units import seconds

BITRATE: Final = 4_500_000
"""The most that is sent: 1280x720 at 30/s, as in `footlight bench latency`."""

_BEFORE: Final = 10.0
"""Seconds of the wide link before it is cut, of which the first are left out."""

_SETTLE: Final = 2.5
_WAIT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class ThrottleOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number of seconds that cannot be.
    """

    narrow: float = 25.0
    """Seconds for which the link is narrow."""
    after: float = 30.0
    """Seconds after its return."""

    def __post_init__(self) -> None:
        if not (3 <= self.narrow <= 600 and 1 <= self.after <= 600):
            raise OptionInvalidError("--narrow wants 3 to 600 seconds, --after 1 to 600")


async def measure_throttle(options: ThrottleOptions, clock: Clock) -> Run:
    """Run server, bottleneck, sender and viewer, and cut the link for a while.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: a part of it does not start, or no picture comes.
    """
    require_linux()
    pictures: list[Picture] = []
    looks: list[Look] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footlight-bench-")))
        server = await stack.enter_async_context(footlight_server(folder, core=None))
        link = await stack.enter_async_context(Bottleneck(server.url.port, WIDE).open())
        page = f"http://127.0.0.1:{link.port}/{server.url.channel}"
        sender = (*PROGRAM, *_sending(page))
        await stack.enter_async_context(
            _lines(sender, {"FOOTLIGHT_KEY": server.key}, lambda line: _note(line, clock, looks))
        )
        viewer = (sys.executable, "-m", "footlight.bench.onlooker", server.url.page)
        seen = asyncio.Event()

        def on_picture(line: bytes) -> None:
            pictures.append(msgspec.json.decode(line, type=Picture))
            seen.set()

        await stack.enter_async_context(_lines(viewer, {}, on_picture))
        try:
            await asyncio.wait_for(seen.wait(), _WAIT_SECONDS)
        except TimeoutError:
            raise ConnectionFailedError("not one picture came") from None
        began = seconds(clock.now()) + _SETTLE
        await asyncio.sleep(_BEFORE + _SETTLE)
        cut, link.bits_per_second = seconds(clock.now()), NARROW
        await asyncio.sleep(options.narrow)
        back, link.bits_per_second = seconds(clock.now()), WIDE
        await asyncio.sleep(options.after)
        end = seconds(clock.now())
    return Run(
        [msgspec.structs.replace(one, at=one.at - began) for one in pictures if one.at >= began],
        [replace(one, at=one.at - began) for one in looks if one.at >= began],
        *(moment - began for moment in (cut, back, end)),
    )


def _sending(page: str) -> Sequence[str]:
    most = ("--size", "1280x720", "--fps", "30", "--max-bitrate", str(BITRATE))
    return ("send", "test", "--to", page, "--json", *most)


def _note(line: bytes, clock: Clock, looks: list[Look]) -> None:
    told = json.loads(line)
    if told["event"] == "status":
        looks.append(Look(seconds(clock.now()), told["bitrate_share"], told["drops"]))


@asynccontextmanager
async def _lines(
    command: Sequence[str], environment: Mapping[str, str], on_line: Callable[[bytes], object]
) -> AsyncIterator[None]:
    """Run a program and hear each line that it prints, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    printed = process.stdout

    async def hear() -> None:
        async for line in printed:
            on_line(line)

    hearing = asyncio.create_task(hear())
    try:
        yield
    finally:
        hearing.cancel()
        await stop(process)
