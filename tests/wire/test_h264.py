"""H.264 as byte stream and as samples."""

from typing import Any

import av
import pytest

from footlight.errors import BY_CODE, ProtocolViolationError
from footlight.wire import h264
from tests.wire import media
from tests.wire.vectors import cases

SPS = bytes.fromhex("6742c01fda014016e84000000300400000 0f23c60ca8")
PPS = bytes.fromhex("68ce0fc8")
START = b"\0\0\0\1"


@pytest.mark.parametrize("case", cases("h264.json", "sps"))
def test_a_sequence_parameter_set_is_read(case: dict[str, Any]) -> None:
    sps = bytes.fromhex(case["sps"])
    assert h264.parse_sps(sps) == h264.SpsInfo(**case["info"])
    assert h264.codec_string(sps) == case["codec"]


@pytest.mark.parametrize("case", cases("h264.json", "records"))
def test_a_configuration_record_is_written_and_read(case: dict[str, Any]) -> None:
    sps, pps, record = (bytes.fromhex(case[name]) for name in ("sps", "pps", "record"))
    assert h264.avcc(sps, pps) == record
    assert h264.parse_avcc(record) == h264.ParameterSets((sps,), (pps,), 4)
    assert h264.codec_string(record) == case["codec"]


@pytest.mark.parametrize("case", cases("h264.json", "bad_records"))
def test_a_malformed_configuration_record_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        h264.parse_avcc(bytes.fromhex(case["record"]))


@pytest.mark.parametrize("case", cases("h264.json", "byte_streams"))
def test_a_byte_stream_becomes_a_sample(case: dict[str, Any]) -> None:
    sample = h264.annexb_to_sample(bytes.fromhex(case["annexb"]))
    assert sample.hex() == case["sample"]
    assert h264.is_idr(sample) == case["idr"]


@pytest.mark.parametrize("case", cases("h264.json", "byte_streams"))
def test_a_sample_comes_back_from_its_byte_stream(case: dict[str, Any]) -> None:
    sample = bytes.fromhex(case["sample"])
    stream = h264.sample_to_annexb(sample, h264.avcc(SPS, PPS), keyframe=True)
    assert stream.startswith(START + SPS + START + PPS)
    assert h264.annexb_to_sample(stream) == sample
    assert h264.parameter_sets(stream) == (SPS, PPS)


@pytest.mark.parametrize("case", cases("h264.json", "bad_byte_streams"))
def test_what_is_no_byte_stream_is_refused(case: dict[str, Any]) -> None:
    for parse in (h264.annexb_to_sample, h264.parameter_sets):
        with pytest.raises(BY_CODE[case["code"]]):
            parse(bytes.fromhex(case["annexb"]))


@pytest.mark.parametrize("case", cases("h264.json", "bad_samples"))
def test_a_malformed_sample_is_refused(case: dict[str, Any]) -> None:
    sample = bytes.fromhex(case["sample"])
    with pytest.raises(BY_CODE[case["code"]]):
        h264.is_idr(sample)
    with pytest.raises(BY_CODE[case["code"]]):
        h264.sample_to_annexb(sample, h264.avcc(SPS, PPS), keyframe=False)


def test_parameter_sets_stay_out_of_pictures_that_are_no_keyframe() -> None:
    stream = h264.sample_to_annexb(b"\0\0\0\2\x41\x9a", h264.avcc(SPS, PPS), keyframe=False)
    assert stream == START + b"\x41\x9a"


def test_samples_with_lengths_of_other_sizes_are_read() -> None:
    record = h264.avcc(SPS, PPS)
    short = record[:4] + b"\xfd" + record[5:]
    assert h264.sample_to_annexb(b"\0\2\x41\x9a", short, keyframe=False) == START + b"\x41\x9a"


def test_several_parameter_sets_of_a_record_are_all_read() -> None:
    record = h264.avcc(SPS, PPS)
    head, sets = record[:6], record[6:]
    sps = sets[: 2 + len(SPS)]
    twice = head[:5] + b"\xe2" + sps + sps + b"\2\0\4" + PPS + b"\0\4" + PPS
    assert h264.parse_avcc(twice) == h264.ParameterSets((SPS, SPS), (PPS, PPS), 4)


@pytest.mark.parametrize(
    "stream",
    [START + SPS, START + PPS, START + b"\x65\x88", START + SPS + START + PPS + START + PPS + b"\x80"],
    ids=["no PPS", "no SPS", "neither", "two that differ"],
)
def test_a_byte_stream_must_hold_one_parameter_set_of_each_kind(stream: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        h264.parameter_sets(stream)


@pytest.mark.parametrize(
    ("sps", "pps"), [(PPS, PPS), (SPS, SPS), (SPS, b""), (b"", PPS), (SPS, b"\x68" + bytes(65_535))]
)
def test_no_record_is_made_of_what_is_no_parameter_set(sps: bytes, pps: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        h264.avcc(sps, pps)


@pytest.mark.parametrize("data", [b"", b"\x67\x42\xc0", b"\x65\x88\x84\0", b"\2\x42\xc0\x1f"])
def test_nothing_else_has_a_codec_string(data: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        h264.codec_string(data)


@pytest.mark.parametrize(("profile", "b_frames"), [("baseline", 0), ("main", 0), ("main", 2), ("high", 3)])
def test_an_encoder_and_the_parser_agree(profile: str, b_frames: int) -> None:
    stream = media.byte_stream(45, b_frames, profile)
    info = h264.parse_sps(h264.parameter_sets(stream[0][0])[0])
    assert (info.width, info.height) == (media.WIDTH, media.HEIGHT)
    assert info.profile == {"baseline": 66, "main": 77, "high": 100}[profile]
    assert (info.max_num_reorder_frames > 0) == (b_frames > 0)
    for data, _, _, keyframe in stream:
        assert h264.is_idr(h264.annexb_to_sample(data)) == keyframe


def test_a_decoder_takes_samples_with_the_configuration_record() -> None:
    track, packets = media.pictures()
    decoder = av.VideoCodecContext.create("h264", "r")
    decoder.extradata = track.description
    frames = [frame for packet in packets for frame in decoder.decode(av.Packet(bytes(packet.payload)))]
    frames += decoder.decode(None)
    assert [(frame.width, frame.height) for frame in frames] == [(media.WIDTH, media.HEIGHT)] * 45


def test_a_decoder_takes_the_byte_stream_made_of_samples() -> None:
    track, packets = media.pictures()
    decoder = av.VideoCodecContext.create("h264", "r")
    streams = [h264.sample_to_annexb(bytes(each.payload), track.description, each.keyframe) for each in packets[15:]]
    frames = [frame for stream in streams for frame in decoder.decode(av.Packet(stream))]
    frames += decoder.decode(None)
    assert len(frames) == 30
