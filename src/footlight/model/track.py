"""A track: one coded elementary stream of a broadcast."""

from dataclasses import dataclass
from typing import Literal

TrackKind = Literal["video", "audio"]


@dataclass(frozen=True, slots=True)
class Encryption:
    """That a track's packets are encrypted end to end, and what a viewer who knows the secret needs beside it."""

    salt: bytes
    """16 random bytes, of one run of the publisher."""
    check: bytes
    """8 bytes that only the right secret gives."""


@dataclass(frozen=True, slots=True)
class Track:
    """What a viewer must know to decode and present a track's packets.

    A change of any field but ``bitrate`` starts a new ``generation``, and that starts at a group.
    """

    id: int
    """0 to 255, unique in the broadcast."""
    kind: TrackKind
    name: str
    """What the source is to people: ``main``, ``screen``, ``camera``, ``sound``.

    The first video track is the main one.
    """
    codec: str
    """WebCodecs codec string: ``avc1.42c01f``, ``opus``; or ``jpeg``; or ``i420`` or ``bgr`` for bare pixels."""
    description: bytes
    """Decoder configuration record: avcC for H.264 (ISO/IEC 14496-15, 5.3.3.1), hvcC for HEVC, vpcC for VP9 (without
    version and flags of its box), av1C for AV1, OpusHead for Opus (RFC 7845, 5.1); empty for JPEG, raw and BGR."""
    timescale: int
    """Ticks a second of the track's pts, dts and duration: 90,000 for pictures, the sample rate for sound."""
    generation: int = 0
    """Counts the decoder configurations of this track, 0 to 65,535."""
    bitrate: int = 0
    """What the encoder aims at, in bits a second; 0 where that is not known."""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    """Pictures a second that the source aims at."""
    sample_rate: int = 0
    channels: int = 0
    encryption: Encryption | None = None
    """None where everybody can read the packets."""
