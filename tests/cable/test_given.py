"""Pictures and sound of a program as sources."""

import numpy as np
import pytest

from footlight.cable.given import GivenPictures, GivenSound
from footlight.capture.source import EndOfSource
from footlight.codec.pictures import PictureCodec
from footlight.errors import OptionInvalidError
from footlight.model.frame import VideoFrame
from tests.fakes.clock import HandClock


def picture(width: int = 64, height: int = 48) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((height, width, 3), (10, 20, 30), np.uint8)


def test_the_newest_picture_waits_and_the_others_are_counted() -> None:
    clock = HandClock()
    source = GivenPictures(clock, "jpeg", 25.0)
    assert list(source.formats) == []
    for _ in range(3):
        source.put(picture(), "bgr")
        clock.forward(0.04)
    frame = source.read()
    assert (frame.sequence, frame.pts, frame.format) == (2, 80_000, "bgr")
    assert (source.given, source.dropped) == (3, 2)
    assert [(one.width, one.height, one.fps) for one in source.formats] == [(64, 48, 25.0)]


def test_what_is_left_is_read_before_the_end() -> None:
    source = GivenPictures(HandClock(), "raw", 25.0)
    source.put(picture(65, 49), "bgr")
    source.close()
    frame = source.read()
    assert (frame.format, frame.width, frame.height) == ("bgr", 65, 49)
    with pytest.raises(EndOfSource):
        source.read()


def test_for_h264_it_is_kept_as_the_encoder_wants_it() -> None:
    source = GivenPictures(HandClock(), "h264", 25.0)
    source.put(picture(65, 49), "bgr")
    frame = source.read()
    assert (frame.format, frame.width, frame.height) == ("i420", 66, 50)


@pytest.mark.parametrize("codec", ["raw", "bgr"])
def test_what_is_no_work_is_taken_by_the_thread_that_brings_it(codec: PictureCodec) -> None:
    source, taken = GivenPictures(HandClock(), codec, 25.0), list[VideoFrame]()
    images = [picture() for _ in range(3)]
    source.put(images[0], "bgr")
    images[0][:] = 0
    source.give_to(taken.append)
    source.put(images[1], "bgr")
    assert [frame.sequence for frame in taken] == [0, 1]
    assert np.array_equal(taken[0].image, images[1])
    assert taken[1].image is images[1]
    source.close()
    source.put(images[2], "bgr")
    assert len(taken) == 2
    with pytest.raises(EndOfSource):
        source.read()


@pytest.mark.parametrize("codec", ["h264", "jpeg"])
def test_what_is_work_is_read_by_another(codec: PictureCodec) -> None:
    source, taken = GivenPictures(HandClock(), codec, 25.0), list[VideoFrame]()
    source.give_to(taken.append)
    source.put(picture(), "bgr")
    assert source.read().sequence == 0
    assert taken == []


def test_times_go_up_where_a_clock_stands() -> None:
    source = GivenPictures(HandClock(), "jpeg", 25.0)
    times = []
    for _ in range(3):
        source.put(picture(), "bgr")
        times.append(source.read().pts)
    assert times == [0, 1, 2]


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(OptionInvalidError, match="bgr, rgb, bgra, gray"):
        GivenPictures(HandClock(), "jpeg", 25.0).put(picture(), "yuv")  # type: ignore[arg-type]


def test_sound_is_told_when_its_first_sample_was_taken() -> None:
    clock = HandClock()
    source = GivenSound(clock, 48_000, 2)
    began = clock.now()
    for _ in range(3):
        clock.forward(0.02)
        source.put(np.zeros((960, 2), np.float32))
    assert [source.read().captured_at - began for _ in range(3)] == [0, 20_000, 40_000]
    source.put(np.zeros((0, 2), np.float32))
    source.close()
    with pytest.raises(EndOfSource):
        source.read()
