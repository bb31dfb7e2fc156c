"""The time strip: what is drawn can be read, and nothing else is taken for one."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footlight.capture import timestrip
from footlight.model.units import Micros


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(
    st.integers(0, 2**52), st.integers(0, 2**31), st.sampled_from([(720, 1280), (360, 640), (241, 321), (1080, 1920)])
)
def test_what_is_drawn_is_read(time: int, number: int, shape: tuple[int, int]) -> None:
    image = np.zeros((*shape, 3), np.uint8)
    timestrip.draw(image, Micros(time), number)
    stamp = timestrip.read(image)
    assert stamp is not None
    assert stamp.captured_at(Micros(time + 250_000)) == time
    assert stamp.captured_at(Micros(max(0, time - 250_000))) == time
    assert stamp.number == number % 65_536


def test_it_survives_scaling_and_grey() -> None:
    image = np.full((720, 1280, 3), 90, np.uint8)
    timestrip.draw(image, Micros(1_763_641_234_567_890), 7)
    smaller = np.asarray(cv2.resize(image, (640, 360), interpolation=cv2.INTER_AREA), np.uint8)
    assert timestrip.read(smaller) == timestrip.read(image[..., 0])


@pytest.mark.parametrize("shape", [(720, 1280, 3), (16, 16, 3), (4, 1280, 3), (720, 200)])
def test_a_picture_without_a_strip_says_nothing(shape: tuple[int, ...]) -> None:
    assert timestrip.read(np.zeros(shape, np.uint8)) is None
    assert timestrip.read(np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)) is None


def test_a_picture_too_narrow_for_it_is_left_alone() -> None:
    image = np.zeros((240, 319), np.uint8)
    timestrip.draw(image, Micros(1), 1)
    assert not image.any()
