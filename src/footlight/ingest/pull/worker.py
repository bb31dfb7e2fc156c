"""The process that pulls: FFmpeg reads what strangers send here, and where it fails no viewer of the server notices.

    python -m footlight.ingest.pull.worker LOG_LEVEL LOG_FORMAT

It takes `Assignment` lines on its standard input, writes `Report` lines to its standard output, and ends with its
input.
"""

import asyncio
import ipaddress
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Final

import msgspec

from footlight.capture.source import CaptureOptions, Notice, Source
from footlight.capture.stream.address import parse_address
from footlight.capture.stream.opening import open_address
from footlight.client.events import Connected, SendEvent
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.clock import SystemClock
from footlight.errors import FootlightError, SourceStalledError
from footlight.ingest.pull.absence import Absence
from footlight.ingest.pull.addresses import AddressRules
from footlight.ingest.pull.backoff import PullBackoff
from footlight.ingest.pull.gateway import WayOut, gateway, parse_pull_url
from footlight.ingest.pull.messages import Assignment, Pull, Report
from footlight.logs import configure_logs, logger
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import seconds

_STOP_SECONDS: Final = 2.0
"""How long ending in order may take once the input ended."""
_AWAY_SECONDS: Final = 60.0
"""For how long the broadcast of a source that is lost waits for it, as it waits for a publisher that dropped out."""
_OPENING: Final = 8
"""Sources that are being opened at once: a thousand that fail take their turns."""

_LONGEST_TEXT: Final = 300

_log = logger(__name__)

Hear = Callable[[Notice], object]
OpenSource = Callable[[WayOut, Clock, Hear], Source]


class PullWorker:
    """Keeps every assigned source on its channel; belongs to one event loop."""

    def __init__(
        self,
        clock: Clock,
        open_source: OpenSource,
        on_report: Callable[[Report], object],
        *,
        away_seconds: float = _AWAY_SECONDS,
    ) -> None:
        """Pull nothing yet.

        Args:
            clock: of this machine.
            open_source: blocks, and is called in threads; the source tells when it is ``lost`` and ``back``.
            on_report: hears how each pull goes.
            away_seconds: how long a broadcast waits for its source.
        """
        self._clock = clock
        self._away_seconds = away_seconds
        self._open_source = open_source
        self._on_report = on_report
        self._opening = asyncio.Semaphore(_OPENING)
        self._threads = ThreadPoolExecutor(_OPENING, "footlight-pull-open")
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def take(self, assignment: Assignment) -> None:
        """Pull what is assigned, and nothing else any more."""
        wanted = {pull.id: pull for pull in assignment.pulls}
        for id in [id for id in self._tasks if id not in wanted]:
            self._tasks.pop(id).cancel()
        for id, pull in wanted.items():
            if id not in self._tasks:
                self._tasks[id] = asyncio.create_task(self._keep(pull, assignment), name=f"pull-{pull.channel}")

    async def close(self) -> None:
        """End all of it."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _keep(self, pull: Pull, assignment: Assignment) -> None:
        backoff = PullBackoff(self._clock)
        while True:
            try:
                await self._once(pull, assignment, backoff)
                error: FootlightError = SourceStalledError("the source ended: it is asked again")
            except FootlightError as failure:
                error = failure
            except Exception as failure:
                # Of this machine, or nobody thought of it: no reason to leave the source for ever.
                _log.exception("pull broke", channel=pull.channel)
                error = SourceStalledError(f"this server failed at it: {failure}"[:_LONGEST_TEXT])
            self._failing(pull, error)
            delay = seconds(backoff.delay(error))
            _log.info("pull failed", channel=pull.channel, code=error.code, error=str(error), again_in=round(delay))
            await asyncio.sleep(delay)

    async def _once(self, pull: Pull, assignment: Assignment, backoff: PullBackoff) -> None:
        """Open the source and send it until it ends, fails, or stays away."""
        loop = asyncio.get_running_loop()
        rules = AddressRules(tuple(ipaddress.ip_network(network) for network in assignment.allowed))
        server = ServerUrl(assignment.secure, assignment.host, assignment.port, ChannelName(pull.channel))

        def heard(event: SendEvent) -> None:
            if isinstance(event, Connected):
                live()

        def live() -> None:
            backoff.live()
            self._on_report(Report(pull.id, "live"))

        async with AsyncExitStack() as stack:
            async with self._opening:
                way = await stack.enter_async_context(gateway(parse_pull_url(pull.url), rules))
                absence = Absence(self._away_seconds, way, lambda error: self._failing(pull, error), live)
                source = partial(
                    self._open_source,
                    way,
                    self._clock,
                    lambda notice: loop.call_soon_threadsafe(absence.hear, notice),
                )
                with way.explaining():
                    sender = await self._open(source, pull.key, server, Trust(assignment.pin), heard)
            with way.explaining():
                await absence.bound(sender.run())

    def _failing(self, pull: Pull, error: FootlightError) -> None:
        self._on_report(Report(pull.id, "failing", error.code, str(error)))

    async def _open(
        self,
        open_source: Callable[[], Source],
        key: str,
        server: ServerUrl,
        trust: Trust,
        heard: Callable[[SendEvent], None],
    ) -> Sender:
        def work() -> Sender:
            source = open_source()
            try:
                return Sender(to_server(server, key, self._clock, trust=trust), [source], self._clock, on_event=heard)
            except BaseException:
                source.close()
                raise

        opening = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The thread goes on; what it opens is nobody's any more.
            opening.add_done_callback(_let_go)
            raise


def open_pulled(way: WayOut, clock: Clock, hear: Hear) -> Source:
    """Open a source by its way out; raises as `open_address`."""
    options = CaptureOptions(coded="fit", on_notice=hear)
    return open_address(parse_address(way.url), options, clock, http_proxy=way.http_proxy)


def _let_go(opening: asyncio.Future[Sender]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


async def _work() -> None:
    finished, loop = asyncio.Event(), asyncio.get_running_loop()
    worker = PullWorker(SystemClock(), open_pulled, _write)

    def read() -> None:
        decoder = msgspec.json.Decoder(Assignment)
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(worker.take, decoder.decode(line))
        loop.call_soon_threadsafe(finished.set)
        # The server is gone, or wants it gone: a thread that FFmpeg holds must not keep this process alive.
        time.sleep(_STOP_SECONDS)
        os._exit(1)

    # Not asyncio's own way of reading a pipe: Windows has none for standard streams.
    threading.Thread(target=read, name="footlight-pull-input", daemon=True).start()
    await finished.wait()
    await worker.close()


def _write(report: Report) -> None:
    with suppress(BrokenPipeError):  # the server is gone, and this process ends with it
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    configure_logs(sys.argv[1], sys.argv[2])  # type: ignore[arg-type]
    asyncio.run(_work())
