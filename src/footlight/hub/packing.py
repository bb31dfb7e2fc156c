"""Which packets travel in one message: sound and secondary pictures ride with the main picture."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

HOLD: Final = Micros(45_000)
"""What waits longer goes with the next packet of any kind, 20 ms later with Opus: a picture at 30/s waits 33 ms."""
HOLD_BYTES: Final = 1024 * 1024
"""What is held goes as soon as it has so many bytes of payload."""
_INTERVALS: Final = 2
"""Between pictures, of which the average says when the next one comes."""


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
    comes any more has nothing that is late but the rest of a bundle, which is asked for by `overdue`.
    """

    def __init__(self, tracks: Sequence[Track], width: Micros) -> None:
        main = main_track(tracks)
        self._main = main.id if main is not None else None
        self._secondary = frozenset(track.id for track in tracks if track.kind == "video" and track is not main)
        self._held: list[Packet] = []
        self._held_bytes = 0
        self._held_since = Micros(0)
        self._holds_delta = False
        """A packet of the main track that is no keyframe is held: a group cannot begin behind it."""
        self._main_at: deque[Micros] = deque(maxlen=_INTERVALS + 1)
        """When the newest packets of the main track came."""
        self.width = width
        """For how long packets of the main track are gathered too; 0: they go at once."""

    def add(self, packet: Packet, now: Micros) -> list[Parcel]:
        """Take in a packet; returns the packets of the messages for which it is time."""
        parcels = []
        main = packet.track == self._main
        if main:
            self._main_at.append(now)
            if packet.keyframe and self._holds_delta:
                parcels.append(self._close())
            self._holds_delta = not packet.keyframe
        if not self._held:
            self._held_since = now
        self._held.append(packet)
        self._held_bytes += len(packet.payload)
        if self._is_due(now, main=main):
            parcels.append(self._close())
        return parcels

    @property
    def interval(self) -> Micros | None:
        """Between packets of the main track, as far as is known."""
        if len(self._main_at) <= _INTERVALS:
            return None
        return Micros((self._main_at[-1] - self._main_at[0]) // _INTERVALS)

    def flush(self) -> Parcel | None:
        """What still waits, if anything does."""
        return self._close() if self._held else None

    def overdue(self, now: Micros) -> Parcel | None:
        """What still waits though it should have gone, as nothing came any more to take it along."""
        return self._close() if self._held and now - self._held_since > max(self.width, HOLD) else None

    def _is_due(self, now: Micros, *, main: bool) -> bool:
        if self._held_bytes >= HOLD_BYTES:
            return True
        held = now - self._held_since
        if not self.width:
            return main or held >= HOLD
        # The next picture would come too late, as far as can be told.
        return self.interval is None or held + self.interval > self.width

    def _close(self) -> Parcel:
        keys = frozenset(one.track for one in self._held if one.keyframe and one.track in self._secondary)
        opens = any(one.keyframe and one.track == self._main for one in self._held)
        parcel = Parcel(tuple(self._held), opens, keys)
        self._held.clear()
        self._held_bytes = 0
        self._holds_delta = False
        return parcel
