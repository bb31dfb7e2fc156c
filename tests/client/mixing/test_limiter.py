"""Nothing clips."""

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.client.mixing.limiter import Limiter


def tone(loudness: float, samples: int = 960, first: int = 0) -> NDArray[np.float32]:
    wave = loudness * np.sin(2 * np.pi * 440 * (first + np.arange(samples)) / 48_000)
    return np.column_stack((wave, wave)).astype(np.float32)


def test_what_is_within_bounds_stays_as_it_is() -> None:
    quiet = tone(0.98)
    assert Limiter().apply(quiet) is quiet


@pytest.mark.parametrize("loudness", [1.0, 1.5, 4.0, 10.0])
def test_what_is_too_loud_is_turned_down_without_a_flat_top(loudness: float) -> None:
    limiter = Limiter()
    out = np.concatenate([limiter.apply(tone(loudness, first=n * 960)) for n in range(20)])
    assert np.abs(out).max() <= 0.991
    # Turned down, not cut off: it is still a tone of that pitch, and no other.
    later = out[960:, 0] * np.hanning(len(out) - 960)
    spectrum = np.abs(np.fft.rfft(later)) ** 2
    peak = int(spectrum.argmax())
    assert abs(peak * 48_000 / len(later) - 440) < 4
    assert spectrum[peak - 4 : peak + 5].sum() / spectrum.sum() > 0.999


def test_a_peak_out_of_nowhere_is_caught_before_it_is_there() -> None:
    limiter = Limiter()
    sound = tone(0.1)
    sound[500] = 3.0
    out = limiter.apply(sound)
    assert np.abs(out).max() <= 0.991
    assert np.abs(np.diff(out[:500, 0])).max() < 0.02


def test_it_is_turned_down_within_two_milliseconds() -> None:
    sound = tone(0.1)
    sound[500] = 3.0
    out = Limiter().apply(sound)
    assert np.abs(out[:80]).max() > np.abs(out[96:176]).max()
    np.testing.assert_allclose(out[96:], sound[96:] * 0.33, atol=1e-5)


def test_what_it_has_turned_down_already_does_not_hurry_it() -> None:
    limiter = Limiter()
    sound = np.full((1_920, 2), 2.0, np.float32)
    sound[1_460] = 6.0
    out = np.concatenate((limiter.apply(sound[:960]), limiter.apply(sound[960:])))
    assert np.abs(np.diff(out[96:1_460, 0])).max() < 0.01


def test_it_is_as_loud_as_before_a_second_after() -> None:
    limiter = Limiter()
    limiter.apply(tone(3.0))
    softer = limiter.apply(tone(0.1))
    assert np.abs(softer).max() < 0.06
    for _ in range(70):
        last = limiter.apply(tone(0.1))
    np.testing.assert_array_equal(last, tone(0.1))


def test_nothing_is_limited_to_nothing() -> None:
    assert Limiter().apply(np.zeros((0, 2), np.float32)).shape == (0, 2)
