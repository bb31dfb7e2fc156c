"""Access units as cameras, transport streams and files have them."""

import io
from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

from footlight.errors import ProtocolViolationError
from footlight.wire import h264
from footlight.wire.h264units import AccessUnits

START = b"\0\0\0\1"
SPS = bytes.fromhex("6742c01fda014016e840000003004000000f23c60ca8")
OTHER_SPS = SPS[:3] + b"\x1e" + SPS[4:]  # another level
PPS = bytes.fromhex("68ce0fc8")
SECOND_PPS = bytes.fromhex("686ec3c8")  # pic_parameter_set_id 1 after 011
IDR = b"\x65\x88\x84\x01"  # first_mb 0, slice_type 7: I
P = b"\x41\x9a\x02\x03"  # first_mb 0, slice_type 5: P
B = b"\x01\x9e\x02\x03"  # first_mb 0, slice_type 6: B
AUD = b"\x09\xf0"
SEI = b"\x06\x05\x01\x80"
FILLER = b"\x0c\xff\x80"


def stream(*units: bytes) -> bytes:
    return b"".join(START + unit for unit in units)


def sample(*units: bytes) -> bytes:
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


def test_a_byte_stream_leaves_its_sets_and_delimiters_behind() -> None:
    units = AccessUnits(b"")
    unit = units.read(stream(AUD, SPS, PPS, SEI, IDR, FILLER))
    assert (unit.sample, unit.idr, unit.bidirectional, unit.revised) == (sample(SEI, IDR), True, False, True)
    assert units.record() == h264.avcc(SPS, PPS)


def test_samples_that_need_no_change_are_not_copied() -> None:
    units = AccessUnits(h264.avcc(SPS, PPS))
    data = sample(SEI, P)
    assert units.read(data).sample is data


def test_samples_with_sets_in_them_lose_them() -> None:
    units = AccessUnits(h264.avcc(SPS, PPS))
    unit = units.read(sample(SPS, PPS, IDR))
    assert (unit.sample, unit.revised) == (sample(IDR), False)


def test_lengths_of_two_bytes_become_four() -> None:
    record = bytearray(h264.avcc(SPS, PPS))
    record[4] = 0xFD
    assert AccessUnits(bytes(record)).read(b"\0\4" + P).sample == sample(P)


def test_sets_that_come_again_are_nothing_new() -> None:
    units = AccessUnits(stream(SPS, PPS))
    assert not units.read(stream(SPS, PPS, IDR)).revised


def test_another_set_of_the_same_number_takes_its_place() -> None:
    units = AccessUnits(stream(SPS, PPS))
    assert units.read(stream(OTHER_SPS, IDR)).revised
    assert units.record() == h264.avcc(OTHER_SPS, PPS)


def test_a_second_picture_parameter_set_is_kept_beside_the_first() -> None:
    units = AccessUnits(stream(SPS, PPS))
    assert units.read(stream(SECOND_PPS, P)).revised
    assert h264.parse_avcc(units.record()).pps == (PPS, SECOND_PPS)


def test_bidirectional_pictures_are_seen() -> None:
    units = AccessUnits(stream(SPS, PPS))
    assert [units.read(stream(unit)).bidirectional for unit in (IDR, P, B)] == [False, False, True]


def test_the_rest_of_a_picture_is_seen() -> None:
    units = AccessUnits(stream(SPS, PPS))
    rest = b"\x41\x4c\xd4\x10"  # first_mb 1
    assert [units.read(stream(unit)).begins for unit in (IDR, rest, P)] == [True, False, True]


def test_sets_alone_are_no_picture() -> None:
    assert AccessUnits(b"").read(stream(AUD, SPS, PPS)).sample == b""


@pytest.mark.parametrize(
    "data", [b"", b"\1\2\3", stream(b"\x41"), stream(b"\x67\x42\xc0\x1f"), stream(b"\x68")], ids=repr
)
def test_what_is_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        AccessUnits(b"").read(data)


@pytest.mark.parametrize("extradata", [b"\1", b"\1\2\3\4\5\6\7", b"abc"], ids=repr)
def test_extradata_of_no_kind_is_refused(extradata: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        AccessUnits(extradata)


@cache
def coded(bframes: int) -> bytes:
    """Thirty pictures in a transport stream, by x264."""
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as container:
        pictures = container.add_stream("libx264", rate=30, options={"bf": str(bframes), "g": "10", "b_strategy": "0"})
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(np.full((72, 64), number * 8, np.uint8), "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
    return file.getvalue()


@pytest.mark.parametrize("bframes", [0, 2])
def test_what_x264_codes_is_read_as_it_is(bframes: int) -> None:
    with av.open(io.BytesIO(coded(bframes)), "r") as container:
        units = AccessUnits(b"")
        read = [units.read(bytes(packet)) for packet in container.demux(video=0) if packet.size]
    assert len(read) == 30
    assert read[0].idr
    assert sum(unit.idr for unit in read) >= 3
    assert any(unit.bidirectional for unit in read) == bool(bframes)
    assert h264.parse_sps(units.sps).width == 64
    # Decodes with the record alone.
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = units.record()
    pictures = [frame for unit in read for frame in decoder.decode(av.Packet(unit.sample))] + decoder.decode(None)
    assert len(pictures) == 30
