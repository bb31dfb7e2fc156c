"""JPEG files of two slices."""

import cv2
import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray

from footlight.codec.decoder import open_picture_decoder
from footlight.codec.jpeg import JpegEncoder
from footlight.codec.jpegslices import join_slices, split_slices
from footlight.errors import DecodingFailedError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros


def picture(width: int, height: int) -> NDArray[np.uint8]:
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    noise = np.random.default_rng(3).integers(0, 40, (height, width))
    return np.stack((across % 256, down % 256, (across + down) % 216 + noise), 2).astype(np.uint8)


def coded(image: NDArray[np.uint8], subsampling: str = "420") -> bytes:
    return bytes(simplejpeg.encode_jpeg(image, 80, "BGR", subsampling))


def joined(image: NDArray[np.uint8], rows: int) -> bytes:
    return join_slices(coded(image[:rows]), coded(image[rows:]))


def decoded(file: bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
    track = Track(0, "video", "main", "jpeg", b"", 90_000, width=size[0], height=size[1])
    decoder = open_picture_decoder(track)
    try:
        [frame] = decoder.decode(Packet(0, 0, 0, 0, 0, 0, 0, Micros(0), PacketFlags.KEYFRAME, memoryview(file)))
    finally:
        decoder.close()
    return frame.image


@pytest.mark.parametrize("size", [(1280, 720), (641, 479), (650, 500)])
def test_every_decoder_sees_the_picture_that_is_coded_in_one(size: tuple[int, int]) -> None:
    image = picture(*size)
    frame = VideoFrame(image, "bgr", *size, 0, Micros(0), Micros(0))
    encoder = JpegEncoder(*size, 30, 1_000_000_000, 80)
    [sliced] = encoder.encode(frame)
    encoder.close()
    whole = simplejpeg.encode_jpeg(image, 80, "BGR", "420", fastdct=True)
    assert split_slices(bytes(sliced.payload)) is not None
    assert np.array_equal(simplejpeg.decode_jpeg(sliced.payload, "BGR"), simplejpeg.decode_jpeg(whole, "BGR"))
    seen, wanted = (cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR) for file in (sliced.payload, whole))
    assert seen is not None
    assert wanted is not None
    assert np.array_equal(seen, wanted)


def test_decoded_in_two_it_differs_by_colours_along_the_cut_alone() -> None:
    image = picture(640, 480)
    file = joined(image, 240)
    difference = np.abs(decoded(file, (640, 480)).astype(int) - simplejpeg.decode_jpeg(file, "BGR", fastdct=True))
    assert set(np.nonzero(difference)[0]) <= {239, 240}
    assert difference.max() < 48


def test_a_slice_is_a_file_of_its_own() -> None:
    image = picture(320, 200)
    upper, lower = coded(image[:112]), coded(image[112:])
    parts = split_slices(join_slices(upper, lower))
    assert parts is not None
    assert parts[2] == 112
    for part, before in zip(parts[:2], (upper, lower), strict=True):
        assert np.array_equal(simplejpeg.decode_jpeg(part), simplejpeg.decode_jpeg(before))


def test_files_of_others_are_not_of_two_slices() -> None:
    image = picture(320, 200)
    done, restarts = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_RST_INTERVAL, 20])
    assert done
    done, progressive = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    assert done
    for file in (coded(image), coded(image, "444"), restarts.tobytes(), progressive.tobytes()):
        assert split_slices(file) is None
        assert decoded(file, (320, 200)).shape == (200, 320, 3)


@pytest.mark.parametrize("length", [0, 1, 2, 20, 300, 620, 700, 3_000, -3])
def test_a_file_that_is_cut_off_is_refused(length: int) -> None:
    file = joined(picture(640, 480), 240)[:length]
    with pytest.raises(DecodingFailedError):
        decoded(file, (640, 480))


def test_damage_anywhere_gives_a_picture_of_the_size_or_an_error() -> None:
    file, random = joined(picture(320, 200), 112), np.random.default_rng(5)
    for _ in range(300):
        damaged = bytearray(file)
        for at in random.integers(0, 700 if random.random() < 0.7 else len(file), 3):
            damaged[at] = random.integers(0, 256)
        try:
            split_slices(bytes(damaged))
            height, width = simplejpeg.decode_jpeg_header(bytes(damaged))[:2]
            image = decoded(bytes(damaged), (320, 200))
        except (DecodingFailedError, ValueError):
            continue
        assert image.shape == (height, width, 3)
