"""Sound made a little longer or shorter."""

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.client.mixing.stretch import Stretch


def run(factor: float, hertz: float, seconds: float = 2.0) -> tuple[NDArray[np.float32], float]:
    """A tone in runs of uneven length; what came out, and what was held at the end."""
    stretch = Stretch(2)
    wave = np.sin(2 * np.pi * hertz * np.arange(round(48_000 * seconds)) / 48_000).astype(np.float32)
    runs = np.split(np.column_stack((wave, -wave)), [480, 481, 500, *range(1_500, len(wave), 480)])
    out = np.concatenate([stretch.process(part, factor) for part in runs])
    return out, stretch.held


@pytest.mark.parametrize("factor", [1.0, 1.0001, 0.9999, 1.005, 0.995])
def test_a_tone_is_the_same_tone_but_longer(factor: float) -> None:
    out, held = run(factor, 1_000)
    assert out.dtype == np.float32
    assert abs(len(out) - (96_000 - held) * factor) < 1.01
    expected = np.sin(2 * np.pi * 1_000 / factor * np.arange(len(out)) / 48_000)
    middle = slice(100, len(out) - 100)
    assert np.abs(out[middle, 0] - expected[middle]).max() < 0.002
    np.testing.assert_array_equal(out[:, 1], -out[:, 0])


def test_high_tones_stay_as_loud() -> None:
    out, _ = run(1.0003, 14_000)
    assert 0.65 < np.sqrt(np.mean(out[200:-200, 0] ** 2)) < 0.75


def test_it_holds_back_eight_samples() -> None:
    stretch = Stretch(1)
    assert len(stretch.process(np.zeros((480, 1), np.float32), 1.0)) == 472
    assert stretch.held == 8
    assert len(stretch.process(np.zeros((1, 1), np.float32), 1.0)) == 1
