"""From a channel to frames: one connection, one decoding thread, and the figures of what was seen."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final, Protocol

from footlight.client.events import (
    Connected,
    Event,
    GroupsSkipped,
    Lost,
    PacketsReceived,
    StateChanged,
    TracksChanged,
    ViewersCounted,
)
from footlight.client.recording.gap import Why
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.viewing import ViewingFigures
from footlight.errors import DecodingFailedError, PictureSizeError
from footlight.model.broadcast import BroadcastState
from footlight.model.clock import Clock
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync

_REPORT_EVERY: Final = 5.0
"""Seconds between what the server is told of what is seen here."""


class PacketSink(Protocol):
    """What keeps the packets as they came, for instance a recording."""

    def tracks(self, change: TracksChanged) -> None:
        """The tracks of the packets that follow."""

    def packets(self, received: PacketsReceived) -> None:
        """Packets, in order; must not wait."""

    def interrupted(self, why: Why) -> None:
        """Packets may be missing between those before and those that follow."""


class Downlink(Protocol):
    """What brings a channel's packets: from a server, or from a hub of this process."""

    @property
    def sync(self) -> ClockSync:
        """The clock that capture times are in, against ours."""

    @property
    def tampered(self) -> int:
        """Encrypted packets that somebody changed on their way, or slipped in; they are left out."""

    def events(self) -> AsyncGenerator[Event, None]:
        """Everything that happens, in order, as `footlight.client.watching.watch.Watch.events`."""

    async def request_keyframe(self) -> None:
        """Ask for a new group on every picture track."""

    async def report(self, latency: Micros | None, dropped_groups: int) -> None:
        """Tell what is shown here."""


class Receiver:
    """Watches and decodes; `run` belongs to one event loop, and is called once."""

    def __init__(
        self,
        watch: Downlink,
        clock: Clock,
        *,
        on_frame: Callable[[Decoded], object] | None = None,
        on_event: Callable[[Event], object] | None = None,
        sink: PacketSink | None = None,
        newest: bool = True,
    ) -> None:
        """Watch at the end of ``watch``.

        Args:
            on_frame: called in the decoding thread; what it raises ends `run`.
            on_event: called on the loop, with all but packets.
            sink: is given the packets too.
            newest: leave out a picture that stands alone where a newer one is here.
        """
        self._newest = newest
        self._watch = watch
        self._clock = clock
        self._on_frame = on_frame
        self._on_event = on_event
        self._sink = sink
        self._skipped_before = 0
        self._skipped_here = 0
        self._tampered_before = 0
        self._decoding: DecodingThread | None = None
        self._asking: asyncio.Task[None] | None = None
        self.figures = ViewingFigures()
        self.started_at: Micros | None = None
        """When `run` began, in our clock."""
        self.state: BroadcastState = "offline"
        self.viewers: int | None = None
        self.main: Track | None = None
        """The main picture track of what is on."""
        self.decoding_error: DecodingFailedError | PictureSizeError | None = None
        """The newest failure to decode."""

    @property
    def skipped_groups(self) -> int:
        """Groups left out on the way here, and by decoding too slowly."""
        own = self._decoding.gaps if self._decoding is not None else 0
        return self._skipped_before + self._skipped_here + own

    @property
    def tampered(self) -> int:
        """Encrypted packets that somebody changed on their way; they are left out."""
        return self._watch.tampered

    async def run(self) -> None:
        """Watch until cancelled.

        Raises:
            FootlightError: as of `Watch.events`.
            Exception: what ``on_frame`` raised, or a fault of ours in the decoding thread.
        """
        loop = asyncio.get_running_loop()
        fault: asyncio.Future[None] = loop.create_future()
        self.started_at = self._clock.now()
        self._decoding = DecodingThread(
            self._clock,
            on_frame=lambda decoded: self._hand_over(loop, decoded),
            on_error=lambda error: loop.call_soon_threadsafe(self._failed, error),
            on_fault=lambda error: loop.call_soon_threadsafe(fault.set_exception, error),
            newest=self._newest,
        )
        reporting = asyncio.create_task(self._report(), name="footlight-watch-report")
        hearing = asyncio.create_task(self._hear(self._decoding), name="footlight-watch-events")
        try:
            await asyncio.wait({hearing, fault}, return_when=asyncio.FIRST_COMPLETED)
            for done in (fault, hearing):
                if done.done():
                    done.result()
        finally:
            reporting.cancel()
            hearing.cancel()
            await asyncio.wait({hearing})
            if self._asking is not None:
                self._asking.cancel()
            await asyncio.to_thread(self._decoding.close)

    async def _hear(self, decoding: DecodingThread) -> None:
        async with aclosing(self._watch.events()) as events:
            async for event in events:
                self._heard(event, decoding)

    def _heard(self, event: Event, decoding: DecodingThread) -> None:
        match event:
            case PacketsReceived():
                decoding.put(event)
                if self.tampered > self._tampered_before:
                    self._tampered_before = self.tampered
                    self._interrupted("tampered")
                if self._sink is not None:
                    self._sink.packets(event)
                return
            case Connected():
                decoding.put(event)
                self._skipped_before += self._skipped_here
                self._skipped_here = 0
            case TracksChanged():
                decoding.put(event)
                self.main = next((track for track in event.tracks if track.kind == "video"), None)
                if self._sink is not None:
                    self._sink.tracks(event)
            case StateChanged():
                self.state = event.state
                if event.state == "away":
                    self._interrupted("sender away")
            case ViewersCounted():
                self.viewers = event.viewers
            case GroupsSkipped():
                self._skipped_here = event.groups
                self._interrupted("skipped")
            case Lost():
                self._interrupted("connection lost")
        if self._on_event is not None:
            self._on_event(event)

    def _interrupted(self, why: Why) -> None:
        if self._sink is not None:
            self._sink.interrupted(why)

    def _hand_over(self, loop: asyncio.AbstractEventLoop, decoded: Decoded) -> None:
        if self._on_frame is not None:
            self._on_frame(decoded)
        loop.call_soon_threadsafe(self._count, decoded)

    def _count(self, decoded: Decoded) -> None:
        main = self.main is not None and decoded.track.id == self.main.id
        self.figures.add(decoded, self._watch.sync, main=main)

    def _failed(self, error: DecodingFailedError | PictureSizeError) -> None:
        self.decoding_error = error
        self._asking = asyncio.create_task(self._watch.request_keyframe(), name="footlight-watch-keyframe")

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_EVERY)
            await self._watch.report(self.figures.latency_of_late, self.skipped_groups)
