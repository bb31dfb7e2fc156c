"""One picture as a file, as others read it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from footlight.codec.still import StillFormat, keyframe_as_jpeg, still
from footlight.errors import CodecUnsupportedError, DecodingFailedError, PictureSizeError
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros
from tests.wire import coded, media


def frame(width: int, height: int) -> VideoFrame:
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = (0, 0, 255)
    return VideoFrame(image, "bgr", width, height, 0, Micros(0), Micros(0))


@pytest.mark.parametrize(("format", "tolerance"), [("jpg", 3), ("png", 0)])
def test_a_frame_keeps_its_colours(format: StillFormat, tolerance: int) -> None:
    read = cv2.imdecode(np.frombuffer(still(frame(64, 32), format), np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    assert read.shape == (32, 64, 3)
    assert np.abs(read[16, 8].astype(int) - (0, 0, 255)).max() <= tolerance
    assert read[16, 60].max() <= tolerance


def test_a_keyframe_becomes_the_picture_that_it_holds() -> None:
    track, packets = media.pictures()
    read = cv2.imdecode(np.frombuffer(keyframe_as_jpeg(track, packets[15]), np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    assert read.shape[:2] == (media.HEIGHT, media.WIDTH)
    wanted = np.add.outer(np.arange(media.HEIGHT), np.arange(media.WIDTH) + 7 * 15).astype(np.uint8)
    # The pattern leaps from 255 to 0 in places, where a lossy picture cannot follow.
    assert np.median(np.abs(read[:, :, 0].astype(int) - wanted)) <= 4


def test_a_keyframe_that_waits_for_others_to_be_shown_before_it_comes_out_too() -> None:
    track, packets = media.pictures(b_frames=2)
    assert keyframe_as_jpeg(track, packets[0])[:2] == b"\xff\xd8"


@pytest.mark.parametrize("kind", ["vp9", "av1", "hevc", "hevc with b-frames"])
def test_every_codec_that_is_decoded_makes_a_picture(kind: str) -> None:
    track, packets = coded.pictures(kind)
    read = cv2.imdecode(np.frombuffer(keyframe_as_jpeg(track, packets[0]), np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    assert np.abs(read.astype(int) - coded.image(0)).mean() < 8


def test_a_codec_that_nothing_here_decodes_is_refused_in_words() -> None:
    track, packets = media.pictures(1)
    with pytest.raises(CodecUnsupportedError, match="no picture can be made"):
        keyframe_as_jpeg(replace(track, codec="vvc1.1.L51.CQA"), packets[0])


def test_a_keyframe_that_is_none_is_refused() -> None:
    track, packets = media.pictures(1)
    with pytest.raises(DecodingFailedError):
        keyframe_as_jpeg(track, replace(packets[0], payload=b"\0\0\0\1\x65"))


def test_a_picture_too_large_for_a_format_is_refused() -> None:
    with pytest.raises(PictureSizeError, match="70000x1 is too large for a jpg file"):
        still(frame(70_000, 1), "jpg")
