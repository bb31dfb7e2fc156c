"""The newest packets of a broadcast, with which a feed begins that nobody watched until now."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from footlight.hub.limits import HubLimits
from footlight.hub.packing import HOLD_BYTES, main_track
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

_LONGEST: Final = Micros(10_000_000)
"""What is older is let go of, whoever needs it: a join would begin with too much of the past."""

_SIZES: Final = 30
"""Of so many of the main track's newest packets the size is known."""


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int
    packet: Packet
    at: Micros


class Recent:
    """Everything from which each track of pictures can be decoded, bounded in bytes and in time."""

    def __init__(self, limits: HubLimits) -> None:
        self._limits = limits
        self._kept: deque[_Kept] = deque()
        self._bytes = 0
        self._number = 0
        self._tracks: dict[int, Track] = {}
        self._main: Track | None = None
        self._keys: dict[int, int] = {}
        """By track of pictures, or of the main track, the number of its newest keyframe."""
        self._sizes: deque[int] = deque(maxlen=_SIZES)
        self.group_at: Micros | None = None
        """When the main track's newest group began, kept or not."""
        self.newest_keyframe: tuple[Track, Packet] | None = None
        """Of the main track, where that is one of pictures."""

    def __iter__(self) -> Iterator[tuple[Packet, Micros]]:
        """The packets in the order in which they came, and when they did."""
        return ((kept.packet, kept.at) for kept in self._kept)

    @property
    def begins(self) -> bool:
        """The main track's newest group is kept whole."""
        return self._main is not None and self._main.id in self._keys

    @property
    def gathers(self) -> bool:
        """Whether two of the main track's packets fit into one message: raw pictures are too large for that."""
        return 2 * min(self._sizes, default=0) <= HOLD_BYTES

    def choose(self, tracks: Sequence[Track]) -> None:
        """The broadcast's tracks from now on; packets of others, or of generations that are over, are let go of."""
        self._tracks = {track.id: track for track in tracks}
        self._main = main_track(tracks)
        if self.newest_keyframe is not None and (self._main is None or self._main.id != self.newest_keyframe[0].id):
            self.newest_keyframe = None
        self._kept = deque(kept for kept in self._kept if self._is_of_now(kept.packet))
        self._bytes = sum(len(kept.packet.payload) for kept in self._kept)
        numbers = {kept.number for kept in self._kept}
        self._keys = {track: number for track, number in self._keys.items() if number in numbers}

    def append(self, packet: Packet, now: Micros) -> None:
        """Take in a packet of a track that was chosen."""
        track = self._tracks[packet.track]
        if track is self._main:
            self._sizes.append(len(packet.payload))
        if packet.keyframe and (track.kind == "video" or track is self._main):
            self._keys[track.id] = self._number
            if track is self._main:
                self.group_at = now
                if track.kind == "video":
                    self.newest_keyframe = (track, packet)
        self._kept.append(_Kept(self._number, packet, now))
        self._bytes += len(packet.payload)
        self._number += 1
        self._trim(now)

    def clear(self) -> None:
        """The broadcast is over."""
        self.choose(())
        self._sizes.clear()
        self.group_at = self.newest_keyframe = None

    def _is_of_now(self, packet: Packet) -> bool:
        track = self._tracks.get(packet.track)
        return track is not None and track.generation == packet.generation

    def _trim(self, now: Micros) -> None:
        while len(self._kept) > 1:
            oldest = self._kept[0]
            wanted = min(self._keys.values(), default=self._number)
            too_much = self._bytes > self._limits.lag_bytes or now - oldest.at > _LONGEST
            if oldest.number >= wanted and not too_much:
                return
            self._kept.popleft()
            self._bytes -= len(oldest.packet.payload)
            if self._keys.get(oldest.packet.track) == oldest.number:
                del self._keys[oldest.packet.track]
