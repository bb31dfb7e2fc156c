"""What waits for the decoding thread: bounded in bytes and time, and resumed at keyframes."""

import threading
from collections import deque
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Final

from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.codec.decoder import stands_alone
from footlight.model.units import Micros

MAX_AGE: Final = Micros(1_000_000)
"""How far what is decoded may lag behind what was received last; the first group after joining comes at once."""

MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gap:
    """Packets were dropped here: decoding goes on at keyframes."""


Item = Connected | TracksChanged | PacketsReceived | Gap


class Intake:
    """A queue from the event loop to the decoding thread.

    Past its bound all packets in it are dropped and counted, and a `Gap` stands in their place; what
    tells of connections and tracks is kept. Of a track whose pictures each stand alone only the newest waits.
    """

    def __init__(self, max_age: Micros = MAX_AGE, max_bytes: int = MAX_BYTES, *, newest: bool = True) -> None:
        """``newest``: leave out a picture that stands alone where a newer one is here."""
        self._newest = newest
        self._max_age = max_age
        self._max_bytes = max_bytes
        self._items: deque[Item] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._closed = False
        self._alone: frozenset[int] = frozenset()
        self.gaps = 0
        """How often packets were dropped."""

    def put(self, item: Item) -> None:
        """Hand over without waiting; after `close` it is let go."""
        with self._changed:
            if self._closed:
                return
            if isinstance(item, TracksChanged) and self._newest:
                self._alone = frozenset(track.id for track in item.tracks if stands_alone(track))
            if isinstance(item, PacketsReceived):
                overtaking = self._alone.intersection(packet.track for packet in item.packets)
                if overtaking:
                    self._overtake(overtaking)
                if self._is_full(item):
                    self._drop()
                self._bytes += _size(item)
            self._items.append(item)
            self._changed.notify()

    def take(self) -> Item | None:
        """Wait for the next item; None once the intake is closed."""
        with self._changed:
            while not self._items and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            item = self._items.popleft()
            if isinstance(item, PacketsReceived):
                self._bytes -= _size(item)
            return item

    def close(self) -> None:
        """Let go of what waits; the taker ends."""
        with self._changed:
            self._closed = True
            self._items.clear()
            self._changed.notify_all()

    def _is_full(self, newest: PacketsReceived) -> bool:
        oldest = next((item for item in self._items if isinstance(item, PacketsReceived)), None)
        if oldest is None:
            return False
        return newest.received_at - oldest.received_at > self._max_age or self._bytes + _size(newest) > self._max_bytes

    def _drop(self) -> None:
        self._items = deque(item for item in self._items if not isinstance(item, PacketsReceived | Gap))
        self._items.append(Gap())
        self._bytes = 0
        self.gaps += 1

    def _overtake(self, tracks: Set[int]) -> None:
        """Leave out what waits of these tracks: a newer picture is here."""
        waiting, self._items = self._items, deque()
        for item in waiting:
            if isinstance(item, PacketsReceived):
                kept = [packet for packet in item.packets if packet.track not in tracks]
                self._bytes -= sum(len(packet.payload) for packet in item.packets if packet.track in tracks)
                self.gaps += len(item.packets) - len(kept)
                if kept:
                    self._items.append(replace(item, packets=kept))
            else:
                self._items.append(item)


def _size(item: PacketsReceived) -> int:
    return sum(len(packet.payload) for packet in item.packets)
