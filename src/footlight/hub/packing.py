"""Which packets travel in one message: sound and secondary pictures ride with the main picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

HOLD: Final = Micros(45_000)
"""What waits longer goes with the next packet of any kind, 20 ms later with Opus: a picture at 30/s waits 33 ms."""
_HOLD_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """The packets of one message."""

    packets: bytes
    captured_at: Micros
    """Of the newest packet."""
    opens: bool
    """The main track's group begins here."""
    keys: frozenset[int]
    """The secondary tracks of pictures that have a keyframe here."""


class Packer:
    """Gathers coded packets into messages, in the order in which they came.

    There are no timers: what waits is looked at when something comes, and a broadcast where nothing
    comes any more has nothing that is late.
    """

    def __init__(self, tracks: Sequence[Track]) -> None:
        pictures = [track.id for track in tracks if track.kind == "video"]
        others = [track.id for track in tracks if track.kind != "video"]
        self._main = next(iter(pictures + others), None)
        self._secondary = frozenset(pictures[1:])
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._held_since = Micros(0)
        self._keys: set[int] = set()
        self._captured_at = Micros(0)

    def add(self, packet: Packet, coded: bytes, now: Micros) -> Parcel | None:
        """Take in a packet, ``coded`` as `encode_packet` does; returns a message's packets when it is time."""
        if not self._held:
            self._held_since = now
        self._held.append(coded)
        self._held_bytes += len(coded)
        self._captured_at = packet.captured_at
        main = packet.track == self._main
        if packet.keyframe and packet.track in self._secondary:
            self._keys.add(packet.track)
        if not main and now - self._held_since < HOLD and self._held_bytes < _HOLD_BYTES:
            return None
        return self._close(opens=main and packet.keyframe)

    def flush(self) -> Parcel | None:
        """What still waits, if anything does."""
        return self._close(opens=False) if self._held else None

    def _close(self, *, opens: bool) -> Parcel:
        parcel = Parcel(b"".join(self._held), self._captured_at, opens, frozenset(self._keys))
        self._held.clear()
        self._held_bytes = 0
        self._keys.clear()
        return parcel
