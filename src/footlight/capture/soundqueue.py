"""Blocks of sound from a device's own thread to the one that reads the source."""

import queue
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.source import EndOfSource
from footlight.errors import DeviceVanishedError
from footlight.model.frame import AudioFormat, AudioFrame
from footlight.model.units import Micros

_HELD_BLOCKS: Final = 100
"""A second of 10 ms each; where nobody reads for longer, the oldest is lost."""
_SILENT_SECONDS: Final = 3.0
"""A device gives silence as samples; one that gives nothing for so long is gone."""

_Block = tuple[NDArray[np.float32], Micros]


class SoundQueue:
    """What a source of one sound stream reads from: put in by the device's thread, read by another."""

    def __init__(self, format: AudioFormat, device: str) -> None:
        """``device`` is what people call it, as in "the microphone USB Audio"."""
        self.formats: Sequence[AudioFormat] = (format,)
        self._device = device
        self._blocks: queue.Queue[_Block | None] = queue.Queue(_HELD_BLOCKS)
        self._start: Micros | None = None
        self._sequence = 0
        self.closed = False

    def put(self, samples: NDArray[np.float32], captured_at: Micros) -> None:
        """Hand over a block, float32, (samples, channels), and when its first sample was taken; never waits."""
        self._put((samples, captured_at))

    def end(self) -> None:
        """The device gives no more."""
        self._put(None)

    def read(self) -> AudioFrame:
        """Wait for the next block.

        Raises:
            EndOfSource: it was closed.
            DeviceVanishedError: the device ended, or gave nothing for three seconds.
        """
        try:
            block = self._blocks.get(timeout=_SILENT_SECONDS)
        except queue.Empty:
            block = None
        if self.closed:
            raise EndOfSource
        if block is None:
            raise DeviceVanishedError(f"{self._device} went away: plug it in or switch it on again")
        samples, captured_at = block
        if self._start is None:
            self._start = captured_at
        self._sequence += 1
        pts = Micros(max(0, captured_at - self._start))
        return AudioFrame(samples, self.formats[0].sample_rate, self._sequence - 1, pts, captured_at)

    def close(self) -> None:
        """End every read, now and later."""
        self.closed = True
        self._put(None)

    def _put(self, block: _Block | None) -> None:
        while True:
            try:
                return self._blocks.put_nowait(block)
            except queue.Full:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        try:
            self._blocks.get_nowait()
        except queue.Empty:
            return  # the reader was faster, which makes room as well
