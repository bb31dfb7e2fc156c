"""Raw pictures there and back."""

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.codec.convert import bgr_to_i420
from footlight.codec.decoder import open_picture_decoder
from footlight.codec.raw import RawEncoder, picture_bytes, size_within
from footlight.errors import DecodingFailedError, PictureSizeError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.track import Track
from footlight.model.units import Micros


def plain(width: int, height: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), (200, 120, 40), np.uint8)


def frame_of(image: NDArray[np.uint8]) -> VideoFrame:
    return VideoFrame(image, "bgr", image.shape[1], image.shape[0], 0, Micros(1_000), Micros(2_000))


def packet_of(payload: Payload) -> Packet:
    return Packet(0, 0, 0, 0, 90, 90, 0, Micros(2_000), PacketFlags.KEYFRAME, payload)


def track_of(width: int, height: int) -> Track:
    return Track(0, "video", "main", "i420", b"", 90_000, width=width, height=height)


def test_a_picture_is_packed_i420_and_comes_back() -> None:
    encoder = RawEncoder(64, 48, 30)
    [coded] = encoder.encode(frame_of(plain(64, 48)))
    assert coded.payload == bgr_to_i420(plain(64, 48)).tobytes()
    assert (coded.keyframe, coded.pts, coded.captured_at) == (True, 1_000, 2_000)
    assert (encoder.codec, encoder.description, encoder.bitrate) == ("i420", b"", 64 * 48 * 12 * 30)
    [frame] = open_picture_decoder(track_of(64, 48)).decode(packet_of(coded.payload))
    assert np.abs(frame.image.astype(int) - plain(64, 48)).max() < 4
    assert (frame.pts, frame.captured_at, frame.width, frame.height) == (1_000, 2_000, 64, 48)


def test_odd_sides_are_made_even() -> None:
    encoder = RawEncoder(63, 47, 30)
    [coded] = encoder.encode(frame_of(plain(63, 47)))
    assert (encoder.width, encoder.height) == (64, 48)
    assert len(coded.payload) == picture_bytes(63, 47) == 64 * 48 * 3 // 2


def test_a_picture_that_was_not_announced_is_refused() -> None:
    with pytest.raises(PictureSizeError):
        RawEncoder(64, 48, 30).encode(frame_of(plain(48, 64)))
    with pytest.raises(PictureSizeError):
        RawEncoder(8, 8, 30)


@pytest.mark.parametrize("length", [0, 64 * 48 * 3 // 2 - 1, 64 * 48 * 3 // 2 + 1])
def test_a_payload_of_another_length_is_no_picture(length: int) -> None:
    decoder = open_picture_decoder(track_of(64, 48))
    with pytest.raises(DecodingFailedError, match="4608"):
        decoder.decode(packet_of(bytes(length)))
    assert len(decoder.decode(packet_of(bytes(4608)))) == 1


@pytest.mark.parametrize("size", [(0, 0), (63, 48), (64, 47)])
def test_a_size_that_i420_cannot_have_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(DecodingFailedError):
        open_picture_decoder(track_of(*size))


def test_pictures_larger_than_the_bound_are_refused() -> None:
    with pytest.raises(PictureSizeError, match="64x48"):
        open_picture_decoder(track_of(64, 48), max_pixels=64 * 47)


def test_a_frame_belongs_to_whoever_gets_it() -> None:
    payload = bytes(4608)
    [frame] = open_picture_decoder(track_of(64, 48), format="i420").decode(packet_of(payload))
    frame.image[:] = 255
    assert payload == bytes(4608)


def test_the_largest_size_that_fits_has_the_same_shape_and_even_sides() -> None:
    most = 8 * 1024 * 1024
    width, height = size_within(3840, 2160, most)
    assert width % 2 == height % 2 == 0
    assert picture_bytes(width, height) <= most < picture_bytes(width + 8, height + 8)
    assert width / height == pytest.approx(16 / 9, rel=0.01)
    assert size_within(640, 480, most) == (640, 480)
