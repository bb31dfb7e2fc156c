"""The sequence parameter set of H.264: what a stream says of its pictures (Rec. ITU-T H.264, 7.3.2.1.1 and E.1)."""

from dataclasses import dataclass
from typing import Final

from footlight.errors import ProtocolViolationError
from footlight.wire.bits import Bits, rbsp

MAX_SIDE: Final = 16_384
"""The largest width and height accepted, in pixels."""

_MAX_LENGTH: Final = 4096
"""No set of parameters is as long; reading is quadratic in this."""

_PROFILES_WITH_CHROMA: Final = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_INTRA_PROFILES: Final = frozenset({44, 86, 100, 110, 122, 244})
"""Profiles that have no reordering where constraint_set3_flag is set (E.2.1, max_num_reorder_frames)."""

_MAX_DPB_MACROBLOCKS: Final = {
    9: 396, 10: 396, 11: 900, 12: 2376, 13: 2376, 20: 2376, 21: 4752, 22: 8100, 30: 8100, 31: 18_000,
    32: 20_480, 40: 32_768, 41: 32_768, 42: 34_816, 50: 110_400, 51: 184_320, 52: 184_320,
    60: 696_320, 61: 696_320, 62: 696_320,
}  # fmt: skip
"""MaxDpbMbs of each level_idc (table A-1)."""


@dataclass(frozen=True, slots=True)
class SpsInfo:
    """What matters outside a decoder. ``width`` and ``height`` are pixels after cropping."""

    width: int
    height: int
    profile: int
    """profile_idc: 66 baseline, 77 main, 100 high."""
    constraints: int
    """The byte of constraint_set flags."""
    level: int
    """level_idc: ten times the level, 31 for 3.1."""
    chroma_format: int
    """chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4."""
    bit_depth_luma: int
    bit_depth_chroma: int
    max_num_reorder_frames: int
    """How many pictures may precede another in decoding order and follow it in showing order; 0: none waits."""


def parse_sps(sps: bytes) -> SpsInfo:
    """Read a sequence parameter set: one NAL unit with its header byte, without start code or length.

    Raises:
        ProtocolViolationError: not a sequence parameter set, truncated, a value that the standard does not
            allow, or pictures beyond ``MAX_SIDE``.
    """
    if not sps or sps[0] & 0x9F != 7:
        raise ProtocolViolationError("not an H.264 sequence parameter set")
    if len(sps) > _MAX_LENGTH:
        raise ProtocolViolationError(f"an H.264 sequence parameter set of {len(sps)} bytes: at most {_MAX_LENGTH}")
    bits = Bits(rbsp(sps[1:]), "an H.264 sequence parameter set")
    profile, constraints, level = bits.u(8), bits.u(8), bits.u(8)
    bits.ue("seq_parameter_set_id", 31)
    chroma_format, separate_planes, luma, chroma = _chroma(bits, profile)
    bits.ue("log2_max_frame_num_minus4", 12)
    order_type = _picture_order(bits)
    bits.ue("max_num_ref_frames", 16)
    bits.flag()  # gaps_in_frame_num_value_allowed_flag
    macroblocks_wide = bits.ue("pic_width_in_mbs_minus1", MAX_SIDE // 16 - 1) + 1
    map_units_high = bits.ue("pic_height_in_map_units_minus1", MAX_SIDE // 16 - 1) + 1
    fields = 1 if bits.flag() else 2  # 2 - frame_mbs_only_flag
    if fields == 2:
        bits.flag()  # mb_adaptive_frame_field_flag
    bits.flag()  # direct_8x8_inference_flag
    macroblocks_high = fields * map_units_high
    width, height = _crop(
        bits, macroblocks_wide * 16, macroblocks_high * 16, 0 if separate_planes else chroma_format, fields
    )
    reorder = _vui_reorder(bits) if bits.flag() else None
    if order_type == 2 or (profile in _INTRA_PROFILES and constraints & 0x10):
        reorder = 0
    if reorder is None:
        reorder = min(_MAX_DPB_MACROBLOCKS.get(level, 696_320) // (macroblocks_wide * macroblocks_high), 16)
    return SpsInfo(
        width=width,
        height=height,
        profile=profile,
        constraints=constraints,
        level=level,
        chroma_format=chroma_format,
        bit_depth_luma=luma,
        bit_depth_chroma=chroma,
        max_num_reorder_frames=reorder,
    )


def _chroma(bits: Bits, profile: int) -> tuple[int, bool, int, int]:
    """chroma_format_idc, separate_colour_plane_flag and the two bit depths; 4:2:0 of 8 bits where not told."""
    if profile not in _PROFILES_WITH_CHROMA:
        return 1, False, 8, 8
    chroma_format = bits.ue("chroma_format_idc", 3)
    separate_planes = chroma_format == 3 and bits.flag()
    luma = bits.ue("bit_depth_luma_minus8", 6) + 8
    chroma = bits.ue("bit_depth_chroma_minus8", 6) + 8
    bits.flag()  # qpprime_y_zero_transform_bypass_flag
    if bits.flag():  # seq_scaling_matrix_present_flag
        for index in range(12 if chroma_format == 3 else 8):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma_format, separate_planes, luma, chroma


def _skip_scaling_list(bits: Bits, size: int) -> None:
    """7.3.2.1.1.1: the list ends early where the next scale becomes 0."""
    last = 8
    for _ in range(size):
        following = (last + bits.se("delta_scale")) % 256
        if following == 0:
            return
        last = following


def _picture_order(bits: Bits) -> int:
    """pic_order_cnt_type, with what belongs to it read over."""
    order_type = bits.ue("pic_order_cnt_type", 2)
    if order_type == 0:
        bits.ue("log2_max_pic_order_cnt_lsb_minus4", 12)
    elif order_type == 1:
        bits.flag()  # delta_pic_order_always_zero_flag
        bits.se("offset_for_non_ref_pic")
        bits.se("offset_for_top_to_bottom_field")
        for _ in range(bits.ue("num_ref_frames_in_pic_order_cnt_cycle", 255)):
            bits.se("offset_for_ref_frame")
    return order_type


def _crop(bits: Bits, width: int, height: int, chroma_array_type: int, fields: int) -> tuple[int, int]:
    """The size after frame cropping (7-19 to 7-22), whose offsets are in units of whole chroma samples."""
    if bits.flag():
        unit_x = 2 if chroma_array_type in {1, 2} else 1
        unit_y = (2 if chroma_array_type == 1 else 1) * fields
        left, right = bits.ue("frame_crop_left_offset"), bits.ue("frame_crop_right_offset")
        top, bottom = bits.ue("frame_crop_top_offset"), bits.ue("frame_crop_bottom_offset")
        width -= unit_x * (left + right)
        height -= unit_y * (top + bottom)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ProtocolViolationError(f"H.264 pictures of {width}x{height}: 1 to {MAX_SIDE} a side")
    return width, height


def _vui_reorder(bits: Bits) -> int | None:
    """Read vui_parameters (E.1.1) for max_num_reorder_frames; None where it is not told."""
    if bits.flag() and bits.u(8) == 255:  # aspect_ratio_info_present_flag, Extended_SAR
        bits.u(32)
    if bits.flag():  # overscan_info_present_flag
        bits.flag()
    if bits.flag():  # video_signal_type_present_flag
        bits.u(4)
        if bits.flag():  # colour_description_present_flag
            bits.u(24)
    if bits.flag():  # chroma_loc_info_present_flag
        bits.ue("chroma_sample_loc_type_top_field", 5)
        bits.ue("chroma_sample_loc_type_bottom_field", 5)
    if bits.flag():  # timing_info_present_flag
        bits.u(65)
    nal_hrd = bits.flag()
    if nal_hrd:
        _skip_hrd(bits)
    vcl_hrd = bits.flag()
    if vcl_hrd:
        _skip_hrd(bits)
    if nal_hrd or vcl_hrd:
        bits.flag()  # low_delay_hrd_flag
    bits.flag()  # pic_struct_present_flag
    if not bits.flag():  # bitstream_restriction_flag
        return None
    bits.flag()  # motion_vectors_over_pic_boundaries_flag
    bits.ue("max_bytes_per_pic_denom", 16)
    bits.ue("max_bits_per_mb_denom", 16)
    bits.ue("log2_max_mv_length_horizontal", 16)
    bits.ue("log2_max_mv_length_vertical", 16)
    reorder = bits.ue("max_num_reorder_frames", 16)
    bits.ue("max_dec_frame_buffering", 16)
    return reorder


def _skip_hrd(bits: Bits) -> None:
    """hrd_parameters (E.1.2)."""
    count = bits.ue("cpb_cnt_minus1", 31) + 1
    bits.u(8)
    for _ in range(count):
        bits.ue("bit_rate_value_minus1")
        bits.ue("cpb_size_value_minus1")
        bits.flag()
    bits.u(20)
