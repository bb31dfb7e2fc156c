"""From sources to a channel: a capture thread a source, a coding thread a picture track, one publisher."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from footlight.capture.source import Source
from footlight.client.adaptation import Adaptation, Quality
from footlight.client.events import Connected, Lost
from footlight.client.feed import open_feeds
from footlight.client.keyframes import KeyframeSchedule
from footlight.client.lane import CodingOptions, LaneOutput
from footlight.client.publish import Publisher
from footlight.client.timeline import Timeline
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.client.videolane import VideoLane
from footlight.errors import FootlightError
from footlight.model.clock import Clock
from footlight.model.track import Track
from footlight.model.units import Micros

_LOOK_EVERY: Final = 0.1
"""Seconds between looks at what waits to be sent."""


@dataclass(frozen=True, slots=True)
class SendStatus:
    """How sending goes, counted since it began."""

    pictures: int
    """Coded, of the main picture track; 0 where there is only sound."""
    sent_bytes: int
    viewers: int | None
    """As the server told last."""
    latency: Micros | None
    """Capture to the network's hands, of the newest picture; the way to the viewers is not in it."""
    drops: int
    """Pictures left out, before coding or before sending."""
    quality: Quality
    """How far the pictures give way to the network now."""


class Sender:
    """One broadcast from open sources. `run` belongs to one event loop, and is called once."""

    def __init__(
        self,
        url: ServerUrl,
        key: str,
        sources: Sequence[Source],
        clock: Clock,
        *,
        coding: CodingOptions | None = None,
        trust: Trust | None = None,
        take_over: bool = False,
        on_event: Callable[[Connected | Lost], None] | None = None,
    ) -> None:
        """Open the encoders; slow, so not on an event loop.

        Raises:
            FootlightError: an encoder cannot be opened for a source's format.
        """
        self._on_event = on_event
        self._timeline = Timeline()
        keyframes = KeyframeSchedule()
        self._feeds = open_feeds(sources, coding if coding is not None else CodingOptions(), keyframes)
        self._publisher = Publisher(
            url,
            key,
            clock,
            on_keyframe=keyframes.request,
            on_event=self._heard,
            trust=trust,
            take_over=take_over,
        )
        self._publisher.set_tracks(self.tracks)
        self._clock = clock
        self._reading = 0
        self._quality = Quality()
        self._ended: asyncio.Future[None] | None = None

    @property
    def tracks(self) -> list[Track]:
        """The tracks as they are described now."""
        return [lane.track for feed in self._feeds for lane in feed.lanes]

    def status(self) -> SendStatus:
        """How it goes; called on the event loop of `run`."""
        video = self._pictures()
        counters, dropped = self._publisher.counters, self._publisher.outbox.dropped
        return SendStatus(
            pictures=video[0].pictures if video else 0,
            sent_bytes=counters.sent_bytes,
            viewers=counters.viewers,
            latency=counters.latency,
            drops=sum(lane.dropped + dropped[lane.track.id] for lane in video),
            quality=self._quality,
        )

    async def run(self) -> None:
        """Send until all sources have ended, or until cancelled; both end the broadcast.

        Raises:
            FootlightError: a source or encoder failed, the first connection failed, or the server
                refused us for good.
        """
        ended = self._ended = asyncio.get_running_loop().create_future()
        publishing = asyncio.create_task(self._publisher.run(), name="footlight-publish")
        adapting = asyncio.create_task(self._adapt(), name="footlight-adapt")
        try:
            await asyncio.wait({publishing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if publishing.done():
                publishing.result()
            ended.result()
            await self._publisher.drain()
        finally:
            adapting.cancel()
            publishing.cancel()
            with suppress(asyncio.CancelledError, FootlightError):  # an error of it was raised above
                await publishing
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Free the sources and end their threads; `run` does it too."""
        for feed in self._feeds:
            feed.close()

    async def _adapt(self) -> None:
        adaptation = Adaptation(self._clock)
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if adaptation.look(self._publisher.outbox.waiting):
                self._quality = adaptation.quality
                for lane in self._pictures():
                    lane.quality = adaptation.quality

    def _pictures(self) -> list[VideoLane]:
        return [lane for feed in self._feeds for lane in feed.lanes if isinstance(lane, VideoLane)]

    def _heard(self, event: Connected | Lost) -> None:
        if isinstance(event, Connected) and not self._reading:
            # Not before somebody takes it: what is captured earlier would only be dropped.
            self._reading = len(self._feeds)
            output = self._output(asyncio.get_running_loop())
            for feed in self._feeds:
                feed.start(self._timeline, output)
        if self._on_event is not None:
            self._on_event(event)

    def _output(self, loop: asyncio.AbstractEventLoop) -> LaneOutput:
        return LaneOutput(
            packet=lambda packet: loop.call_soon_threadsafe(self._publisher.send, packet),
            described=lambda: loop.call_soon_threadsafe(self._publisher.set_tracks, self.tracks),
            ended=lambda error: loop.call_soon_threadsafe(self._source_ended, error),
        )

    def _source_ended(self, error: FootlightError | None) -> None:
        self._reading -= 1
        if self._ended is None or self._ended.done():
            return
        if error is not None:
            self._ended.set_exception(error)
        elif self._reading <= 0:
            self._ended.set_result(None)
