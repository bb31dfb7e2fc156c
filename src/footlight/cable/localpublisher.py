"""An uplink into a hub of this process, with no socket between."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from footlight.cable.throughput import Throughput
from footlight.client.events import Connected, Lost
from footlight.client.sending.adaptation import LAG
from footlight.client.sending.uplink import OpenUplink, Uplink, UplinkCounters
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Sealing
from footlight.e2ee.sframe import MAX_OVERHEAD
from footlight.errors import FootlightError, ProtocolViolationError
from footlight.hub.hub import Hub
from footlight.hub.publisher import Publisher
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.packets import HEADER, MAX_PACKET

_LOOK_EVERY: Final = 0.5
"""Seconds between looks at how many watch."""
_RIGHT: Final = "local"


class LocalPublisher:
    """An `Uplink`, and to the hub a `PublisherLink`. Nothing waits here: the hub takes each packet at once."""

    def __init__(
        self,
        hub: Hub,
        channel: ChannelName,
        clock: Clock,
        *,
        on_keyframe: Callable[[], None],
        on_event: Callable[[Connected | Lost], None],
        secret: MediaSecret | None = None,
    ) -> None:
        """Publish on a channel of ``hub``.

        Args:
            clock: the one that the hub has too.
            on_keyframe: called when a new group is wanted on all tracks.
            on_event: told when it is live.
            secret: encrypt all media with it, end to end.
        """
        self._hub = hub
        self._channel = channel
        self._clock = clock
        self._on_keyframe = on_keyframe
        self._on_event = on_event
        self._sealing = Sealing(secret) if secret is not None else None
        self._tracks: tuple[Track, ...] = ()
        self._main: int | None = None
        self._throughput = Throughput(clock)
        self._publisher: Publisher | None = None
        self._dismissed: asyncio.Future[None] | None = None
        self.lagging = asyncio.Event()
        """Set with a packet that finds every viewer too far behind; who waits for it clears it."""
        self.counters = UplinkCounters()
        self.dropped: Counter[int] = Counter()
        """Nothing is dropped here: whoever watches too slowly is left behind by the hub."""

    # Uplink

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        self._tracks = tuple(tracks if self._sealing is None else self._sealing.describe(tracks))
        self._main = next((track.id for track in tracks if track.kind == "video"), tracks[0].id if tracks else None)
        self._publish(lambda publisher: publisher.set_tracks(self._tracks))

    def send(self, packet: Packet) -> None:
        if self._publisher is None:
            return
        sent = packet if self._sealing is None else self._sealing.seal(packet)
        self._publish(lambda publisher: publisher.publish(sent))
        self.counters.sent_packets += 1
        self.counters.sent_bytes += HEADER.size + len(packet.payload)
        if packet.track == self._main:
            self.counters.latency = Micros(self._clock.now() - packet.captured_at)
        # With each packet: who wakes up because it lags finds a rate already.
        self._look()
        if self.lag > LAG:
            self.lagging.set()

    @property
    def lag(self) -> Micros:
        """How long what is sent now waits for every viewer: one that keeps up is not made to see less."""
        return self._hub.least_lag(self._channel)

    @property
    def rate(self) -> int | None:
        return self._look()

    @property
    def waiting_pictures(self) -> int:
        return 0

    def drop_pictures(self) -> None:
        """Nothing waits here."""

    async def run(self) -> None:
        """Be live until cancelled, which ends the broadcast.

        Raises:
            ChannelBusyError: another publisher is live on the channel.
            FootlightError: the hub let this publisher go.
        """
        self._dismissed = asyncio.get_running_loop().create_future()
        self._publisher = publisher = self._hub.open(self._channel, _RIGHT, None, False, self)
        try:
            publisher.set_tracks(self._tracks)
            largest = MAX_PACKET - (MAX_OVERHEAD if self._sealing is not None else 0)
            self._on_event(Connected(self._clock.now(), publisher.broadcast, max_message=largest))
            self._on_keyframe()
            while not self._dismissed.done():
                self.counters.viewers = publisher.viewers
                await asyncio.wait([self._dismissed], timeout=_LOOK_EVERY)
            self._dismissed.result()
        finally:
            self._publisher = None
            publisher.end()

    async def drain(self) -> None:
        """Nothing waits here."""

    # PublisherLink

    def request_keyframe(self) -> None:
        self._on_keyframe()

    def dismiss(self, error: FootlightError) -> None:
        if self._dismissed is not None and not self._dismissed.done():
            self._dismissed.set_exception(error)

    def _look(self) -> int | None:
        broadcast = self._hub.broadcast(self._channel)
        if broadcast is None:
            return None
        return self._throughput.look(self.lag, broadcast.figures.sent_bytes, broadcast.viewers)

    def _publish(self, work: Callable[[Publisher], None]) -> None:
        if self._publisher is None:
            return
        try:
            work(self._publisher)
        except ProtocolViolationError as error:
            self.dismiss(error)


def to_hub(hub: Hub, channel: ChannelName, clock: Clock, secret: MediaSecret | None = None) -> OpenUplink:
    """Send to a channel of a hub in this process; the arguments are those of `LocalPublisher`."""

    def open_uplink(*, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
        return LocalPublisher(hub, channel, clock, on_keyframe=on_keyframe, on_event=on_event, secret=secret)

    return open_uplink
