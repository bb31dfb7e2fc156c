"""The source ``test``: the test card with a beep at each full second."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.pace import Pace, Ticks
from footlight.capture.source import CaptureOptions, EndOfSource
from footlight.capture.testcard import FLASH, TestCard
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame
from footlight.model.units import Micros, seconds

SAMPLE_RATE: Final = 48_000
_RUNS_A_SECOND: Final = 50
_RUN: Final = SAMPLE_RATE // _RUNS_A_SECOND
_SOUND_PATIENCE: Final = Micros(500_000)
_PITCHES: Final = (523.25, 659.25, 783.99, 1046.50)
"""C, E, G, C: one a second, in turn."""
BEEP: Final = FLASH
"""How long a beep sounds."""
_EDGE_SECONDS: Final = 0.002
"""A beep's edges: short enough to tell when it began, and no click."""
_LOUDNESS: Final = 0.2


class TestSource:
    """Picture and sound of the test card; a picture's capture time is when it begins to be drawn."""

    __test__ = False  # keeps pytest from collecting it

    def __init__(self, options: CaptureOptions, clock: Clock) -> None:
        width, height = options.size or (1280, 720)
        fps = options.fps or 30.0
        self._formats = (
            VideoFormat(width=width, height=height, fps=fps, name="test"),
            AudioFormat(sample_rate=SAMPLE_RATE, channels=2, name="sound"),
        )
        self._card = TestCard(width, height, fps)
        self._clock = clock
        self._pace = Pace(clock)
        self._start = clock.now()
        self._pictures = Ticks(self._start, fps)
        self._runs = Ticks(self._start, _RUNS_A_SECOND, patience=_SOUND_PATIENCE)
        self._sequences = [0, 0]

    @property
    def formats(self) -> Sequence[VideoFormat | AudioFormat]:
        return self._formats

    def read(self) -> VideoFrame | AudioFrame:
        # A run of sound is there when its last sample is, so it is due a whole run after its start.
        sound_due = Micros(self._runs.due + 1_000_000 // _RUNS_A_SECOND)
        sound_first = sound_due < self._pictures.due
        if not self._pace.wait_until(sound_due if sound_first else self._pictures.due):
            raise EndOfSource
        return self._sound() if sound_first else self._picture()

    def close(self) -> None:
        self._pace.close()

    def _picture(self) -> VideoFrame:
        now = self._clock.now()
        self._pictures.take(now)
        number = self._count(0)
        image = self._card.draw(now, number)
        pts = Micros(now - self._start)
        return VideoFrame(image, "bgr", self._card.width, self._card.height, number, pts, now, stream=0)

    def _sound(self) -> AudioFrame:
        ready = Micros(self._clock.now() - 1_000_000 // _RUNS_A_SECOND)
        run = self._runs.take(ready)
        pts = Micros(run * 1_000_000 // _RUNS_A_SECOND)
        starts_at = Micros(self._start + pts)
        return AudioFrame(beep(starts_at), SAMPLE_RATE, self._count(1), pts, starts_at, stream=1)

    def _count(self, stream: int) -> int:
        number = self._sequences[stream]
        self._sequences[stream] += 1
        return number


def beep(starts_at: Micros) -> NDArray[np.float32]:
    """20 ms of the test sound from an instant on: float32, (960, 2); a beep opens every second."""
    at = starts_at / 1_000_000 % 4 + np.arange(_RUN) / SAMPLE_RATE
    second = np.floor(at).astype(int)
    into = at - second
    tone = np.sin(2 * np.pi * np.asarray(_PITCHES)[second % 4] * into)
    to_edge = np.minimum(into, seconds(BEEP) - into)
    envelope = 0.5 - 0.5 * np.cos(np.pi * np.clip(to_edge / _EDGE_SECONDS, 0, 1))
    mono = (_LOUDNESS * tone * envelope).astype(np.float32)
    return np.column_stack((mono, mono))
