"""The source ``test``."""

from itertools import pairwise

import numpy as np
import pytest

from footlight.capture import CaptureOptions, timestrip
from footlight.capture.testcard import TestCard, clock_text, flashes
from footlight.capture.testsource import SAMPLE_RATE, TestSource, beep
from footlight.clock import SystemClock
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros


def test_it_gives_moving_pictures_that_tell_their_time_and_steady_sound() -> None:
    source = TestSource(CaptureOptions(fps=30), SystemClock())
    frames = [source.read() for _ in range(30)]
    source.close()
    pictures = [frame for frame in frames if isinstance(frame, VideoFrame)]
    sounds = [frame for frame in frames if isinstance(frame, AudioFrame)]
    assert [format.name for format in source.formats] == ["test", "sound"]
    for picture in pictures:
        stamp = timestrip.read(picture.image)
        assert stamp is not None
        assert stamp.captured_at(picture.captured_at) == picture.captured_at
        assert stamp.number == picture.sequence
        assert picture.image.shape == (720, 1280, 3)
    assert np.any(pictures[0].image[:600] != pictures[1].image[:600])
    assert all(sound.samples.shape == (960, 2) and sound.samples.dtype == np.float32 for sound in sounds)
    assert all(b.pts - a.pts >= 20_000 for a, b in pairwise(sounds))
    assert all(sound.captured_at - sound.pts == sounds[0].captured_at - sounds[0].pts for sound in sounds)


@pytest.mark.parametrize("size", [(16, 16), (17, 33), (160, 120), (333, 251), (2560, 1080)])
def test_it_draws_in_any_size(size: tuple[int, int]) -> None:
    image = TestCard(*size, fps=30).draw(Micros(1_763_641_234_567_890), 5)
    assert image.shape == (size[1], size[0], 3)
    assert image.any()


def test_it_beeps_at_each_full_second_for_a_tenth() -> None:
    runs = [np.abs(beep(Micros(7_000_000 + n * 20_000))).max() for n in range(50)]
    assert all(loudest > 0.01 for loudest in runs[:5])
    assert not any(runs[5:])
    assert beep(Micros(0)).shape == (SAMPLE_RATE // 50, 2)


def test_a_beep_begins_within_a_millisecond_and_does_not_click() -> None:
    sound = np.concatenate([beep(Micros(7_000_000 + n * 20_000)) for n in range(6)])[:, 0]
    assert (np.abs(sound) > 0.02).argmax() < 48
    assert np.flatnonzero(np.abs(sound) > 0.02)[-1] > 4_750
    assert np.abs(np.diff(sound)).max() < 0.03


@pytest.mark.parametrize("size", [(320, 180), (640, 480), (1280, 720), (2560, 1080)])
def test_the_middle_of_the_dial_is_lit_exactly_while_it_beeps(size: tuple[int, int]) -> None:
    card = TestCard(*size, fps=30)
    lit = [flashes(card.draw(Micros(7_000_000 + ms * 1_000), 0)) for ms in (-1, 0, 50, 99, 100, 500)]
    assert lit == [False, True, True, True, False, False]


def test_the_clock_is_the_time_of_day() -> None:
    assert clock_text(Micros(1_763_641_234_567_890)) == "12:20:34.567"
