"""The worker's process, from its start to its end: assignments in, reports out."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import msgspec

from footlight.ingest.pull.messages import Assignment, Report
from footlight.logs import logger

_MODULE: Final = "footlight.ingest.pull.worker"
_STOP_SECONDS: Final = 3.0
_LONGEST_LINE: Final = 64 * 1024
_NOT_INHERITED: Final = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
"""They would lead FFmpeg past the gateway."""

_log = logger(__name__)


class WorkerProcess:
    """A worker that runs; made by `worker_process`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
        self._input = process.stdin
        self._output = process.stdout
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def assign(self, assignment: Assignment) -> None:
        """Tell it what to pull from now on; a worker that is gone is told by `reports`."""
        with suppress(ConnectionError):
            self._input.write(msgspec.json.encode(assignment) + b"\n")
            await self._input.drain()

    async def reports(self) -> AsyncIterator[Report]:
        """What it tells, until it ends, or tells what nobody understands: strangers' media may have broken it."""
        decoder = msgspec.json.Decoder(Report)
        try:
            while line := await self._output.readline():
                yield decoder.decode(line)
        except ValueError as error:  # a line without an end, or no report
            _log.error("pull worker broke", error=str(error))

    async def stop(self) -> None:
        """End it: by the end of its input, or by force."""
        self._input.close()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def worker_process(log_level: str, log_format: str) -> AsyncIterator[WorkerProcess]:
    """A worker for as long as the block lasts; its log lines go where ours do."""
    environment = {name: value for name, value in os.environ.items() if name.lower() not in _NOT_INHERITED}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", _MODULE, log_level, log_format),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        limit=_LONGEST_LINE,
        # A Ctrl-C is for the server, which ends its worker in order.
        start_new_session=sys.platform != "win32",
    )
    worker = WorkerProcess(process)
    try:
        yield worker
    finally:
        await asyncio.shield(worker.stop())
