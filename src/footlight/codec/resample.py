"""Sound of any rate and any number of channels as float32 samples at 48 kHz, in one or two channels."""

from fractions import Fraction
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE: Final = 48_000


class SoundResampler:
    """For the samples of one source; used by one thread."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        """Prepare for samples at ``sample_rate`` Hz, to come out in ``channels``: 1 or 2.

        A single channel comes out of both sides as loud as it went in; more than two are mixed down.
        """
        self._sample_rate = sample_rate
        self._channels = channels
        self.reset()

    def reset(self) -> None:
        """What follows has nothing to do with what was before."""
        self._resampler = av.AudioResampler(format="flt", layout=layout(self._channels), rate=SAMPLE_RATE)

    def resample(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """At 48 kHz: float32, (samples, channels); some wait inside for the next run."""
        if self._sample_rate == SAMPLE_RATE and samples.shape[1] == self._channels:
            return samples
        if samples.shape[1] == 1:  # FFmpeg would make it softer by 3 dB
            samples = np.repeat(samples, self._channels, axis=1)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.reshape(1, -1)), "flt", layout(samples.shape[1])
        )
        frame.sample_rate = self._sample_rate
        frame.time_base = Fraction(1, self._sample_rate)
        pieces = [piece.to_ndarray().reshape(-1, self._channels) for piece in self._resampler.resample(frame)]
        return np.concatenate((np.zeros((0, self._channels), np.float32), *pieces)).astype(np.float32, copy=False)


def layout(channels: int) -> str:
    """What FFmpeg calls so many channels."""
    return {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
