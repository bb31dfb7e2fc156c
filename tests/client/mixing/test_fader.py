"""Gain, mute and level."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.client.mixing.fader import Fader, Meter
from footlight.errors import OptionInvalidError

ONES = np.ones((960, 2), np.float32)


def steps(samples: NDArray[np.float32]) -> float:
    return float(np.abs(np.diff(samples[:, 0])).max())


def test_without_a_gain_the_samples_are_the_samples() -> None:
    assert Fader().apply(ONES) is ONES


@pytest.mark.parametrize(("decibels", "factor"), [(-6.0, 0.501), (6.0, 1.995), (-60.0, 0.001), (20.0, 10.0)])
def test_decibels(decibels: float, factor: float) -> None:
    assert Fader(decibels).apply(ONES)[0, 0] == pytest.approx(factor, rel=0.01)


@pytest.mark.parametrize("decibels", [-60.1, 20.1, math.inf, -math.inf, math.nan])
def test_a_gain_that_cannot_be_is_refused(decibels: float) -> None:
    with pytest.raises(OptionInvalidError, match="give -60 to \\+20"):
        Fader(decibels)
    fader = Fader(-3)
    with pytest.raises(OptionInvalidError):
        fader.gain = decibels
    assert fader.gain == -3


def test_a_change_does_not_click() -> None:
    fader = Fader()
    fader.muted = True
    going = fader.apply(ONES)
    assert steps(np.concatenate((ONES, going))) < 0.005
    assert going[238, 0] > 0
    assert not going[239:].any(), "5 ms"
    assert not fader.apply(ONES).any()
    fader.muted = False
    fader.gain = -6
    coming = fader.apply(ONES)
    assert steps(np.concatenate((going[-1:], coming))) < 0.005
    assert coming[-1, 0] == pytest.approx(0.501, rel=0.01)
    assert len(fader.apply(ONES[:0])) == 0


def test_the_meter_tells_the_peak_of_the_last_half_second() -> None:
    meter = Meter()
    assert meter.level == -96
    meter.add(-0.5 * ONES)
    assert meter.level == pytest.approx(-6.02, abs=0.01)
    for _ in range(24):
        meter.add(0.1 * ONES)
    assert meter.level == pytest.approx(-6.02, abs=0.01)
    meter.add(0.1 * ONES)
    assert meter.level == pytest.approx(-20, abs=0.01)
    meter.add(1e-9 * ONES)
    assert Meter().level == -96
