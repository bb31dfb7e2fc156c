"""One zero for all sources of a broadcast, and the counting of groups that packets need."""

import threading
from dataclasses import dataclass
from typing import Final

from footlight.client.sending.lane import MAX_GENERATION
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.units import Micros

_KEYFRAME: Final = PacketFlags.KEYFRAME
_NONE: Final = PacketFlags(0)
"""Made once: a flag of an enumeration takes as long to make as the rest of a packet."""


class Timeline:
    """The instant that all of a broadcast's presentation times count from: its first frame's capture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._zero: Micros | None = None

    def shift(self, captured_at: Micros, pts: Micros) -> Micros:
        """What to add to a source's presentation times, told by its first frame; asked by any thread.

        What a source took before the first frame of all was read comes out below zero: it is no part of the
        broadcast. To move it up to zero would move all that follows, and tear its sound from the pictures.
        """
        with self._lock:
            if self._zero is None:
                self._zero = captured_at
            return Micros(captured_at - self._zero - pts)


@dataclass(slots=True)
class PacketCounter:
    """Numbers one track's packets; belongs to the thread that codes the track."""

    track: int
    timescale: int
    generation: int = 0
    _group: int = -1
    _sequence: int = 0

    def successor(self) -> "PacketCounter":
        """For who carries the track on from another source: groups count on, in another generation."""
        return PacketCounter(
            self.track, self.timescale, (self.generation + 1) % (MAX_GENERATION + 1), self._group, self._sequence
        )

    def packet(
        self,
        payload: Payload,
        *,
        keyframe: bool,
        pts: Micros,
        duration: Micros,
        captured_at: Micros,
        dts: Micros | None = None,
    ) -> Packet:
        """The next packet; the times are in microseconds, on the broadcast's zero; without ``dts`` it is ``pts``."""
        if keyframe:
            self._group += 1
            self._sequence = 0
        else:
            self._sequence += 1
        return Packet(
            track=self.track,
            generation=self.generation,
            group=self._group,
            sequence=self._sequence,
            pts=self._ticks(pts),
            dts=self._ticks(pts if dts is None else dts),
            duration=self._ticks(duration),
            captured_at=captured_at,
            flags=_KEYFRAME if keyframe else _NONE,
            payload=payload,
        )

    def _ticks(self, time: Micros) -> int:
        return (time * self.timescale + 500_000) // 1_000_000
