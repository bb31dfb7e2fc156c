"""Frames: raw pictures and sound as numpy arrays, before coding and after decoding."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from footlight.model.units import Micros

PixelFormat = Literal["bgra", "bgr", "rgb", "gray", "i420"]


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """What pictures a source gives, told before the first of them."""

    width: int
    height: int
    fps: float
    name: str
    """What the source is to people: ``main``, ``screen``, ``camera``."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """What sound a source gives, told before the first of it."""

    sample_rate: int
    channels: int
    name: str


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """One picture.

    ``image`` is uint8: (height, width, 4) for ``bgra``, (height, width, 3) for ``bgr`` and ``rgb``,
    (height, width) for ``gray``, and (height * 3 // 2, width) for ``i420``, whose sides are even.
    """

    image: NDArray[np.uint8]
    format: PixelFormat
    width: int
    height: int
    sequence: int
    pts: Micros
    """Presentation time on a zero common to all streams of the source."""
    captured_at: Micros
    """When the picture was taken: in the clock of the machine that holds the frame."""
    stream: int = 0
    """Which of its source's formats this frame belongs to."""


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """A run of sound samples: float32 (samples, channels), -1 to 1."""

    samples: NDArray[np.float32]
    sample_rate: int
    sequence: int
    pts: Micros
    captured_at: Micros
    stream: int = 0
