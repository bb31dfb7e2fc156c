"""What a publisher has still to send: bounded in bytes and in time, and never wrong to start decoding from."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from footlight.model.clock import Clock
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.packets import HEADER

_TWO_SECONDS: Final = Micros(2_000_000)


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """When a publisher gives up on what it has not sent."""

    bytes: int = 8 * 1024 * 1024
    age: Micros = _TWO_SECONDS
    """Of the oldest packet, since it was coded."""


TrackList = tuple[Track, ...]

_BATCH: Final = 16 * 1024
"""Bytes that packets which share a message may have together: a message that was begun can be dropped no more."""


class Outbox:
    """A queue of packets and track lists, in order.

    Past its bound all pictures in it are dropped and counted, and each track goes on at its next group, whose
    first packet says so; sound goes the same way only where that was not enough. No track list is ever
    dropped. Until `open`, and after `close`, all packets are dropped.
    """

    def __init__(self, clock: Clock, limits: OutboxLimits) -> None:
        self._clock = clock
        self._limits = limits
        self._entries: deque[tuple[Micros, Packet | TrackList]] = deque()
        self._bytes = 0
        self._open = False
        self._flowing: set[int] = set()
        self._gaps: set[int] = set()
        self._tracks: TrackList = ()
        self._sounds: frozenset[int] = frozenset()
        self.dropped: Counter[int] = Counter()
        """Packets dropped, by track."""
        self.dropped_groups = 0
        """How often a group was broken off or left out."""

    @property
    def bytes(self) -> int:
        """Bytes that wait, headers included."""
        return self._bytes

    @property
    def picture_bytes(self) -> int:
        """The same of pictures alone."""
        packets = (entry for _, entry in self._entries if isinstance(entry, Packet))
        return sum(_size(packet) for packet in packets if self._is_picture(packet))

    @property
    def waiting(self) -> Micros:
        """How long the oldest of what waits has waited; 0 where nothing does."""
        return Micros(self._clock.now() - self._entries[0][0]) if self._entries else Micros(0)

    def open(self) -> None:
        """A connection stands: begin with the track list, then with each track's next group."""
        self._clear()
        self._open = True
        if self._tracks:
            self._entries.append((self._clock.now(), self._tracks))

    def close(self) -> None:
        """The connection is gone: what waited is worth nothing to those who come after."""
        self._clear()
        self._open = False

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        """Tell the track list before the packets that come after."""
        self._tracks = tuple(tracks)
        self._sounds = frozenset(track.id for track in tracks if track.kind == "audio")
        if self._open:
            self._entries.append((self._clock.now(), self._tracks))

    def push(self, packet: Packet) -> bool:
        """Take a packet in; whether others had to be dropped, so that keyframes are wanted now."""
        now = self._clock.now()
        overflowed = self._open and self._is_full(now, packet)
        if overflowed:
            self.drop_pictures()
            if self._is_full(now, packet):
                self._drop_where(lambda _: True)
        if not self._open or (packet.track not in self._flowing and not packet.keyframe):
            self._drop(packet)
            return overflowed
        self._flowing.add(packet.track)
        if packet.track in self._gaps:
            self._gaps.discard(packet.track)
            packet = replace(packet, flags=packet.flags | PacketFlags.DISCONTINUITY)
        self._entries.append((now, packet))
        self._bytes += _size(packet)
        return overflowed

    def take(self) -> TrackList | list[Packet] | None:
        """What to send next: a track list, or the packets of one message; None when all is sent."""
        if not self._entries:
            return None
        first = self._entries[0][1]
        if not isinstance(first, Packet):
            self._entries.popleft()
            return first
        batch: list[Packet] = []
        size = 0
        while self._entries:
            packet = self._entries[0][1]
            if not isinstance(packet, Packet) or (batch and size + _size(packet) > _BATCH):
                break
            self._entries.popleft()
            batch.append(packet)
            size += _size(packet)
        self._bytes -= size
        return batch

    def drop_pictures(self) -> None:
        """Drop all pictures that wait; each of their tracks goes on at its next group."""
        self._drop_where(self._is_picture)

    def _is_picture(self, packet: Packet) -> bool:
        return packet.track not in self._sounds

    def _is_full(self, now: Micros, packet: Packet) -> bool:
        if not self._bytes:
            return False
        too_old = now - self._entries[0][0] > self._limits.age
        return too_old or self._bytes + _size(packet) > self._limits.bytes

    def _clear(self) -> None:
        self._drop_where(lambda _: True)
        self._entries.clear()
        self._break_off(self._flowing)

    def _drop_where(self, wanted: Callable[[Packet], bool]) -> None:
        broken: set[int] = set()
        kept: deque[tuple[Micros, Packet | TrackList]] = deque()
        for since, entry in self._entries:
            if isinstance(entry, Packet) and wanted(entry):
                self._drop(entry)
                self._bytes -= _size(entry)
                broken.add(entry.track)
            else:
                kept.append((since, entry))
        self._entries = kept
        self._break_off(broken & self._flowing)

    def _break_off(self, tracks: set[int]) -> None:
        self.dropped_groups += len(tracks)
        self._gaps |= tracks
        self._flowing = self._flowing - tracks

    def _drop(self, packet: Packet) -> None:
        self.dropped[packet.track] += 1
        self._gaps.add(packet.track)


def _size(packet: Packet) -> int:
    return HEADER.size + len(packet.payload)
