"""Keeps sound within -1 to 1 by turning it down before it would clip, and up again slowly."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_CEILING: Final = 0.99
_ATTACK: Final = 96
"""Samples over which it is turned down at most: 2 ms at 48 kHz."""
_RELEASE: Final = 48_000 / 5
"""Samples over which most of the way back is made."""


class Limiter:
    """Without delay: it looks ahead in the run that it is given. What is within bounds stays as it is, to the bit."""

    def __init__(self) -> None:
        self._factor = 1.0

    def apply(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples, none beyond the ceiling: float32, (samples, channels)."""
        loudness = np.abs(samples).max(axis=1, initial=0.0)
        peak = float(loudness.max(initial=0.0))
        allowed = min(1.0, _CEILING / peak) if peak > _CEILING else 1.0
        if allowed >= 1 and self._factor >= 1:
            return samples
        if allowed < self._factor:
            factors = self._down_to(allowed, loudness)
        else:
            share = min(1.0, len(samples) / _RELEASE)
            back = self._factor + (allowed - self._factor) * share
            factors = np.linspace(self._factor, allowed if back > 0.999 else back, len(samples))
        if len(factors):
            self._factor = float(factors[-1])
        return samples * factors[:, np.newaxis].astype(np.float32)

    def _down_to(self, allowed: float, loudness: NDArray[np.float32]) -> NDArray[np.float64]:
        """Down before the first sample that would be too loud."""
        first = int(np.argmax(loudness * self._factor > _CEILING))
        soft = min(max(first, 1), _ATTACK)
        factors = np.full(len(loudness), allowed)
        factors[:soft] = np.linspace(self._factor, allowed, soft + 1)[1:]
        return factors
