"""What all lanes have in common: how to code, and where to leave what was coded. A lane makes one track's packets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.codec.encoders import Preset
from footlight.errors import FootlightError
from footlight.model.packet import Packet

VIDEO_TIMESCALE: Final = 90_000
MAX_GENERATION: Final = 65_535


@dataclass(frozen=True, slots=True)
class CodingOptions:
    """How pictures are coded."""

    bitrate: int | None = None
    """Bits a second of each picture track; None: by its size and rate."""
    preset: Preset = "ultrafast"


@dataclass(frozen=True, slots=True)
class LaneOutput:
    """Where a lane leaves what it makes; each is called in the lane's thread, in order."""

    packet: Callable[[Packet], object]
    described: Callable[[], object]
    """A track's description changed: the packets after it need the new one."""
    ended: Callable[[FootlightError | None], object]
    """The lane, or the source it belongs to, is over: because of an error, or at its end."""
