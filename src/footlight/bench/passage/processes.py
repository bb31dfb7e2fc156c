"""The processes at both ends of a passage."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Self

from footlight.bench.server import stop
from footlight.errors import ConnectionFailedError


class EndProcess:
    """One running module of `footlight.bench`; it ends with the block."""

    def __init__(self, process: asyncio.subprocess.Process, complaints: IO[bytes]) -> None:
        self._process = process
        self._complaints = complaints

    @classmethod
    async def start(cls, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Self:
        """Start it."""
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"footlight.bench.{module}", *arguments),
            env={**os.environ, **(environment or {})},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=complaints,
            limit=2**24,
        )
        return cls(process, complaints)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await stop(self._process)
        self._complaints.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    async def line(self, beginning: str, patience: float) -> str:
        """What it says next that begins so; what its library prints of itself is passed over.

        Raises:
            ConnectionFailedError: it ended, or says nothing for so many seconds; the message holds its last complaint.
        """
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            async with asyncio.timeout(patience):
                while said := await self._process.stdout.readline():
                    if said.startswith(beginning.encode()):
                        return said.decode()
        except TimeoutError:
            raise ConnectionFailedError(f"{beginning!r} was waited for in vain: {self._complaint()}") from None
        raise ConnectionFailedError(f"it ended: {self._complaint()}")

    async def tell(self) -> None:
        """Let it go on, where it waits for a line."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        self._process.stdin.write(b"\n")
        await self._process.stdin.drain()

    async def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self._process.kill()
        await self._process.wait()

    def _complaint(self) -> str:
        """The last line of its standard error."""
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")
