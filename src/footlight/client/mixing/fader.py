"""How loud a sound is made, and how loud it is: gain and mute without clicks, and a meter."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.errors import OptionInvalidError

LEAST_GAIN: Final = -60.0
MOST_GAIN: Final = 20.0
"""Decibels."""
_RAMP: Final = 240
"""Samples at 48 kHz over which a change is spread: 5 ms."""
SILENCE: Final = -96.0
"""dBFS below which all is silence."""


def checked_gain(decibels: float) -> float:
    """The gain itself.

    Raises:
        OptionInvalidError: outside -60 to +20 dB, or no number.
    """
    if not LEAST_GAIN <= decibels <= MOST_GAIN:
        raise OptionInvalidError(f"a gain of {decibels:g} dB cannot be: give {LEAST_GAIN:g} to {MOST_GAIN:+g}")
    return decibels


class Fader:
    """A gain and a mute that any thread may set, applied by the thread that has the sound."""

    def __init__(self, gain: float = 0.0) -> None:
        """``gain`` is in decibels.

        Raises:
            OptionInvalidError: as of `checked_gain`.
        """
        self._gain = checked_gain(gain)
        self.muted = False
        self._factor = self._wanted()

    @property
    def gain(self) -> float:
        """Decibels.

        Raises:
            OptionInvalidError: on setting, as of `checked_gain`.
        """
        return self._gain

    @gain.setter
    def gain(self, decibels: float) -> None:
        self._gain = checked_gain(decibels)

    def apply(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples as loud as they are wanted: float32, (samples, channels)."""
        wanted = self._wanted()
        if wanted == self._factor:
            return samples if wanted == 1 else samples * np.float32(wanted)
        soft = min(_RAMP, len(samples))
        factors = np.full((len(samples), 1), wanted, np.float32)
        factors[:soft, 0] = np.linspace(self._factor, wanted, soft + 1, dtype=np.float32)[1:]
        self._factor = wanted
        return samples * factors

    def _wanted(self) -> float:
        return 0.0 if self.muted else math.pow(10, self._gain / 20)


class Meter:
    """The peak of the last runs of sound: half a second of Opus packets."""

    _RUNS: Final = 25

    def __init__(self) -> None:
        self._peaks = [0.0] * self._RUNS
        self._next = 0

    def add(self, samples: NDArray[np.float32]) -> None:
        """Look at a run: float32, (samples, channels)."""
        self._peaks[self._next] = float(np.abs(samples).max(initial=0.0))
        self._next = (self._next + 1) % self._RUNS

    @property
    def level(self) -> float:
        """dBFS, 0 at the most; -96 where there is silence. Asked by any thread."""
        peak = max(self._peaks)
        return max(SILENCE, 20 * math.log10(peak)) if peak > 0 else SILENCE
