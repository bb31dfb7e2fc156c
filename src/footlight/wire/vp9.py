"""VP9: what a keyframe says of the stream, and the record that files hold of it.

"VP9 Bitstream & Decoding Process Specification", 6.2 (uncompressed header), and "VP Codec ISO Media File Format
Binding" (vpcC, codec strings).
"""

import struct
from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.bits import Bits
from footlight.wire.sps import MAX_SIDE

_SYNC_CODE: Final = 0x498342
_HEADER_BYTES: Final = 16
"""The part of a keyframe's header that is read is shorter."""
_RGB: Final = 7

_COLOURS: Final = {1: (6, 6, 6), 2: (1, 1, 1), 3: (6, 6, 6), 4: (7, 7, 7), 5: (9, 14, 9), _RGB: (1, 13, 0)}
"""Primaries, transfer and matrix (Rec. ITU-T H.273) of each color_space that says something of them."""
_UNSPECIFIED: Final = (2, 2, 2)

_LEVELS: Final = (
    (10, 36_864, 829_440), (11, 73_728, 2_764_800), (20, 122_880, 4_608_000), (21, 245_760, 9_216_000),
    (30, 552_960, 20_736_000), (31, 983_040, 36_864_000), (40, 2_228_224, 83_558_400),
    (41, 2_228_224, 160_432_128), (50, 8_912_896, 311_951_360), (51, 8_912_896, 588_251_136),
    (52, 8_912_896, 1_176_502_272), (60, 35_651_584, 1_176_502_272), (61, 35_651_584, 2_353_004_544),
)  # fmt: skip
"""Level, most pixels of a picture, most pixels a second."""
_HIGHEST: Final = 62

_RECORD: Final = struct.Struct("!BBBBBBH")
"""profile, level, bit depth with chroma and range, primaries, transfer, matrix, length of what follows."""


@dataclass(frozen=True, slots=True)
class Vp9Header:
    """The header of a keyframe."""

    profile: int
    bit_depth: int
    colours: tuple[int, int, int]
    """Primaries, transfer and matrix, as numbers of Rec. ITU-T H.273."""
    full_range: bool
    chroma: int
    """chromaSubsampling as vpcC counts it: 1 4:2:0, 2 4:2:2, 3 4:4:4."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Vp9Config:
    """What a record says."""

    profile: int
    level: int
    """Ten times the level."""
    bit_depth: int


def parse_keyframe(frame: bytes) -> Vp9Header:
    """Read the header of a keyframe, or of a superframe that begins with one.

    Raises:
        ProtocolViolationError: no VP9, no keyframe, truncated, or pictures beyond ``MAX_SIDE``.
    """
    bits = Bits(frame[:_HEADER_BYTES], "a VP9 keyframe")
    if bits.u(2) != 2:
        raise ProtocolViolationError("not a VP9 frame")
    profile = bits.u(1) | bits.u(1) << 1
    if profile == 3 and bits.flag():
        raise ProtocolViolationError("a VP9 frame of a profile that is not known")
    show_existing = bits.flag()
    if show_existing or bits.flag():  # frame_type
        raise ProtocolViolationError("a VP9 frame that is no keyframe")
    bits.u(2)  # show_frame, error_resilient_mode
    if bits.u(24) != _SYNC_CODE:
        raise ProtocolViolationError("a VP9 keyframe without its sync code")
    bit_depth = (12 if bits.flag() else 10) if profile >= 2 else 8
    space = bits.u(3)
    full_range, chroma = _colour(bits, profile, space)
    width, height = bits.u(16) + 1, bits.u(16) + 1
    if max(width, height) > MAX_SIDE:
        raise ProtocolViolationError(f"VP9 pictures of {width}x{height}: 1 to {MAX_SIDE} a side")
    return Vp9Header(profile, bit_depth, _COLOURS.get(space, _UNSPECIFIED), full_range, chroma, width, height)


def vpcc(header: Vp9Header, fps: float) -> bytes:
    """The VPCodecConfigurationRecord of a stream: what the vpcC box holds after its version and flags."""
    sampling = header.bit_depth << 4 | header.chroma << 1 | header.full_range
    return _RECORD.pack(header.profile, _level(header.width * header.height, fps), sampling, *header.colours, 0)


def parse_vpcc(record: bytes) -> Vp9Config:
    """Read a VPCodecConfigurationRecord.

    Raises:
        ProtocolViolationError: truncated, or a value that VP9 does not have.
    """
    if len(record) != _RECORD.size:
        raise ProtocolViolationError(f"a VP9 configuration record of {len(record)} bytes: it has {_RECORD.size}")
    profile, level, sampling, _, _, _, _ = _RECORD.unpack(record)
    if profile > 3 or sampling >> 4 not in (8, 10, 12):
        raise ProtocolViolationError("a VP9 configuration record of a profile or a bit depth that is not known")
    return Vp9Config(profile, level, sampling >> 4)


def codec_string(record: bytes) -> str:
    """The codec string of a record, as ``vp09.00.31.08``.

    Raises:
        ProtocolViolationError: ``record`` is none.
    """
    config = parse_vpcc(record)
    return f"vp09.{config.profile:02}.{config.level:02}.{config.bit_depth:02}"


def _colour(bits: Bits, profile: int, space: int) -> tuple[bool, int]:
    """Whether the range is full, and the chroma, from color_config (6.2.2)."""
    told = profile in (1, 3)
    if space == _RGB:
        if not told:
            raise ProtocolViolationError("a VP9 keyframe in RGB of a profile that has none")
        full_range, chroma = True, 3
    else:
        full_range, chroma = bits.flag(), 1
        if told:
            chroma = {0: 3, 2: 2, 3: 1}.get(bits.u(2), 3)
    if told and bits.flag():
        raise ProtocolViolationError("a VP9 keyframe has a reserved bit set")
    return full_range, chroma


def _level(pixels: int, fps: float) -> int:
    for level, most, most_a_second in _LEVELS:
        if pixels <= most and pixels * fps <= most_a_second:
            return level
    return _HIGHEST
