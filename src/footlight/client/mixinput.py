"""One source's sound on its way into the mix: brought to the common clock, gaps and returns without a click."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.client.stretch import Stretch
from footlight.codec.resample import SAMPLE_RATE

_JUMP: Final = SAMPLE_RATE // 10
"""Samples of error that are no drift: the source lost some, or its clock was set."""
_CALM: Final = SAMPLE_RATE / 2
"""Over how many samples the error is averaged, for times jitter."""
_FOLLOW: Final = SAMPLE_RATE * 5
"""Over how many samples an error is made good."""
_MOST_STRETCH: Final = 0.005
"""A twelfth of a semitone, which nobody hears."""
_FADE: Final = SAMPLE_RATE // 200
"""Samples over which sound comes and goes where it would click."""
_MOST_HELD: Final = SAMPLE_RATE


class MixInput:
    """Sound at 48 kHz by its source's clock in, samples of the mix's clock out; its places are samples of the mix."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._last = np.zeros(channels, np.float32)
        """The sample that was taken last."""
        self.dropped = 0
        """Samples that came too late, or were too many to hold."""
        self.start = 0
        """Where what waits here begins."""
        self._samples = np.zeros((0, channels), np.float32)
        self._stretch = Stretch(channels)
        self._empty = True
        self._error = 0.0
        """By how many samples its clock is off, on average."""
        self._fade_in = _FADE
        """Samples still to come that are made softer."""

    def __len__(self) -> int:
        """Samples that wait here."""
        return len(self._samples)

    @property
    def end(self) -> int:
        """Where what waits here ends."""
        return self.start + len(self._samples)

    def push(self, samples: NDArray[np.float32], at: float) -> None:
        """Take a run in: float32, (samples, channels), whose first was taken at the place ``at``."""
        error = at - self.end - self._stretch.held
        if self._empty or abs(error) > _JUMP:
            self.dropped += len(self._samples)
            self._begin(round(at))
            error = 0.0
        self._empty = False
        self._error += (error - self._error) * min(1.0, len(samples) / _CALM)
        factor = 1 + min(max(self._error / _FOLLOW, -_MOST_STRETCH), _MOST_STRETCH)
        self._samples = np.concatenate((self._samples, self._stretch.process(samples, factor)))
        self._drop(len(self._samples) - _MOST_HELD)

    def skip_to(self, place: int) -> int:
        """Leave out what lies before a place; how many samples that were."""
        late = min(place, self.end) - self.start
        self._drop(late)
        return max(0, late)

    def take(self, place: int, count: int) -> NDArray[np.float32]:
        """The samples of the mix from a place on, silence where there are none: float32, (count, channels)."""
        taken = np.zeros((count, self._channels), np.float32)
        first = min(max(0, self.start - place), count)
        last = min(max(first, self.end - place), count)
        if first > 0 or last == 0:
            self._fade_out(taken[: first or count], self._last)
        taken[first:last] += self._faded_in(self._samples[: last - first])
        if 0 < last < count:
            self._fade_out(taken[last:], taken[last - 1])
        self._samples = self._samples[last - first :]
        self.start += last - first
        self._last = taken[-1]
        return taken

    def _begin(self, start: int) -> None:
        """Forget what was before: the next sample has this place."""
        self.start = start
        self._samples = self._samples[:0]
        self._stretch = Stretch(self._channels)
        self._error = 0.0
        self._fade_in = _FADE

    def _faded_in(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        soft = min(self._fade_in, len(samples))
        if soft == 0:
            return samples
        done = _FADE - self._fade_in
        gains = np.linspace(0, 1, _FADE, dtype=np.float32)[done : done + soft, np.newaxis]
        self._fade_in -= soft
        return np.concatenate((samples[:soft] * gains, samples[soft:]))

    def _fade_out(self, silence: NDArray[np.float32], last: NDArray[np.float32]) -> None:
        """Let the last sample before a silence die away in it."""
        soft = min(_FADE, len(silence))
        silence[:soft] = last * np.linspace(1, 0, soft, dtype=np.float32)[:, np.newaxis]
        self._fade_in = _FADE

    def _drop(self, count: int) -> None:
        if count > 0:
            self._samples = self._samples[count:]
            self.start += count
            self.dropped += count
            self._fade_in = _FADE
