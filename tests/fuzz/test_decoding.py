"""Coded media from a peer: whatever is in it, a decoder gives frames or says that it cannot."""

import contextlib
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from footlight.codec.audiodecoder import AudioDecoder
from footlight.codec.decoder import open_picture_decoder
from footlight.codec.h264 import VideoEncoder
from footlight.codec.jpeg import JpegEncoder
from footlight.errors import DecodingFailedError, PictureSizeError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.opus import opus_head
from tests.wire import coded

QUICK = settings(max_examples=150, derandomize=True, database=None, deadline=None)
"""The same bytes each time: `make test` fails for what was changed, not by chance."""
PERMITTED = (DecodingFailedError, PictureSizeError)

ENCODER = VideoEncoder(64, 48, 30, 500_000)
PICTURES = [
    ENCODER.encode(VideoFrame(np.full((48, 64, 3), shade, np.uint8), "bgr", 64, 48, n, Micros(n * 33_333), Micros(0)))[
        0
    ].payload
    for n, shade in enumerate((0, 90, 255))
]


def video_packet(payload: Payload, keyframe: bool = True) -> Packet:
    return Packet(0, 0, 0, 0, 0, 0, 0, Micros(0), PacketFlags.KEYFRAME if keyframe else PacketFlags(0), payload)


@QUICK
@given(st.binary(max_size=300))
def test_pictures_of_any_bytes(payload: bytes) -> None:
    decoder = open_picture_decoder(Track(0, "video", "main", ENCODER.codec, ENCODER.description, 90_000))
    with contextlib.suppress(*PERMITTED):
        decoder.decode(video_packet(payload))


@QUICK
@given(st.sampled_from(PICTURES), st.integers(0, 400), st.integers(0, 255), st.integers(0, 400))
def test_pictures_with_a_wrong_byte_or_cut_off(picture: bytes, place: int, byte: int, end: int) -> None:
    damaged = bytearray(picture)
    damaged[place % len(damaged)] = byte
    decoder = open_picture_decoder(
        Track(0, "video", "main", ENCODER.codec, ENCODER.description, 90_000), max_pixels=64 * 48
    )
    for payload in (PICTURES[0], bytes(damaged), bytes(damaged[: end % len(damaged)])):
        try:
            frames = decoder.decode(video_packet(payload))
        except PERMITTED:
            continue
        assert all(frame.image.shape == (48, 64, 3) for frame in frames)


@QUICK
@given(st.integers(0, 80), st.integers(0, 255))
def test_descriptions_with_a_wrong_byte(place: int, byte: int) -> None:
    description = bytearray(ENCODER.description)
    description[place % len(description)] = byte
    try:
        decoder = open_picture_decoder(Track(0, "video", "main", ENCODER.codec, bytes(description), 90_000))
        decoder.decode(video_packet(PICTURES[0]))
    except PERMITTED:
        pass


@QUICK
@given(st.binary(max_size=200))
def test_sound_of_any_bytes(payload: bytes) -> None:
    decoder = AudioDecoder(Track(1, "audio", "sound", "opus", opus_head(2, 120), 48_000))
    with contextlib.suppress(*PERMITTED):
        decoder.decode(video_packet(payload))


@QUICK
@given(st.binary(max_size=40))
def test_descriptions_of_sound_of_any_bytes(description: bytes) -> None:
    for start in (b"", b"OpusHead"):
        with contextlib.suppress(*PERMITTED):
            AudioDecoder(Track(1, "audio", "sound", "opus", start + description, 48_000))


END = st.integers(1, 400)
OTHERS = {kind: coded.pictures(kind) for kind in ("vp9", "av1", "hevc")}
JPEG = Track(0, "video", "main", "jpeg", b"", 90_000, width=64, height=48)
GREY = VideoFrame(np.full((48, 64, 3), 90, np.uint8), "bgr", 64, 48, 0, Micros(0), Micros(0))
OTHERS["jpeg"] = JPEG, (video_packet(JpegEncoder(64, 48, 30, 10**6, 80).encode(GREY)[0].payload),) * 2


@QUICK
@given(
    st.sampled_from(sorted(OTHERS)), st.integers(0, 1), st.integers(0, 400), st.integers(0, 255), st.integers(1, 400)
)
def test_other_pictures_with_a_wrong_byte_or_cut_off(kind: str, at: int, place: int, byte: int, end: int) -> None:
    track, packets = OTHERS[kind]
    damaged = bytearray(packets[at].payload)
    damaged[place % len(damaged)] = byte
    most = track.width * track.height
    decoder = open_picture_decoder(track, max_pixels=most)
    for payload in (packets[0].payload, bytes(damaged), bytes(damaged[: end % len(damaged)])):
        try:
            frames = decoder.decode(video_packet(payload))
        except PERMITTED:
            continue
        assert all(frame.width * frame.height <= most for frame in frames)


@QUICK
@given(st.sampled_from(["hevc", "av1", "vp9"]), st.integers(0, 120), st.integers(0, 255))
def test_other_descriptions_with_a_wrong_byte(kind: str, place: int, byte: int) -> None:
    track, packets = OTHERS[kind]
    description = bytearray(track.description)
    description[place % len(description)] = byte
    with contextlib.suppress(*PERMITTED):
        open_picture_decoder(replace(track, description=bytes(description))).decode(packets[0])
