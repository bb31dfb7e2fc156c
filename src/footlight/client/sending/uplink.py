"""What carries a sender's packets away: to a server, or into a hub of this process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from footlight.client.events import Connected, Lost
from footlight.client.sending.regulator import Way
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros


@dataclass(slots=True)
class UplinkCounters:
    """What an uplink did since it began; it alone writes here."""

    sent_packets: int = 0
    sent_bytes: int = 0
    viewers: int | None = None
    """As was told last."""
    latency: Micros | None = None
    """Capture to the network's hands, of the newest main picture, or sound where there is none."""


class Uplink(Way, Protocol):
    """All methods belong to the event loop that runs `run`."""

    @property
    def counters(self) -> UplinkCounters:
        """What it did."""

    @property
    def dropped(self) -> Mapping[int, int]:
        """Packets dropped here, by track; 0 for any other."""

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        """Tell the whole list of tracks, before the packets that it describes."""

    def send(self, packet: Packet) -> None:
        """Take a packet, without waiting."""

    async def run(self) -> None:
        """Carry what is sent until cancelled, which ends the broadcast.

        Raises:
            FootlightError: it cannot be carried, or not any more.
        """

    async def drain(self) -> None:
        """Wait until all is sent, or lost with the connection; at most two seconds."""


class OpenUplink(Protocol):
    """Makes the uplink of one sender."""

    def __call__(self, *, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
        """``on_keyframe`` is called when a new group is wanted on all tracks, ``on_event`` with what happens."""
