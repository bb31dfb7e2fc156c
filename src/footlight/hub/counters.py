"""What a hub counts, as plain numbers for whoever exports them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from footlight.model.units import Micros

_NONE: Final = Micros(0)
LATENCY_BOUNDS: Final = tuple(
    Micros(bound * 1_000) for bound in (5, 10, 20, 30, 50, 75, 100, 150, 250, 500, 1_000, 2_000, 5_000)
)
"""Upper bounds of the latency histogram's buckets; one more bucket holds what is beyond."""


@dataclass(slots=True)
class LatencyHistogram:
    """Capture to hand-over to the viewer's transport, a count for each message and viewer."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(LATENCY_BOUNDS) + 1))
    """Not cumulative: each observation is in one bucket."""
    total: Micros = _NONE
    """The sum of all observed latencies."""

    def observe(self, latency: Micros, times: int = 1) -> None:
        """Count ``latency`` for ``times`` viewers."""
        self.buckets[bisect_left(LATENCY_BOUNDS, latency)] += times
        self.total = Micros(self.total + latency * times)

    @property
    def count(self) -> int:
        """Observations in all."""
        return sum(self.buckets)

    def add(self, other: "LatencyHistogram") -> None:
        """Count all that ``other`` observed too."""
        self.buckets = [own + its for own, its in zip(self.buckets, other.buckets, strict=True)]
        self.total = Micros(self.total + other.total)


@dataclass(slots=True)
class HubCounters:
    """Totals of one channel, or of a whole hub; only the hub writes here."""

    packets_in: int = 0
    bytes_in: int = 0
    """Payload bytes taken from publishers."""
    messages_out: int = 0
    """Media messages handed to viewers' transports."""
    bytes_out: int = 0
    """Bytes of those messages, WebSocket headers included."""
    skipped_groups: int = 0
    """Groups that lagging viewers did not get whole, summed over viewers."""
    stalled_viewers: int = 0
    """Viewers let go because they took nothing."""
    keyframes_requested: int = 0
    latency: LatencyHistogram = field(default_factory=LatencyHistogram)

    def add(self, other: "HubCounters") -> None:
        """Count all that ``other`` counted too."""
        for name in ("packets_in", "bytes_in", "messages_out", "bytes_out", "skipped_groups", "stalled_viewers"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.keyframes_requested += other.keyframes_requested
        self.latency.add(other.latency)

    def sent(self, viewers: int, size: int, latency: Micros | None) -> None:
        """Count a message of ``size`` bytes to so many viewers; ``latency`` where it says something of delivery."""
        self.messages_out += viewers
        self.bytes_out += viewers * size
        if viewers and latency is not None:
            self.latency.observe(latency, viewers)


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the viewers that are behind are behind, at one moment."""

    viewers: int = 0
    bytes: int = 0
    """Summed over these viewers."""
    longest: Micros = _NONE
    """Of the one that is farthest behind."""

    def __add__(self, other: "Lag") -> "Lag":
        return Lag(self.viewers + other.viewers, self.bytes + other.bytes, max(self.longest, other.longest))
