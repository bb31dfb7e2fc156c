"""What is asked of a picture track, against what it was opened with."""

from dataclasses import dataclass
from typing import Final

SHRINKS: Final = (1.0, 1.5, 2.0, 3.0, 4.0)
"""By what the sides of pictures are divided, one after the other."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What a person wishes, and what the network lets through of it."""

    bitrate: float = 1.0
    """The share of its bitrate that is wished."""
    every: int = 1
    """Code each picture, each second, each third."""
    shrink: float = 1.0
    """Divide both sides by this."""
    network: float = 1.0
    """The share of the bitrate that the network takes."""
    hold: bool = False
    """What was sent before must get through first: as few pictures as may be, for a moment."""
