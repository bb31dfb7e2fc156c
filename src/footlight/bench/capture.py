"""`footlight bench capture`: what grabbing a 1080p screen 30 times a second and converting it costs."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import msgspec

from footlight.bench.machine import cpu_seconds, require_linux
from footlight.bench.server import stop
from footlight.errors import DeviceUnavailableError, ToolMissingError

SCREEN: Final = "1920x1080x24"


class _Grabbed(msgspec.Struct, frozen=True):
    frames: int
    width: int
    height: int
    cpu_ms: float
    conversion_ms: float


@dataclass(frozen=True, slots=True)
class CaptureCost:
    """CPU milliseconds a picture."""

    screen: str
    """``Xvfb`` for one of its own, else the display that was there."""
    width: int
    height: int
    fps: float
    cpu_ms: float
    """All of the grabbing process: waiting, grabbing, converting to I420."""
    conversion_ms: float
    x_server_ms: float | None
    """Of the X server, which copies the picture; None where it is not ours to ask."""


async def measure_capture(seconds: float) -> CaptureCost:
    """Grab a virtual screen, or where Xvfb is missing the one of DISPLAY, for so long.

    Raises:
        ToolMissingError: neither Xvfb nor a display.
        DeviceUnavailableError: the screen cannot be grabbed.
    """
    require_linux()
    async with _screen() as (display, x_pid):
        environment = {**os.environ, "DISPLAY": display}
        grabber = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "footlight.bench.grabber", str(seconds)),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        before = cpu_seconds(x_pid) if x_pid else 0.0
        printed, complaints = await grabber.communicate()
        if grabber.returncode != 0:
            lines = complaints.decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise DeviceUnavailableError(f"the screen {display} cannot be grabbed: {lines[-1]}")
        x_cpu = cpu_seconds(x_pid) - before if x_pid else None
    grabbed = msgspec.json.decode(printed, type=_Grabbed)
    return CaptureCost(
        screen="Xvfb" if x_pid else display,
        width=grabbed.width,
        height=grabbed.height,
        fps=round(grabbed.frames / seconds, 1),
        cpu_ms=round(grabbed.cpu_ms, 2),
        conversion_ms=round(grabbed.conversion_ms, 2),
        x_server_ms=round(1000 * x_cpu / max(grabbed.frames, 1), 2) if x_cpu is not None else None,
    )


@asynccontextmanager
async def _screen() -> AsyncIterator[tuple[str, int | None]]:
    """The display to grab, and the process of its X server where it is our own."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        display = os.environ.get("DISPLAY")
        if display is None:
            raise ToolMissingError("there is no display to grab and no Xvfb to make one: install the package xvfb")
        yield display, None
        return
    process = await asyncio.create_subprocess_exec(
        # With -displayfd the server takes a free number itself and says which.
        *(xvfb, "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        number = await process.stdout.readline() if process.stdout else b""
        yield f":{number.decode().strip()}", process.pid
    finally:
        await stop(process)
