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

    packets: tuple[Packet, ...]
    opens: bool
    """The main track's group begins here."""
    keys: frozenset[int]
    """The secondary tracks of pictures that have a keyframe here."""

    @property
    def captured_at(self) -> Micros:
        """Of the newest packet."""
        return self.packets[-1].captured_at


def main_track(tracks: Sequence[Track]) -> Track | None:
    """The one that groups are counted by: the first of pictures, where there is none the first of all."""
    return next((track for track in tracks if track.kind == "video"), next(iter(tracks), None))


class Packer:
    """Gathers packets into messages, in the order in which they came.

    There are no timers: what waits is looked at when something comes, and a broadcast where nothing
    comes any more has nothing that is late.
    """

    def __init__(self, tracks: Sequence[Track]) -> None:
        main = main_track(tracks)
        self._main = main.id if main is not None else None
        self._secondary = frozenset(track.id for track in tracks if track.kind == "video" and track is not main)
        self._held: list[Packet] = []
        self._held_bytes = 0
        self._held_since = Micros(0)

    def add(self, packet: Packet, now: Micros) -> Parcel | None:
        """Take in a packet; returns a message's packets when it is time."""
        if not self._held:
            self._held_since = now
        self._held.append(packet)
        self._held_bytes += len(packet.payload)
        main = packet.track == self._main
        if not main and now - self._held_since < HOLD and self._held_bytes < _HOLD_BYTES:
            return None
        return self._close(opens=main and packet.keyframe)

    def flush(self) -> Parcel | None:
        """What still waits, if anything does."""
        return self._close(opens=False) if self._held else None

    def _close(self, *, opens: bool) -> Parcel:
        keys = frozenset(one.track for one in self._held if one.keyframe and one.track in self._secondary)
        parcel = Parcel(tuple(self._held), opens, keys)
        self._held.clear()
        self._held_bytes = 0
        return parcel
