"""One source's sound on its way into the mix: brought to the common clock, gaps and returns without a click."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.client.mixing.stretch import Stretch
from footlight.codec.resample import SAMPLE_RATE

_JUMP: Final = SAMPLE_RATE // 25
"""Samples of error that are no drift: the source lost some, or its clock was set."""
_MOST_FILLED: Final = SAMPLE_RATE // 2
"""A longer gap is none of the sound's: what follows is another piece."""
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
        self._nothing = np.zeros((0, channels), np.float32)
        self._samples = self._nothing
        self.start = 0
        """Where what waits here begins."""
        self.dropped = 0
        """Samples that were too many to hold, or stood before a gap alone."""
        self._stretch = Stretch(channels)
        self._error = 0.0
        """By how many samples its clock is off, on average."""
        self._interrupted = True
        """What comes next follows nothing."""
        self._coming = _FADE
        """Samples of the fade that the sound still has to come with."""
        self._last = np.zeros(channels, np.float32)
        """The sample that was taken last; 0 where silence followed it."""
        self._tail = self._nothing
        """How it dies away, as far as that was not taken yet."""

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
        if self._interrupted or abs(error) > _JUMP:
            self._jump(round(at))
            error = 0.0
        self._error += (error - self._error) * min(1.0, len(samples) / _CALM)
        factor = 1 + min(max(self._error / _FOLLOW, -_MOST_STRETCH), _MOST_STRETCH)
        stretched = self._stretch.process(samples, factor)
        self._samples = np.concatenate((self._samples, self._come(stretched)))
        self.dropped += self._drop(len(self._samples) - _MOST_HELD)

    def skip_to(self, place: int) -> int:
        """Leave out what lies before a place; how many samples that were."""
        return self._drop(min(place, self.end) - self.start)

    def take(self, place: int, count: int) -> NDArray[np.float32]:
        """The samples of the mix from a place on, silence where there are none: float32, (count, channels)."""
        taken = np.zeros((count, len(self._last)), np.float32)
        first = min(max(0, self.start - place), count)
        last = min(max(first, self.end - place), count)
        given, self._samples = self._samples[: last - first], self._samples[last - first :]
        self.start += len(given)
        if first > 0 or not len(given):
            self._die_away()
        self._lay_tail(taken)
        if len(given):
            taken[first:last] += given
            self._last = given[-1]
        if last < count:
            self._die_away()
            self._lay_tail(taken[last:])
            self._interrupted = True
        return taken

    def _jump(self, place: int) -> None:
        """What comes next lies at a place of its own; a gap before it is filled with silence where it is short."""
        gap = place - self.end
        if not self._interrupted and 0 < gap <= _MOST_FILLED:
            silence = np.zeros((gap, len(self._last)), np.float32)
            soft = min(gap, _FADE)
            newest = self._samples[-1] if len(self._samples) else self._last
            silence[:soft] = newest * np.linspace(1, 0, soft, dtype=np.float32)[:, np.newaxis]
            self._samples = np.concatenate((self._samples, silence))
        else:
            self.dropped += len(self._samples)
            self._samples, self.start = self._nothing, place
            self._die_away()
        self._stretch = Stretch(len(self._last))
        self._error = 0.0
        self._interrupted = False
        self._coming = _FADE

    def _come(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples with as much of the fade as is still to come."""
        soft = min(self._coming, len(samples))
        if soft == 0:
            return samples
        done = _FADE - self._coming
        gains = np.linspace(0, 1, _FADE, dtype=np.float32)[done : done + soft, np.newaxis]
        self._coming -= soft
        return np.concatenate((samples[:soft] * gains, samples[soft:]))

    def _die_away(self) -> None:
        """From here on the last sample fades to silence, also beyond the block."""
        if self._last.any():
            self._tail = self._last * np.linspace(1, 0, _FADE, dtype=np.float32)[:, np.newaxis]
            self._last = np.zeros_like(self._last)

    def _lay_tail(self, silence: NDArray[np.float32]) -> None:
        room = len(silence)
        silence[: len(self._tail)] += self._tail[:room]
        self._tail = self._tail[room:]

    def _drop(self, count: int) -> int:
        """Leave out so many from the front, if any; what is left comes softly."""
        if count <= 0:
            return 0
        self._coming = _FADE
        self._samples = self._come(self._samples[count:])
        self.start += count
        return count
