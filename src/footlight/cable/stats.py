"""How a program's streams go."""

from dataclasses import dataclass
from pathlib import Path

from footlight.client.recording.gap import Gap
from footlight.model.broadcast import BroadcastState


@dataclass(frozen=True, slots=True)
class UpstreamStats:
    """How sending goes, counted since it began; packets are counted where packets are passed on."""

    frames: int
    """Pictures given to `stream_frame`."""
    sent: int
    """Pictures that were coded."""
    dropped: int
    """Pictures left out because newer ones were there, before coding or on the way."""
    sent_bytes: int
    viewers: int | None
    """Who watch; None where the server has not told yet."""
    latency: float | None
    """Seconds from `stream_frame` to the network's hands, of the newest picture."""
    files: tuple[Path, ...] = ()
    """Of the recording that goes on, or of the last one."""
    gaps: tuple[Gap, ...] = ()
    """What is missing in them."""


@dataclass(frozen=True, slots=True)
class DownstreamStats:
    """How receiving goes, counted since it began."""

    frames: int
    """Pictures that were decoded."""
    dropped: int
    """Decoded pictures, or packets, that newer ones overtook before the program asked."""
    skipped: int
    """Groups of pictures left out on the way, or because decoding was too slow."""
    tampered: int
    """Encrypted packets that somebody changed on their way."""
    state: BroadcastState
    """What is on: ``offline``, ``live``, ``away`` (the publisher dropped out), ``ended``."""
    latency: float | None
    """Seconds from capture to decoded picture, the median of the last two seconds; None before there is one."""
    files: tuple[Path, ...] = ()
    """Of the recording that goes on, or of the last one."""
    gaps: tuple[Gap, ...] = ()
    """What is missing in them."""
