"""The processes at both ends of a passage."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from footlight.bench.server import stop
from footlight.errors import ConnectionFailedError


@asynccontextmanager
async def end(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a module of `footlight.bench` as a process until the block ends."""
    process = await start(module, *arguments, environment=environment)
    try:
        yield process
    finally:
        await stop(process)


async def start(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """Start one; who calls this ends it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"footlight.bench.{module}", *arguments),
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=2**24,
    )


async def line(process: asyncio.subprocess.Process, beginnings: tuple[bytes, ...], patience: float) -> bytes:
    """What a process says next that begins with one of these; what its library prints of itself is passed over.

    Raises:
        ConnectionFailedError: it ended, or says nothing for so many seconds.
    """
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    try:
        async with asyncio.timeout(patience):
            while said := await process.stdout.readline():
                if said.startswith(beginnings):
                    return said
    except TimeoutError:
        pass
    raise ConnectionFailedError("a process that is measured gave up")
