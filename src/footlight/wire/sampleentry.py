"""How MP4 tells what a track is coded with: the sample entry of each codec (ISO/IEC 14496-12, 8.5.2).

14496-15 (avc1, hvc1), "VP Codec ISO Media File Format Binding" (vp09), "AV1 Codec ISO Media File Format Binding" (av01)
and "Encapsulation of Opus in ISO Base Media File Format" (Opus).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.errors import CodecUnsupportedError, ProtocolViolationError
from footlight.model.track import Track
from footlight.wire.av1 import parse_av1c
from footlight.wire.boxes import box, full_box
from footlight.wire.h264 import parse_avcc
from footlight.wire.hevc import parse_hvcc
from footlight.wire.opus import parse_opus_head
from footlight.wire.vp9 import parse_vpcc


@dataclass(frozen=True, slots=True)
class _Pictures:
    """A codec of pictures; its sample entry is called as its codec string begins."""

    check: Callable[[bytes], object]
    """Reads the configuration record, and raises what is wrong with it."""
    wrap: Callable[[bytes], bytes]
    """The record in its box."""


def _check_avcc(record: bytes) -> None:
    if parse_avcc(record).length_size != 4:
        raise ProtocolViolationError("an H.264 decoder configuration record has lengths of other than 4 bytes")


_PICTURES: Final = {
    "avc1": _Pictures(_check_avcc, lambda record: box(b"avcC", record)),
    "hvc1": _Pictures(parse_hvcc, lambda record: box(b"hvcC", record)),
    "vp09": _Pictures(parse_vpcc, lambda record: full_box(b"vpcC", 1, 0, record)),
    "av01": _Pictures(parse_av1c, lambda record: box(b"av1C", record)),
}


def sample_entry(track: Track) -> bytes:
    """The sample entry of a track.

    Raises:
        CodecUnsupportedError: a codec that MP4 does not hold here.
        ProtocolViolationError: a description that is none, or pictures without a size.
    """
    kind = track.codec.partition(".")[0]
    if track.kind == "video" and kind in _PICTURES:
        return _visual(track, kind, _PICTURES[kind])
    if track.kind == "audio" and track.codec == "opus":
        return _opus(track)
    raise CodecUnsupportedError(
        f"{track.codec[:32]!r} cannot be put into MP4: H.264, HEVC, VP9 and AV1 pictures and Opus sound can"
    )


def _visual(track: Track, kind: str, codec: _Pictures) -> bytes:
    """VisualSampleEntry (14496-12, 12.1.3) with the codec's record."""
    if not (0 < track.width <= 0xFFFF and 0 < track.height <= 0xFFFF):
        raise ProtocolViolationError(f"track {track.id} has pictures of {track.width}x{track.height}")
    codec.check(track.description)
    return box(
        kind.encode(),
        struct.pack("!6xH16xHH", 1, track.width, track.height),
        # 72 dpi, one frame a sample, no compressor's name, depth 24.
        struct.pack("!III H32x Hh", 0x480000, 0x480000, 0, 1, 24, -1),
        codec.wrap(track.description),
    )


def _opus(track: Track) -> bytes:
    """OpusSampleEntry and OpusSpecificBox (4.3): an OpusHead in big-endian."""
    head = parse_opus_head(track.description)
    specific = struct.pack("!BBHIhB", 0, head.channels, head.pre_skip, head.sample_rate, head.gain, head.mapping_family)
    return box(
        b"Opus",
        # Sample size 16, and a rate of 48 kHz whatever the input's was.
        struct.pack("!6xH8xHHHHI", 1, head.channels, 16, 0, 0, 48_000 << 16),
        box(b"dOps", specific, head.mapping),
    )
