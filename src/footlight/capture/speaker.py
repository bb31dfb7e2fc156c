"""What the sound of this machine is to those who send it: its speakers, and what is heard from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from footlight.capture.named import sound_device
from footlight.capture.sources import SystemSpec

SAMPLE_RATE = 48_000
CHANNELS = 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """Where the machine's sound goes, as in ``system:NAME``: speakers, headphones, a virtual sink."""

    id: str
    """The system's name of it."""
    name: str
    """What people call it."""
    default: bool


class Recorder(Protocol):
    """Hears what a speaker plays."""

    def read(self) -> NDArray[np.float32]:
        """Wait for what was played meanwhile: float32, (samples, 2), 48 kHz; empty when the speaker is gone."""

    def close(self) -> None:
        """End a read that waits; from any thread."""


def choose(spec: SystemSpec, found: Sequence[Speaker]) -> Speaker:
    """The speaker that ``spec`` means.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceUnavailableError: there is none at all.
    """
    for speaker in found:
        if speaker.id == spec.name:
            return speaker
    nothing = "this machine plays no sound: it has no speaker, not even a virtual one"
    return sound_device("system", spec.name, found, nothing)
