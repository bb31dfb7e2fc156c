"""BGR pictures there and back, each number as it was."""

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.codec.bgr import BgrEncoder, picture_bytes, size_within
from footlight.codec.convert import bgr_to_i420
from footlight.codec.decoder import open_picture_decoder, stands_alone
from footlight.errors import DecodingFailedError, PictureSizeError
from footlight.model.frame import PixelFormat, VideoFrame
from footlight.model.packet import Packet, PacketFlags, Payload
from footlight.model.track import Track
from footlight.model.units import Micros


def noise(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


def frame_of(image: NDArray[np.uint8], format: PixelFormat = "bgr") -> VideoFrame:
    return VideoFrame(image, format, image.shape[1], image.shape[0], 0, Micros(1_000), Micros(2_000))


def packet_of(payload: Payload) -> Packet:
    return Packet(0, 0, 0, 0, 90, 90, 0, Micros(2_000), PacketFlags.KEYFRAME, payload)


def track_of(width: int, height: int) -> Track:
    return Track(0, "video", "main", "bgr", b"", 90_000, width=width, height=height)


@pytest.mark.parametrize("size", [(64, 48), (63, 47)])
def test_a_picture_comes_back_as_it_was(size: tuple[int, int]) -> None:
    encoder, image = BgrEncoder(*size, 30), noise(*size)
    [coded] = encoder.encode(frame_of(image))
    assert (coded.keyframe, coded.pts, coded.captured_at) == (True, 1_000, 2_000)
    assert (encoder.codec, encoder.description) == ("bgr", b"")
    assert (encoder.width, encoder.height, encoder.bitrate) == (*size, size[0] * size[1] * 24 * 30)
    [frame] = open_picture_decoder(track_of(*size)).decode(packet_of(coded.payload))
    assert np.array_equal(frame.image, image)
    assert (frame.pts, frame.captured_at, frame.width, frame.height) == (1_000, 2_000, *size)


def test_other_formats_become_bgr() -> None:
    image = noise(64, 48)
    [coded] = BgrEncoder(64, 48, 30).encode(frame_of(np.ascontiguousarray(image[:, :, ::-1]), "rgb"))
    assert coded.payload == image.tobytes()


def test_a_picture_that_is_part_of_a_larger_one_is_packed() -> None:
    image = noise(128, 96)[10:58, 20:84]
    [coded] = BgrEncoder(64, 48, 30).encode(frame_of(image))
    assert coded.payload == image.tobytes()


def test_what_is_drawn_afterwards_does_not_change_what_was_coded() -> None:
    image = noise(64, 48)
    before = image.tobytes()
    [coded] = BgrEncoder(64, 48, 30).encode(frame_of(image))
    image[:] = 0
    assert coded.payload == before


def test_a_frame_belongs_to_whoever_gets_it() -> None:
    decoder, payload = open_picture_decoder(track_of(64, 48)), bytes(picture_bytes(64, 48))
    [frame] = decoder.decode(packet_of(payload))
    frame.image[:] = 255
    assert payload == bytes(picture_bytes(64, 48))


def test_what_nobody_else_has_is_not_copied() -> None:
    received = bytearray(40 + picture_bytes(64, 48))
    [frame] = open_picture_decoder(track_of(64, 48)).decode(packet_of(memoryview(received)[40:]))
    frame.image[0, 0] = 1, 2, 3
    assert received[38:45] == bytes([0, 0, 1, 2, 3, 0, 0])


def test_it_is_decoded_to_i420_too() -> None:
    image = noise(64, 48)
    [frame] = open_picture_decoder(track_of(64, 48), "i420").decode(packet_of(image.tobytes()))
    assert np.array_equal(frame.image, bgr_to_i420(image))


def test_a_picture_that_was_not_announced_is_refused() -> None:
    with pytest.raises(PictureSizeError):
        BgrEncoder(64, 48, 30).encode(frame_of(noise(48, 64)))
    with pytest.raises(PictureSizeError):
        BgrEncoder(8, 8, 30)


@pytest.mark.parametrize("length", [0, 64 * 48 * 3 - 1, 64 * 48 * 3 + 1])
def test_a_payload_of_another_length_is_no_picture(length: int) -> None:
    decoder = open_picture_decoder(track_of(64, 48))
    with pytest.raises(DecodingFailedError, match="9216"):
        decoder.decode(packet_of(bytes(length)))
    assert len(decoder.decode(packet_of(bytes(9216)))) == 1


def test_a_size_that_no_picture_has_is_refused() -> None:
    with pytest.raises(DecodingFailedError):
        open_picture_decoder(track_of(0, 0))
    with pytest.raises(PictureSizeError, match="64x48"):
        open_picture_decoder(track_of(64, 48), max_pixels=64 * 47)


def test_every_picture_stands_alone() -> None:
    assert stands_alone(track_of(64, 48))


def test_the_largest_size_that_fits_has_the_same_shape() -> None:
    most = 8 * 1024 * 1024
    width, height = size_within(3840, 2160, most)
    assert picture_bytes(width, height) <= most < picture_bytes(width + 4, height + 4)
    assert width / height == pytest.approx(16 / 9, rel=0.01)
    assert size_within(641, 481, most) == (641, 481)
