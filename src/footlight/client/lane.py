"""What all lanes have in common: how to code, and where to leave what was coded. A lane makes one track's packets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from footlight.codec.encoders import Preset
from footlight.codec.pictures import DEFAULT_QUALITY
from footlight.errors import FootlightError
from footlight.model.packet import Packet

VIDEO_TIMESCALE: Final = 90_000
MAX_GENERATION: Final = 65_535

SendCodec = Literal["auto", "h264", "copy", "jpeg", "raw"]
SEND_CODECS: Final[tuple[SendCodec, ...]] = ("auto", "h264", "copy", "jpeg", "raw")
"""``auto`` passes on what is coded already where every viewer can take it, and codes the rest as H.264."""


@dataclass(frozen=True, slots=True)
class CodingOptions:
    """How pictures are coded."""

    bitrate: int | None = None
    """Bits a second of each picture track; None: by its size and rate."""
    preset: Preset = "ultrafast"
    codec: SendCodec = "auto"
    quality: int = DEFAULT_QUALITY
    """Of JPEG at best, 1 to 100."""


@dataclass(frozen=True, slots=True)
class LaneOutput:
    """Where a lane leaves what it makes; each is called in the lane's thread, in order."""

    packet: Callable[[Packet], object]
    described: Callable[[], object]
    """A track's description changed: the packets after it need the new one."""
    ended: Callable[[FootlightError | None], object]
    """The lane, or the source it belongs to, is over: because of an error, or at its end."""
    silent: Callable[[str, FootlightError], object]
    """A source of mixed sound, named so, failed; the others go on."""
