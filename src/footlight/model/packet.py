"""A packet: one coded picture or sound frame, the type that every protocol converts to and from."""

from dataclasses import dataclass
from enum import IntFlag

from footlight.model.units import Micros

Payload = bytes | memoryview
"""A view where copying would cost too much: of what was received, or of a raw picture.

Nobody writes to it, but who decodes a picture from a view that can be written to: nobody else has that.
"""


class PacketFlags(IntFlag):
    KEYFRAME = 1
    """Decoding can start here: the packet opens its group."""
    ENCRYPTED = 2
    """The payload is an SFrame ciphertext; only people who know the secret can read it."""
    DISCARDABLE = 4
    """No other packet needs this one."""
    DISCONTINUITY = 8
    """The publisher left packets out before this one."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One coded picture or sound frame, in decoding order within its track.

    ``payload`` is exactly an ISO BMFF sample: length-prefixed NAL units without parameter sets for
    H.264 and HEVC, one bare Opus packet for Opus. JPEG is one JFIF file, raw is packed I420 or BGR.
    """

    track: int
    generation: int
    group: int
    """Counts the track's groups, upwards only. Each sound packet is a group of its own."""
    sequence: int
    """Counts the packets of the group from 0."""
    pts: int
    """Presentation time in the track's timescale, on a zero common to the broadcast's tracks."""
    dts: int
    duration: int
    """Advisory, in the track's timescale; 0 where not known."""
    captured_at: Micros
    """When the source was read, in the server's clock once it has passed ingest."""
    flags: PacketFlags
    payload: Payload

    @property
    def keyframe(self) -> bool:
        return bool(self.flags & PacketFlags.KEYFRAME)
