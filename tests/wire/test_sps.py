"""Sequence parameter sets of H.264."""

import pytest

from footlight.errors import ProtocolViolationError
from footlight.wire.sps import parse_sps
from tests.wire.sps_writer import Bits, SpsWriter


def high(chroma_format: int = 1, luma: int = 8, chroma: int = 8, separate: bool = False) -> Bits:
    """What high profiles tell of chroma, without scaling lists."""
    bits = Bits().ue(chroma_format)
    if chroma_format == 3:
        bits.u(1, separate)
    return bits.ue(luma - 8, chroma - 8).u(2, 0)


def restriction(reorder: int, buffering: int = 4) -> Bits:
    """bitstream_restriction_flag and what follows it."""
    return Bits().u(2, 0b11).ue(0, 0, 11, 11, reorder, buffering)


def hrd(count: int) -> Bits:
    bits = Bits().ue(count - 1).u(8, 0x11)
    for _ in range(count):
        bits.ue(70_000, 2**32 - 2).u(1, 0)
    return bits.u(20, 0xFFFFF)


def test_a_plain_set_is_read() -> None:
    info = parse_sps(SpsWriter().write())
    assert (info.width, info.height) == (1280, 720)
    assert (info.profile, info.constraints, info.level) == (66, 0xC0, 31)
    assert (info.chroma_format, info.bit_depth_luma, info.bit_depth_chroma) == (1, 8, 8)
    assert info.max_num_reorder_frames == 0


@pytest.mark.parametrize(
    ("crop", "size"), [((0, 0, 0, 4), (1920, 1080)), ((1, 2, 3, 4), (1914, 1074)), ((0, 959, 0, 543), (2, 2))]
)
def test_cropping_is_in_units_of_chroma_samples(crop: tuple[int, int, int, int], size: tuple[int, int]) -> None:
    info = parse_sps(SpsWriter(macroblocks_wide=120, map_units_high=68, crop=crop).write())
    assert (info.width, info.height) == size


@pytest.mark.parametrize(
    ("chroma", "size"),
    [
        (high(0), (31, 31)),
        (high(1), (30, 30)),
        (high(2), (30, 31)),
        (high(3), (31, 31)),
        (high(3, separate=True), (31, 31)),
    ],
)
def test_units_of_cropping_follow_the_chroma_format(chroma: Bits, size: tuple[int, int]) -> None:
    writer = SpsWriter(profile=244, chroma=chroma, macroblocks_wide=2, map_units_high=2, crop=(0, 1, 0, 1))
    info = parse_sps(writer.write())
    assert (info.width, info.height) == size


def test_interlaced_pictures_have_twice_the_height_and_the_unit() -> None:
    writer = SpsWriter(
        profile=77, macroblocks_wide=120, map_units_high=34, frame_macroblocks_only=False, crop=(0, 0, 0, 2)
    )
    info = parse_sps(writer.write())
    assert (info.width, info.height) == (1920, 1080)


def test_scaling_lists_are_read_over() -> None:
    # One list of 16 that ends early, one complete, one of 64 that ends early, the others absent.
    lists = Bits().u(1, 1).se(-8).u(1, 1).se(*[1] * 16).u(4, 0).u(1, 1).se(5, -13).u(1, 0)
    chroma = Bits().ue(1, 2, 1).u(1, 0).u(1, 1).add(lists)
    info = parse_sps(SpsWriter(profile=110, chroma=chroma).write())
    assert (info.width, info.height) == (1280, 720)
    assert (info.bit_depth_luma, info.bit_depth_chroma) == (10, 9)


def test_a_full_colour_format_has_twelve_scaling_lists() -> None:
    chroma = Bits().ue(3).u(1, 0).ue(0, 0).u(1, 0).u(1, 1).u(12, 0)
    assert parse_sps(SpsWriter(profile=244, chroma=chroma).write()).width == 1280


@pytest.mark.parametrize(
    "order", [Bits().ue(0, 12), Bits().ue(1).u(1, 0).se(-3, 7).ue(2).se(1, -1), Bits().ue(2)], ids=["0", "1", "2"]
)
def test_every_kind_of_picture_order_is_read_over(order: Bits) -> None:
    info = parse_sps(SpsWriter(profile=77, order=order).write())
    assert (info.width, info.height) == (1280, 720)


def test_the_vui_tells_how_many_pictures_are_reordered() -> None:
    vui = Bits().u(8, 0).add(restriction(3))
    assert parse_sps(SpsWriter(profile=77, order=Bits().ue(0, 0), vui=vui).write()).max_num_reorder_frames == 3


def test_all_of_the_vui_is_read_over_before_the_restriction() -> None:
    vui = Bits().u(1, 1).u(8, 255).u(32, 0x00010001)  # aspect ratio
    vui.u(2, 0b11)  # overscan
    vui.u(1, 1).u(4, 0b1010).u(1, 1).u(24, 0x010101)  # signal type, colours
    vui.u(1, 1).ue(0, 5)  # chroma location
    vui.u(1, 1).u(32, 1).u(32, 60).u(1, 1)  # timing, with bytes that need emulation prevention
    vui.u(1, 1).add(hrd(1)).u(1, 1).add(hrd(32)).u(1, 0)
    vui.u(1, 0).u(1, 1).u(1, 1).ue(0, 0, 16, 16, 1, 2)
    sps = SpsWriter(profile=77, order=Bits().ue(0, 0), vui=vui).write()
    assert b"\0\0\3" in sps
    assert parse_sps(sps).max_num_reorder_frames == 1


@pytest.mark.parametrize(
    ("writer", "reorder"),
    [
        (SpsWriter(profile=77, order=Bits().ue(0, 0), level=31), 5),
        (SpsWriter(profile=77, order=Bits().ue(0, 0), level=10), 0),
        (SpsWriter(profile=77, order=Bits().ue(0, 0), level=62), 16),
        (SpsWriter(profile=77, order=Bits().ue(0, 0), level=1), 16),
        (SpsWriter(profile=77, order=Bits().ue(2)), 0),
        (SpsWriter(profile=100, chroma=high(), constraints=0x10, order=Bits().ue(0, 0)), 0),
        (SpsWriter(profile=77, constraints=0x10, order=Bits().ue(0, 0)), 5),
    ],
    ids=["level 3.1", "level 1", "level 6.2", "no level", "in order by its kind", "intra", "no intra profile"],
)
def test_reordering_that_is_not_told_is_inferred(writer: SpsWriter, reorder: int) -> None:
    assert parse_sps(writer.write()).max_num_reorder_frames == reorder


def test_the_largest_pictures_are_read() -> None:
    info = parse_sps(SpsWriter(macroblocks_wide=1024, map_units_high=1024).write())
    assert (info.width, info.height) == (16_384, 16_384)


@pytest.mark.parametrize(
    "writer",
    [
        SpsWriter(macroblocks_wide=1025),
        SpsWriter(map_units_high=1025),
        SpsWriter(map_units_high=1024, frame_macroblocks_only=False),
        SpsWriter(macroblocks_wide=2**32 - 1),
        SpsWriter(crop=(640, 0, 0, 0)),
        SpsWriter(crop=(0, 0, 0, 360)),
        SpsWriter(crop=(2**31, 2**31, 0, 0)),
        SpsWriter(references=17),
        SpsWriter(log2_frame_num=13),
        SpsWriter(order=Bits().ue(3)),
        SpsWriter(order=Bits().ue(0, 13)),
        SpsWriter(order=Bits().ue(1).u(1, 0).se(0, 0).ue(256)),
        SpsWriter(profile=100, chroma=Bits().ue(4)),
        SpsWriter(profile=100, chroma=Bits().ue(1, 7, 0)),
        SpsWriter(vui=Bits().u(8, 0).add(restriction(17))),
        SpsWriter(vui=Bits().u(5, 0).u(1, 1).ue(32)),
        SpsWriter(order=Bits().u(33, 0)),
    ],
    ids=[
        "too wide", "too high", "too high by fields", "absurdly wide", "cropped to no width", "cropped to no height",
        "absurd cropping", "references", "frame numbers", "picture order", "picture order bits", "picture order cycle",
        "chroma format", "bit depth", "reordering", "HRD", "no Exp-Golomb code",
    ],
)  # fmt: skip
def test_what_the_standard_or_the_limit_does_not_allow_is_refused(writer: SpsWriter) -> None:
    with pytest.raises(ProtocolViolationError):
        parse_sps(writer.write())


def test_every_truncation_is_refused() -> None:
    sps = SpsWriter(profile=77, order=Bits().ue(0, 0), vui=Bits().u(8, 0).add(restriction(3))).write()
    for length in range(len(sps) - 1):
        with pytest.raises(ProtocolViolationError):
            parse_sps(sps[:length])


@pytest.mark.parametrize("data", [b"", b"\x67", b"\x68\xce\x0f\xc8", b"\xe7" + SpsWriter().write()[1:], b"\x67" * 5000])
def test_what_is_no_sequence_parameter_set_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        parse_sps(data)
