"""From sources to a channel: a capture thread a source, a coding thread a picture track, one uplink."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from footlight.capture.source import Source
from footlight.client.events import Connected, Lost, SendEvent, SoundGone
from footlight.client.sending.audiolane import AudioLane, SoundInput
from footlight.client.sending.codedlane import CodedLane
from footlight.client.sending.feed import open_feeds
from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions, LaneOutput
from footlight.client.sending.regulator import Dial, Regulator
from footlight.client.sending.sendstatus import SendStatus
from footlight.client.sending.sound import SoundOptions, no_such_sound
from footlight.client.sending.succession import Heir
from footlight.client.sending.timeline import Timeline
from footlight.client.sending.toolarge import too_large
from footlight.client.sending.uplink import OpenUplink
from footlight.client.sending.videolane import VideoLane
from footlight.errors import FootlightError, OptionInvalidError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.packets import HEADER, MAX_PAYLOAD

_LARGEST: Final = HEADER.size + MAX_PAYLOAD
"""Bytes of the largest packet; a server may take less."""


class Sender:
    """One broadcast from open sources. `run` belongs to one event loop, and is called once."""

    def __init__(
        self,
        open_uplink: OpenUplink,
        sources: Sequence[Source],
        clock: Clock,
        *,
        coding: CodingOptions | None = None,
        sound: SoundOptions | None = None,
        on_event: Callable[[SendEvent], None] | None = None,
    ) -> None:
        """Open the encoders; slow, so not on an event loop.

        Raises:
            OptionInvalidError: a gain for a sound that is not there, or that cannot be.
            FootlightError: an encoder cannot be opened for a source's format.
        """
        self._on_event = on_event
        self._timeline = Timeline()
        keyframes = KeyframeSchedule()
        self._feeds = open_feeds(
            sources,
            coding if coding is not None else CodingOptions(),
            keyframes,
            sound if sound is not None else SoundOptions(),
            clock,
        )
        self._uplink = open_uplink(on_keyframe=keyframes.request, on_event=self._heard)
        self._uplink.set_tracks(self.tracks)
        sounds = sum(track.kind == "audio" for track in self.tracks)
        self._regulator = Regulator(self._uplink, self._pictures, sounds, clock)
        self._reading = 0
        self._closed = False
        self._largest = _LARGEST
        self._ended: asyncio.Future[None] | None = None

    @property
    def tracks(self) -> list[Track]:
        """The tracks as they are described now."""
        # Several sources of sound may share a track, and another source's streams may come in another order.
        tracks = {lane.track.id: lane.track for feed in self._feeds for lane in feed.lanes}
        return [tracks[id] for id in sorted(tracks)]

    @property
    def gains(self) -> dict[str, float]:
        """How loud each sound is made, in decibels, by its name: ``mic``, ``system``, ``sound``."""
        return {lane.source: lane.fader.gain for lane in self._sounds()}

    def set_gain(self, name: str, decibels: float) -> None:
        """Make a sound louder or softer from now on, without a click.

        Raises:
            OptionInvalidError: a gain that cannot be, or for a sound that is not there.
        """
        lane = next((lane for lane in self._sounds() if lane.source == name), None)
        if lane is None:
            raise no_such_sound(name, list(self.gains))
        lane.fader.gain = decibels

    @property
    def muted(self) -> bool:
        """Whether all sound is sent as silence; set it to say so."""
        return any(lane.fader.muted for lane in self._sound_tracks())

    @muted.setter
    def muted(self, muted: bool) -> None:
        for lane in self._sound_tracks():
            lane.fader.muted = muted

    def show_to(self, look: Callable[[VideoFrame], object]) -> None:
        """Let ``look`` see each main picture as it is captured, in the thread that captures: it must not wait.

        Pictures that come coded already are none to be seen. Called before `run`.
        """
        main = next((track.id for track in self.tracks if track.kind == "video"), None)

        def seen(track: int, frame: VideoFrame) -> None:
            if track == main:
                look(frame)

        for feed in self._feeds:
            feed.pictures.on_picture = seen

    def status(self) -> SendStatus:
        """How it goes; called on the event loop of `run`."""
        video, sound = self._pictures(), self._sound_tracks()
        counters, dropped = self._uplink.counters, self._uplink.dropped
        return SendStatus(
            pictures=video[0].pictures if video else 0,
            sent_bytes=counters.sent_bytes,
            viewers=counters.viewers,
            latency=counters.latency,
            drops=sum(lane.dropped + dropped[lane.track.id] for lane in video),
            quality=self._regulator.quality,
            level=max((lane.meter.level for lane in sound), default=None),
            muted=self.muted,
            sound_dropped=Micros(sum(lane.dropped for lane in sound)),
            groups_left_out=sum(lane.groups_left_out for lane in video if isinstance(lane, CodedLane)),
        )

    def turn(self, dial: Dial, up: bool) -> None:
        """One step more or less of all pictures' bitrate, size or rate; called on the event loop of `run`."""
        self._regulator.turn(dial, up)

    async def replace(self, source: Source) -> None:
        """Send this source's pictures, and its sound, from now on, where the main ones came from until now.

        Their tracks go on, in another generation. The old source is closed; called on the event loop of `run`.

        Raises:
            OptionInvalidError: there is no picture, there or here, or it cannot be passed on as ``codec`` wants.
            FootlightError: no encoder can be opened. The old source goes on, and the new one is closed.
        """
        try:
            place = next((n for n, feed in enumerate(self._feeds) if feed.shows_pictures), None)
            if place is None:
                raise OptionInvalidError("there is no picture in this broadcast that could be another")
            heir = await asyncio.to_thread(Heir, self._feeds[place], source)
        except BaseException:
            source.close()
            raise
        try:
            await asyncio.to_thread(heir.take_over)
        finally:
            self._feeds[place] = heir.feed
            if self._closed:
                heir.feed.close()
        self._regulator.renew()
        self._uplink.set_tracks(self.tracks)
        if self._reading and not self._closed:
            heir.feed.start(self._timeline, self._output(asyncio.get_running_loop()))

    async def run(self) -> None:
        """Send until all sources have ended, or until cancelled; both end the broadcast.

        Raises:
            FootlightError: a source or encoder failed, a picture is larger than the server takes, the first
                connection failed, or the server refused us for good.
        """
        ended = self._ended = asyncio.get_running_loop().create_future()
        publishing = asyncio.create_task(self._uplink.run(), name="footlight-publish")
        adapting = asyncio.create_task(self._regulator.run(), name="footlight-adapt")
        try:
            await asyncio.wait({publishing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if publishing.done():
                publishing.result()
            ended.result()
            await self._uplink.drain()
        finally:
            adapting.cancel()
            publishing.cancel()
            with suppress(asyncio.CancelledError, FootlightError):  # an error of it was raised above
                await publishing
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Free the sources and end their threads; `run` does it too."""
        self._closed = True
        for feed in self._feeds:
            feed.close()

    def _pictures(self) -> list[VideoLane | CodedLane]:
        return [lane for feed in self._feeds for lane in feed.lanes if isinstance(lane, VideoLane | CodedLane)]

    def _sounds(self) -> list[SoundInput]:
        return [lane for feed in self._feeds for lane in feed.lanes if isinstance(lane, SoundInput)]

    def _sound_tracks(self) -> list[AudioLane]:
        return list({lane.track.id: lane.lane for lane in self._sounds()}.values())

    def _heard(self, event: Connected | Lost) -> None:
        if isinstance(event, Connected):
            self._largest = min(_LARGEST, event.max_message or _LARGEST)
        if isinstance(event, Connected) and not self._reading:
            # Not before somebody takes it: what is captured earlier would only be dropped.
            self._reading = len(self._feeds)
            output = self._output(asyncio.get_running_loop())
            for feed in self._feeds:
                feed.start(self._timeline, output)
        self._tell(event)

    def _tell(self, event: SendEvent) -> None:
        if self._on_event is not None:
            self._on_event(event)

    def _output(self, loop: asyncio.AbstractEventLoop) -> LaneOutput:
        return LaneOutput(
            packet=lambda packet: loop.call_soon_threadsafe(self._publish, packet),
            described=lambda: loop.call_soon_threadsafe(self._uplink.set_tracks, self.tracks),
            ended=lambda error: loop.call_soon_threadsafe(self._source_ended, error),
            silent=lambda source, error: loop.call_soon_threadsafe(self._tell, SoundGone(source, error)),
        )

    def _publish(self, packet: Packet) -> None:
        size = HEADER.size + len(packet.payload)
        if size > self._largest:
            self._end(too_large(self.tracks[packet.track], size, self._largest))
        else:
            self._uplink.send(packet)

    def _source_ended(self, error: Exception | None) -> None:
        self._reading -= 1
        if error is not None or self._reading <= 0:
            self._end(error)

    def _end(self, error: Exception | None) -> None:
        if self._ended is None or self._ended.done():
            return
        if error is not None:
            self._ended.set_exception(error)
        else:
            self._ended.set_result(None)
