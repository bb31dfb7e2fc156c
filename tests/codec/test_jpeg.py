"""Pictures as JPEG, and JPEG as pictures: whatever comes, a picture or a word."""

import cv2
import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray

from footlight.codec.convert import bgr_to_i420
from footlight.codec.decoder import open_picture_decoder
from footlight.codec.jpeg import JpegEncoder
from footlight.errors import DecodingFailedError, OptionInvalidError, PictureSizeError
from footlight.model.frame import PixelFormat, VideoFrame
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.track import Track
from footlight.model.units import Micros

WIDE = 10**9
"""Bits a second that no picture here takes."""
TRACK = Track(0, "video", "main", "jpeg", b"", 90_000, width=320, height=180)
IN_FORMAT: dict[PixelFormat, int | None] = {
    "bgr": None,
    "rgb": cv2.COLOR_BGR2RGB,
    "bgra": cv2.COLOR_BGR2BGRA,
    "gray": cv2.COLOR_BGR2GRAY,
    "i420": cv2.COLOR_BGR2YUV_I420,
}


def bars(width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """White, red, green, black: each channel at both ends of its range."""
    image = np.zeros((height, width, 3), np.uint8)
    for number, colour in enumerate(((255, 255, 255), (0, 0, 255), (0, 255, 0))):
        image[:, number * width // 4 : (number + 1) * width // 4] = colour
    return image


def noisy(number: int) -> NDArray[np.uint8]:
    image = np.random.default_rng(number).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1), np.uint8)


def frame_of(image: NDArray[np.uint8], format: PixelFormat = "bgr", number: int = 0) -> VideoFrame:
    height = image.shape[0] * 2 // 3 if format == "i420" else image.shape[0]
    at = Micros(number * 33_333)
    return VideoFrame(image, format, image.shape[1], height, number, at, Micros(at + 5_000_000))


def packet_of(payload: Payload, number: int = 0) -> Packet:
    return Packet(0, 0, number, 0, number * 3_000, number * 3_000, 0, Micros(7), PacketFlags.KEYFRAME, payload)


@pytest.mark.parametrize("format", IN_FORMAT)
def test_colours_come_back_from_every_format(format: PixelFormat) -> None:
    code = IN_FORMAT[format]
    image = bars() if code is None else np.asarray(cv2.cvtColor(bars(), code), np.uint8)
    [coded] = JpegEncoder(320, 180, 30, WIDE, 90).encode(frame_of(image, format))
    expected = bars() if format != "gray" else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    [frame] = open_picture_decoder(TRACK).decode(packet_of(coded.payload, 30))
    assert (frame.format, frame.pts, frame.captured_at) == ("bgr", 1_000_000, 7)
    for x in (40, 120, 200, 280):
        assert np.abs(frame.image[90, x].astype(int) - expected[90, x]).max() < 12


def test_every_picture_is_one_jfif_file_of_4_2_0_and_a_keyframe() -> None:
    encoder = JpegEncoder(319, 181, 30, WIDE, 80)
    [coded] = encoder.encode(frame_of(bars(319, 181), number=3))
    assert coded.keyframe
    assert (coded.pts, coded.captured_at) == (99_999, 5_099_999)
    assert coded.payload[6:11] == b"JFIF\0"
    assert simplejpeg.decode_jpeg_header(coded.payload) == (181, 319, "YCbCr", "420")
    assert (encoder.width, encoder.height, encoder.codec, encoder.description) == (319, 181, "jpeg", b"")


def test_quality_falls_while_pictures_are_too_large_and_rises_again() -> None:
    encoder = JpegEncoder(320, 180, 30, WIDE, 80)
    full = len(encoder.encode(frame_of(noisy(0)))[0].payload)
    encoder.set_rates(full * 8 * 30 // 3, 30)
    sizes = [len(encoder.encode(frame_of(noisy(number)))[0].payload) for number in range(10)]
    assert max(sizes[2:]) < full / 3 * 1.15
    assert min(sizes[2:]) > full / 6
    encoder.set_rates(WIDE, 30)
    again = [len(encoder.encode(frame_of(noisy(number)))[0].payload) for number in range(81)]
    assert encoder.quality == 80
    assert again[-1] == pytest.approx(full, rel=0.1)


def test_however_narrow_a_picture_still_shows_something() -> None:
    encoder = JpegEncoder(320, 180, 30, 1_000, 80)
    for number in range(5):
        encoder.encode(frame_of(noisy(number)))
    assert encoder.quality == 10


@pytest.mark.parametrize(("bitrate", "quality"), [(0, 80), (WIDE, 0), (WIDE, 101)])
def test_a_bitrate_or_a_quality_that_cannot_be_is_refused(bitrate: int, quality: int) -> None:
    with pytest.raises(OptionInvalidError):
        JpegEncoder(320, 180, 30, bitrate, quality)


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(PictureSizeError, match="320x180 was announced"):
        JpegEncoder(320, 180, 30, WIDE, 80).encode(frame_of(bars(64, 64)))


def test_damage_is_said_and_the_next_picture_is_decoded() -> None:
    payload = JpegEncoder(320, 180, 30, WIDE, 80).encode(frame_of(bars()))[0].payload
    decoder = open_picture_decoder(TRACK)
    for damaged in (b"", b"no picture", payload[: len(payload) // 2], payload[:-2], payload[1:]):
        with pytest.raises(DecodingFailedError):
            decoder.decode(packet_of(damaged))
    assert len(decoder.decode(packet_of(payload))) == 1


def test_a_picture_that_says_it_is_huge_is_refused_before_memory_is_taken() -> None:
    payload = bytearray(JpegEncoder(320, 180, 30, WIDE, 80).encode(frame_of(bars()))[0].payload)
    sizes = payload.index(b"\xff\xc0") + 5
    payload[sizes : sizes + 4] = bytes.fromhex("ff00ff00")
    with pytest.raises(DecodingFailedError, match="65280x65280"):
        open_picture_decoder(TRACK).decode(packet_of(bytes(payload)))
    with pytest.raises(PictureSizeError, match="320x180"):
        open_picture_decoder(TRACK, max_pixels=320 * 179)


def test_i420_comes_out_where_it_is_wanted() -> None:
    [coded] = JpegEncoder(320, 180, 30, WIDE, 95).encode(frame_of(bars()))
    [frame] = open_picture_decoder(TRACK, format="i420").decode(packet_of(coded.payload))
    assert (frame.format, frame.width, frame.height) == ("i420", 320, 180)
    assert np.abs(frame.image.astype(int) - bgr_to_i420(bars())).mean() < 2
