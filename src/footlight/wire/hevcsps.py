"""The sequence parameter set of HEVC: what a stream says of its pictures (Rec. ITU-T H.265, 7.3.2.2 and 7.3.3)."""

from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.bits import Bits, rbsp
from footlight.wire.sps import MAX_SIDE

_MAX_LENGTH: Final = 4096
_NAL: Final = 33


@dataclass(frozen=True, slots=True)
class HevcSpsInfo:
    """What matters outside a decoder. ``width`` and ``height`` are pixels after cropping."""

    width: int
    height: int
    profile_space: int
    high_tier: bool
    profile: int
    """general_profile_idc: 1 main, 2 main 10."""
    compatibility: int
    """general_profile_compatibility_flags, the first the highest of 32 bits."""
    constraints: bytes
    """The six bytes of general constraint flags."""
    level: int
    """general_level_idc: thirty times the level, 93 for 3.1."""
    chroma_format: int
    """chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4."""
    bit_depth_luma: int
    bit_depth_chroma: int
    temporal_layers: int
    temporal_nesting: bool
    max_num_reorder_pics: int
    """How many pictures may precede another in decoding order and follow it in showing order; 0: none waits."""


def parse_sps(sps: bytes) -> HevcSpsInfo:
    """Read a sequence parameter set: one NAL unit with its header, without start code or length.

    Raises:
        ProtocolViolationError: not a sequence parameter set, truncated, a value that the standard does not
            allow, or pictures beyond ``MAX_SIDE``.
    """
    if len(sps) < 3 or sps[0] >> 1 != _NAL:
        raise ProtocolViolationError("not an HEVC sequence parameter set")
    if len(sps) > _MAX_LENGTH:
        raise ProtocolViolationError(f"an HEVC sequence parameter set of {len(sps)} bytes: at most {_MAX_LENGTH}")
    bits = Bits(rbsp(sps[2:]), "an HEVC sequence parameter set")
    bits.u(4)  # sps_video_parameter_set_id
    sub_layers = bits.u(3)
    if sub_layers > 6:
        raise ProtocolViolationError("an HEVC sequence parameter set has more than 7 temporal layers")
    nesting = bits.flag()
    space, high_tier, profile = bits.u(2), bits.flag(), bits.u(5)
    compatibility, constraints, level = bits.u(32), bits.u(48).to_bytes(6, "big"), bits.u(8)
    _skip_sub_layers(bits, sub_layers)
    bits.ue("sps_seq_parameter_set_id", 15)
    chroma_format = bits.ue("chroma_format_idc", 3)
    separate_planes = chroma_format == 3 and bits.flag()
    width = bits.ue("pic_width_in_luma_samples", MAX_SIDE)
    height = bits.ue("pic_height_in_luma_samples", MAX_SIDE)
    width, height = _crop(bits, width, height, 0 if separate_planes else chroma_format)
    luma = bits.ue("bit_depth_luma_minus8", 7) + 8
    chroma = bits.ue("bit_depth_chroma_minus8", 7) + 8
    bits.ue("log2_max_pic_order_cnt_lsb_minus4", 12)
    # Told for each temporal layer, or for the highest alone.
    reorder = 0
    for _ in range(sub_layers + 1 if bits.flag() else 1):
        bits.ue("sps_max_dec_pic_buffering_minus1", 15)
        reorder = bits.ue("sps_max_num_reorder_pics", 15)
        bits.ue("sps_max_latency_increase_plus1")
    return HevcSpsInfo(
        width=width,
        height=height,
        profile_space=space,
        high_tier=high_tier,
        profile=profile,
        compatibility=compatibility,
        constraints=constraints,
        level=level,
        chroma_format=chroma_format,
        bit_depth_luma=luma,
        bit_depth_chroma=chroma,
        temporal_layers=sub_layers + 1,
        temporal_nesting=nesting,
        max_num_reorder_pics=reorder,
    )


def _skip_sub_layers(bits: Bits, count: int) -> None:
    """The profiles and levels of temporal layers, in profile_tier_level (7.3.3)."""
    told = [(bits.flag(), bits.flag()) for _ in range(count)]
    if count:
        bits.u(2 * (8 - count))
    for profile, level in told:
        bits.u(88 * profile + 8 * level)


def _crop(bits: Bits, width: int, height: int, chroma_array_type: int) -> tuple[int, int]:
    """The size within the conformance window, whose offsets are in units of whole chroma samples."""
    if bits.flag():
        unit_x = 2 if chroma_array_type in {1, 2} else 1
        unit_y = 2 if chroma_array_type == 1 else 1
        width -= unit_x * (bits.ue("conf_win_left_offset") + bits.ue("conf_win_right_offset"))
        height -= unit_y * (bits.ue("conf_win_top_offset") + bits.ue("conf_win_bottom_offset"))
    if width <= 0 or height <= 0:
        raise ProtocolViolationError(f"HEVC pictures of {width}x{height}: 1 to {MAX_SIDE} a side")
    return width, height
