"""The figures of watching: pictures, rates, and the true latency, capture to decoded picture."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from footlight.client.watching.decoding import Decoded
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros, seconds
from footlight.wire.clocksync import ClockSync

_SAMPLES: Final = 20_000
"""Pictures whose latency is kept: eleven minutes at 30 a second."""

_LATELY: Final = 60
"""Pictures whose median is told as the latency of late."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of capture to decoded picture, of live pictures only."""

    p50: Micros
    p95: Micros
    p99: Micros
    max: Micros


@dataclass(frozen=True, slots=True)
class _Moment:
    captured_at: Micros
    """In the server's clock."""
    decoded_at: Micros
    joined_at: Micros
    size: int
    picture: bool


class ViewingFigures:
    """Counts decoded frames; belongs to one event loop.

    What was captured before the connection stood is backlog: it is decoded so that what follows can be,
    and counts as a frame, not for latency and rates.
    """

    def __init__(self) -> None:
        self.pictures = 0
        """Decoded pictures of the main track, backlog included."""
        self.sounds = 0
        """Decoded sound packets."""
        self.first_frame_at: Micros | None = None
        """When the first frame of any kind was decoded, in our clock."""
        self.size: tuple[int, int] | None = None
        """Of the newest main picture."""
        self._undated: deque[_Moment] = deque(maxlen=_SAMPLES)
        self._latencies: deque[Micros] = deque(maxlen=_SAMPLES)
        self._live_pictures: deque[Micros] = deque(maxlen=_SAMPLES)
        self._live_bytes = 0
        self._live_from: Micros | None = None
        self._live_until = Micros(0)

    def add(self, decoded: Decoded, sync: ClockSync, *, main: bool) -> None:
        """Count a frame; ``main``: it is of the main picture track."""
        if self.first_frame_at is None:
            self.first_frame_at = decoded.decoded_at
        picture = main and isinstance(decoded.frame, VideoFrame)
        if isinstance(decoded.frame, VideoFrame) and main:
            self.pictures += 1
            self.size = (decoded.frame.width, decoded.frame.height)
        elif not isinstance(decoded.frame, VideoFrame):
            self.sounds += 1
        captured_at = decoded.frame.captured_at
        self._undated.append(_Moment(captured_at, decoded.decoded_at, decoded.joined_at, decoded.size, picture))
        if sync.ready:
            while self._undated:
                self._date(self._undated.popleft(), sync.offset)

    @property
    def fps(self) -> float:
        """Live pictures a second; 0 before the second of them."""
        span = self._live_pictures[-1] - self._live_pictures[0] if self._live_pictures else 0
        return (len(self._live_pictures) - 1) / seconds(Micros(span)) if span else 0.0

    @property
    def bitrate(self) -> int:
        """Bits a second of all live tracks; 0 before there is a span to tell it of."""
        span = self._live_until - self._live_from if self._live_from is not None else 0
        return round(self._live_bytes * 8 / seconds(Micros(span))) if span else 0

    @property
    def latency(self) -> Latency | None:
        """Of the live pictures so far, at most the last 20,000; None before the first."""
        if not self._latencies:
            return None
        values = sorted(self._latencies)
        return Latency(percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99), values[-1])

    @property
    def latency_of_late(self) -> Micros | None:
        """The median of the last two seconds or so."""
        values = sorted(list(self._latencies)[-_LATELY:])
        return percentile(values, 0.5) if values else None

    def _date(self, moment: _Moment, offset: Micros) -> None:
        captured_at = Micros(moment.captured_at - offset)
        if captured_at < moment.joined_at:
            return
        # By the capture times: the first ones arrive in a hurry behind the backlog.
        if self._live_from is None:
            self._live_from = captured_at
        else:
            self._live_bytes += moment.size
        self._live_until = max(self._live_until, captured_at)
        if moment.picture:
            self._live_pictures.append(captured_at)
            self._latencies.append(Micros(moment.decoded_at - captured_at))


def percentile(ordered: Sequence[Micros], share: float) -> Micros:
    """The nearest-rank percentile of values in ascending order, at least one."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
