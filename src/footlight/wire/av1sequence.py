"""The sequence header of AV1: what a stream says of its pictures (AV1 specification, 5.5)."""

from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.bits import Bits
from footlight.wire.sps import MAX_SIDE

_WHAT: Final = "an AV1 sequence header"
_MAX_LENGTH: Final = 512
"""Bytes; with 32 operating points that tell all they may it is shorter."""
_UNSPECIFIED: Final = 2
_SRGB: Final = (1, 13, 0)


@dataclass(frozen=True, slots=True)
class Av1Info:
    """What matters outside a decoder; of the first operating point, which holds all layers."""

    profile: int
    level: int
    """seq_level_idx: 0 for 2.0, 5 for 3.1, 8 for 4.0."""
    high_tier: bool
    bit_depth: int
    monochrome: bool
    subsampling_x: bool
    subsampling_y: bool
    chroma_position: int
    width: int
    """The most that a picture has, in pixels."""
    height: int


def parse_sequence(payload: bytes) -> Av1Info:
    """Read the payload of a sequence header OBU.

    Raises:
        ProtocolViolationError: truncated, too long, a profile that is not known, or pictures beyond ``MAX_SIDE``.
    """
    if len(payload) > _MAX_LENGTH:
        raise ProtocolViolationError(f"{_WHAT} of {len(payload)} bytes: at most {_MAX_LENGTH}")
    bits = Bits(payload, _WHAT)
    profile = bits.u(3)
    if profile > 2:
        raise ProtocolViolationError(f"{_WHAT} of profile {profile}, which is not known")
    bits.flag()  # still_picture
    reduced = bits.flag()
    level, high_tier = (bits.u(5), False) if reduced else _operating_points(bits)
    width_bits, height_bits = bits.u(4) + 1, bits.u(4) + 1
    width, height = bits.u(width_bits) + 1, bits.u(height_bits) + 1
    if max(width, height) > MAX_SIDE:
        raise ProtocolViolationError(f"AV1 pictures of {width}x{height}: 1 to {MAX_SIDE} a side")
    _skip_tools(bits, reduced)
    bit_depth, monochrome, subsampling_x, subsampling_y, position = _colour(bits, profile)
    bits.u(2)  # what ends it: separate_uv_delta_q, film_grain_params_present, the trailing bit
    return Av1Info(
        profile=profile,
        level=level,
        high_tier=high_tier,
        bit_depth=bit_depth,
        monochrome=monochrome,
        subsampling_x=subsampling_x,
        subsampling_y=subsampling_y,
        chroma_position=position,
        width=width,
        height=height,
    )


def _operating_points(bits: Bits) -> tuple[int, bool]:
    """Level and tier of the first operating point; what is told of times and of the others is read over."""
    delay_bits = 0
    if bits.flag():  # timing_info_present_flag
        bits.u(64)
        if bits.flag():  # equal_picture_interval
            bits.ue("num_ticks_per_picture_minus_1")
        if bits.flag():  # decoder_model_info_present_flag
            delay_bits = bits.u(5) + 1
            bits.u(42)
    display_delay = bits.flag()
    points = []
    for _ in range(bits.u(5) + 1):
        bits.u(12)  # operating_point_idc
        level = bits.u(5)
        points.append((level, level > 7 and bits.flag()))
        if delay_bits and bits.flag():
            bits.u(2 * delay_bits + 1)
        if display_delay and bits.flag():
            bits.u(4)
    return points[0]


def _skip_tools(bits: Bits, reduced: bool) -> None:
    """Which coding tools are used, between the size and the colours."""
    if not reduced and bits.flag():  # frame_id_numbers_present_flag
        bits.u(7)
    bits.u(3)
    if not reduced:
        bits.u(4)
        order_hint = bits.flag()
        if order_hint:
            bits.u(2)
        # seq_force_screen_content_tools, and where there may be some, seq_force_integer_mv: 1 leaves it open.
        if (bits.flag() or bits.flag()) and not bits.flag():
            bits.u(1)
        if order_hint:
            bits.u(3)
    bits.u(3)


def _colour(bits: Bits, profile: int) -> tuple[int, bool, bool, bool, int]:
    """color_config (5.5.2): bit depth, whether there is only grey, the chroma in both directions, its position."""
    high = bits.flag()
    bit_depth = 12 if profile == 2 and high and bits.flag() else 10 if high else 8
    monochrome = profile != 1 and bits.flag()
    colours = (bits.u(8), bits.u(8), bits.u(8)) if bits.flag() else (_UNSPECIFIED,) * 3
    if monochrome:
        bits.u(1)  # color_range
        return bit_depth, True, True, True, 0
    if colours == _SRGB:
        return bit_depth, False, False, False, 0
    bits.u(1)  # color_range
    across = profile == 0 or (profile == 2 and (bit_depth < 12 or bits.flag()))
    down = across and (profile == 0 or (bit_depth == 12 and bits.flag()))
    return bit_depth, False, across, down, bits.u(2) if across and down else 0
