"""The ear of ``footlight bench sync``: it hears what is off, and how much."""

import numpy as np
import pytest

from footlight.bench.ear import Ear
from footlight.bench.sync import SyncOptions
from footlight.capture.testcard import TestCard
from footlight.capture.testsource import beep
from footlight.errors import OptionInvalidError
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros

START = 1_763_641_234_300_000
"""When the broadcast began: no full second."""


def perceived(shift: int) -> list[float]:
    """What an ear hears of five seconds whose pictures come ``shift`` microseconds later than they should."""
    ear, card = Ear(), TestCard(320, 180, 30)
    for number in range(150):
        at = number * 33_333
        image = card.draw(Micros(START + at), number)
        ear.see(VideoFrame(image, "bgr", 320, 180, number, Micros(at + shift), Micros(START + at)))
    for number in range(250):
        at = Micros(number * 20_000)
        ear.hear(AudioFrame(beep(Micros(START + at)), 48_000, number, at, Micros(START + at)))
    return ear.offsets()


@pytest.mark.parametrize("shift", [0, 40_000, -40_000, 250_000])
def test_the_distance_of_flashes_from_beeps_is_told_to_the_millisecond(shift: int) -> None:
    offsets = perceived(shift)
    assert len(offsets) == 5
    assert np.abs(np.array(offsets) - shift / 1_000).max() < 1


def test_a_flash_without_its_beep_is_no_measurement() -> None:
    assert perceived(460_000) == []


@pytest.mark.parametrize("seconds", [0, 2.9, 601, float("nan")])
def test_a_duration_that_cannot_be_is_refused(seconds: float) -> None:
    with pytest.raises(OptionInvalidError):
        SyncOptions(duration=seconds)
