"""The pictures that are sent: the test card as a noisy camera sees it, with the time in its pixels."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture import timestrip
from footlight.capture.testcard import TestCard
from footlight.model.clock import Clock
from footlight.model.units import Micros

WIDTH: Final = 1280
HEIGHT: Final = 720
FPS: Final = 30
_NOISE: Final = 4.0
"""Standard deviation: JPEG of quality 80 comes to some 20 Mbit/s with it, as of a webcam in a room."""
_DRAWN: Final = 15
"""Pictures that are drawn before anything is measured, and then come round."""


def pictures(clock: Clock, drawn: Sequence[NDArray[np.uint8]]) -> Iterator[NDArray[np.uint8]]:
    """Copies of what `draw` drew, each given out when it is due, its time strip drawn at that moment; for ever."""
    began = time.monotonic()
    number = 0
    while True:
        number += 1
        delay = began + number / FPS - time.monotonic()
        if delay > 0:
            time.sleep(delay)
        image = drawn[number % len(drawn)].copy()
        timestrip.draw(image, clock.now(), number)
        yield image


def draw() -> list[NDArray[np.uint8]]:
    """BGR pictures, (720, 1280, 3); it takes a second or more."""
    card, noise = TestCard(WIDTH, HEIGHT, FPS), np.random.default_rng(1)
    drawn = []
    for number in range(_DRAWN):
        image = card.draw(Micros(number * 1_000_000 // FPS), number).astype(np.float32)
        image += _NOISE * noise.standard_normal(image.shape, np.float32)
        drawn.append(np.clip(image, 0, 255).astype(np.uint8))
    return drawn
