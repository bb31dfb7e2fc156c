"""What the sound of this machine is to those who send it: its speakers, and what is heard from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from footlight.capture.sources import SystemSpec
from footlight.errors import DeviceUnavailableError, SourceNotFoundError

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
    if not found:
        raise DeviceUnavailableError("this machine plays no sound: it has no speaker, not even a virtual one")
    if spec.name is None:
        return next((speaker for speaker in found if speaker.default), found[0])
    for speaker in found:
        if spec.name == speaker.id or spec.name.casefold() in speaker.name.casefold():
            return speaker
    names = ", ".join(speaker.name for speaker in found)
    raise SourceNotFoundError(f"there is no system:{spec.name}: this machine has {names}")
