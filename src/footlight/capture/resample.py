"""Sound of any kind as float32 samples at 48 kHz, in one or two channels."""

from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE: Final = 48_000


class Resampler:
    """Brings the sound of one stream into one form, whatever it changes to on its way."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._layout = "mono" if channels == 1 else "stereo"
        self._resampler = self._new()

    def resample(self, frame: av.AudioFrame) -> NDArray[np.float32]:
        """float32, (samples, channels); empty while the resampler gathers."""
        frame.pts = None  # its own idea of gaps would only be in the way
        try:
            pieces = self._resampler.resample(frame)
        except ValueError:  # the stream changed its rate or its channels
            self._resampler = self._new()
            pieces = self._resampler.resample(frame)
        arrays = [np.asarray(piece.to_ndarray(), np.float32).reshape(-1, self.channels) for piece in pieces]
        return np.concatenate((np.zeros((0, self.channels), np.float32), *arrays))

    def _new(self) -> av.AudioResampler:
        return av.AudioResampler(format="flt", layout=self._layout, rate=SAMPLE_RATE)
