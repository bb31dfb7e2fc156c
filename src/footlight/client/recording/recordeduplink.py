"""What a sender sends, kept as it is coded, before the network has a say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from footlight.client.events import Connected, Lost, PacketsReceived, TracksChanged
from footlight.client.sending.uplink import OpenUplink, Uplink, UplinkCounters
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

_BROADCAST = "sent"
"""A sender has but one."""


class Sink(Protocol):
    """What keeps the packets."""

    def tracks(self, change: TracksChanged) -> None:
        """The tracks of the packets that follow."""

    def packets(self, received: PacketsReceived) -> None:
        """Packets, in order; must not wait."""


class RecordedUplink:
    """An `Uplink` around another one: what goes into that is given to a sink first, not encrypted and whole."""

    def __init__(self, uplink: Uplink, sink: Sink) -> None:
        self._uplink = uplink
        self._sink = sink
        self.lagging = uplink.lagging

    @property
    def counters(self) -> UplinkCounters:
        return self._uplink.counters

    @property
    def dropped(self) -> Mapping[int, int]:
        return self._uplink.dropped

    @property
    def lag(self) -> Micros:
        return self._uplink.lag

    @property
    def rate(self) -> int | None:
        return self._uplink.rate

    @property
    def waiting_pictures(self) -> int:
        return self._uplink.waiting_pictures

    def drop_pictures(self) -> None:
        self._uplink.drop_pictures()

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        self._sink.tracks(TracksChanged(_BROADCAST, tuple(tracks)))
        self._uplink.set_tracks(tracks)

    def send(self, packet: Packet) -> None:
        self._sink.packets(PacketsReceived([packet], packet.captured_at))
        self._uplink.send(packet)

    async def run(self) -> None:
        await self._uplink.run()

    async def drain(self) -> None:
        await self._uplink.drain()


def recorded(open_uplink: OpenUplink, sink: Sink) -> OpenUplink:
    """The same uplink, with all that is sent kept by ``sink``."""

    def open_recorded(*, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
        return RecordedUplink(open_uplink(on_keyframe=on_keyframe, on_event=on_event), sink)

    return open_recorded
