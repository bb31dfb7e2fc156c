"""The figures of what is shown: counted where it comes in and where it is painted, told in words."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

from footlight.client.watching.viewing import percentile
from footlight.model.units import Micros, milliseconds, seconds

_LATELY: Final = Micros(2_000_000)
"""Over how long a rate is told."""
_LATENCIES: Final = Micros(10_000_000)
_MOST: Final = 4_000
NONE: Final = "–"

_CODECS: Final = (
    ("jpeg", "JPEG"),
    ("i420", "raw"),
    ("avc1.", "H.264"),
    ("hvc1.", "HEVC"),
    ("vp09.", "VP9"),
    ("av01.", "AV1"),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of the broadcast, beside what is seen of it."""

    codec: str
    viewers: int | None
    skipped_groups: int
    tampered: int


class Figures:
    """Counts; `came` in the thread that decodes, the rest in the one that paints. All times are in our clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._came: deque[tuple[Micros, int]] = deque(maxlen=_MOST)
        self._painted: deque[tuple[Micros, Micros | None]] = deque(maxlen=_MOST)
        self.size: tuple[int, int] | None = None
        """Of the main picture that is shown."""

    def came(self, now: Micros, size: int) -> None:
        """Bytes came in, of any track."""
        with self._lock:
            self._came.append((now, size))

    def painted(self, now: Micros, latency: Micros | None, size: tuple[int, int]) -> None:
        """A main picture was painted; ``latency``: from its capture to now, None where that is not known."""
        self._painted.append((now, latency))
        self.size = size

    def bitrate(self, now: Micros) -> int:
        """Bits a second of late."""
        with self._lock:
            total = sum(size for at, size in self._came if now - at < _LATELY)
        return round(total * 8 / seconds(_LATELY))

    def rate(self, now: Micros) -> float:
        """Pictures a second of late."""
        return sum(now - at < _LATELY for at, _ in self._painted) / seconds(_LATELY)

    def latencies(self, now: Micros) -> list[Micros]:
        """Those of the last ten seconds, in ascending order."""
        return sorted(latency for at, latency in self._painted if latency is not None and now - at < _LATENCIES)

    def latency(self, now: Micros) -> Micros | None:
        """The median of late."""
        late = sorted(latency for at, latency in self._painted if latency is not None and now - at < _LATELY)
        return percentile(late, 0.5) if late else None

    def rows(self, now: Micros, channel: Channel) -> list[tuple[str, str]]:
        """What the overlay shows, a name and a value a row."""
        latencies = self.latencies(now)
        p50, p95 = (percentile(latencies, share) if latencies else None for share in (0.5, 0.95))
        rows = [
            ("Latency", lag(self.latency(now))),
            ("p50 / p95", f"{lag(p50)} / {lag(p95)}"),
            ("Pictures", f"{self.rate(now):.0f}/s"),
            ("Bitrate", bits(self.bitrate(now))),
            ("Size", "{} × {}".format(*self.size) if self.size is not None else NONE),
            ("Codec", codec_in_words(channel.codec)),
            ("Viewers", NONE if channel.viewers is None else str(channel.viewers)),
            ("Groups skipped", str(channel.skipped_groups)),
        ]
        if channel.tampered:
            rows.append(("Tampered with", f"{channel.tampered} packets"))
        return rows


def lag(latency: Micros | None) -> str:
    """``42 ms``, or ``1.35 s`` from a second on."""
    if latency is None:
        return NONE
    millis = milliseconds(latency)
    return f"{millis:.0f} ms" if abs(millis) < 999.5 else f"{millis / 1_000:.2f} s"


def bits(rate: int) -> str:
    """``850 kbit/s``, or ``2.4 Mbit/s`` from a million on."""
    return f"{rate / 1_000:.0f} kbit/s" if rate < 999_500 else f"{rate / 1_000_000:.1f} Mbit/s"


def codec_in_words(codec: str) -> str:
    """A codec string as people call it."""
    return next((words for prefix, words in _CODECS if codec.startswith(prefix)), codec or NONE)
