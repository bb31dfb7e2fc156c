"""Sound made a little longer or shorter without a click: how a card of 48,005 Hz is brought to 48,000 Hz."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_TAPS: Final = 16
_BEFORE: Final = _TAPS // 2 - 1
"""Taps to the left of an output sample's place."""
_PHASES: Final = 1024
_PASS: Final = 0.94
"""Of the band up to half the sample rate: the rest is the filter's slope."""


def _filters() -> NDArray[np.float32]:
    """A low-pass of `_TAPS` samples for each of 1,025 places between two samples: float32, (1025, taps)."""
    places = np.arange(_TAPS) - _BEFORE - np.arange(_PHASES + 1)[:, np.newaxis] / _PHASES
    half = _TAPS / 2
    window = np.i0(7.0 * np.sqrt(np.clip(1 - (places / half) ** 2, 0, 1))) / np.i0(7.0)
    taps = np.sinc(_PASS * places) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)


_FILTERS: Final = _filters()


class Stretch:
    """Resamples one stream by factors near 1 that may change with every run; a delay of 8 samples."""

    def __init__(self, channels: int) -> None:
        self._waiting = np.zeros((_BEFORE, channels), np.float32)
        self._place = float(_BEFORE)
        """Where in what waits the next output sample lies."""

    @property
    def held(self) -> float:
        """Samples that went in and are not out yet."""
        return len(self._waiting) - self._place

    def process(self, samples: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
        """As many samples times ``factor``: float32, (samples, channels)."""
        given = np.concatenate((self._waiting, samples))
        if len(given) < _TAPS:  # a run of a few samples, of which nothing can be told yet
            self._waiting = given
            return given[:0]
        step = 1 / factor
        last = len(given) - (_TAPS - _BEFORE)
        count = max(0, int((last - self._place) / step) + 1)
        places = self._place + step * np.arange(count)
        whole = places.astype(np.int64)
        phases = np.rint((places - whole) * _PHASES).astype(np.int64)
        near = sliding_window_view(given, _TAPS, axis=0)[whole - _BEFORE]
        stretched: NDArray[np.float32] = np.einsum("sct,st->sc", near, _FILTERS[phases])
        following = self._place + step * count
        used = int(following) - _BEFORE
        self._waiting, self._place = given[used:], following - used
        return stretched
