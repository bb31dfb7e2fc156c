"""What a program is given: a picture or a run of sound, with its times in this machine's clock."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture."""

    image: NDArray[np.uint8]
    """BGR, as OpenCV has it: uint8, (height, width, 3). It is yours: nobody else writes to it."""
    sequence: int
    """Counts the decoded pictures since the track began; what is left out leaves a gap."""
    pts: float
    """Seconds on the broadcast's own time line, which its sound is on too."""
    captured_at: float
    """When it was taken: seconds since the Unix epoch, in this machine's clock."""
    latency: float
    """Seconds from there until it was handed to you."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A run of sound."""

    samples: NDArray[np.float32]
    """(samples, channels), -1 to 1."""
    sample_rate: int
    sequence: int
    pts: float
    """Seconds, of the first sample; on the time line of the pictures."""
    captured_at: float
    """When the first sample was taken: seconds since the Unix epoch, in this machine's clock."""
    latency: float
    """Seconds from there until it was handed to you."""
