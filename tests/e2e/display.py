"""An X display without a screen, and a window that moves on it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Display:
    """A running X server of its own."""

    name: str
    """What ``DISPLAY`` must say."""
    width: int
    height: int

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to open windows here, or to see them."""
        return {"DISPLAY": self.name}


@asynccontextmanager
async def x_display(width: int = 1280, height: int = 720) -> AsyncIterator[Display]:
    """Run an X server of this size; it ends with the context."""
    # -displayfd: the server itself takes a free number and says which.
    server = await asyncio.create_subprocess_exec(
        "Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        async with asyncio.timeout(20):
            number = int(await server.stdout.readline())
        yield Display(f":{number}", width, height)
    finally:
        server.terminate()
        await server.wait()


@asynccontextmanager
async def moving_window(display: Display) -> AsyncIterator[None]:
    """Show a window that goes from side to side until the context ends."""
    environment = {**os.environ, **display.environment}
    window = await asyncio.create_subprocess_exec(
        "xeyes", "-geometry", "300x200+0+100", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    # Each line of an xdotool script finds its window anew, and bears only so many commands.
    there = [f"windowmove %1 {x} 100 sleep 0.04" for x in range(0, 800, 20)]
    steps = [*there, *reversed(there)]
    lines = [f"search --sync --onlyvisible --class xeyes {' '.join(steps[i : i + 8])}" for i in range(0, len(steps), 8)]
    script = "\n".join(lines * 200) + "\n"
    mover = await asyncio.create_subprocess_exec(
        "xdotool", "-", env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    assert mover.stdin is not None
    mover.stdin.write(script.encode())
    mover.stdin.close()
    try:
        yield
    finally:
        for process in (mover, window):
            if process.returncode is None:
                process.terminate()
            await process.wait()
