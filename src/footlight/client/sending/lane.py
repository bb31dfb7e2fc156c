"""What all lanes have in common: how to code, and where to leave what was coded. A lane makes one track's packets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from footlight.codec.encoders import Preset
from footlight.codec.h264 import MIN_BITRATE
from footlight.codec.pictures import DEFAULT_QUALITY
from footlight.errors import FootlightError, OptionInvalidError
from footlight.model.packet import Packet

VIDEO_TIMESCALE: Final = 90_000
MAX_GENERATION: Final = 65_535

MIN_FPS: Final = 0.1
MAX_FPS: Final = 240.0

SendCodec = Literal["auto", "h264", "copy", "jpeg", "raw", "bgr"]
SEND_CODECS: Final[tuple[SendCodec, ...]] = ("auto", "h264", "copy", "jpeg", "raw", "bgr")
"""``auto`` passes on what is coded already where every viewer can take it, and codes the rest as H.264."""


@dataclass(frozen=True, slots=True)
class CodingOptions:
    """How pictures are coded."""

    max_bitrate: int | None = None
    """The most bits a second of each picture track; None: by its size, rate and quality."""
    preset: Preset = "ultrafast"
    codec: SendCodec = "auto"
    quality: int = DEFAULT_QUALITY
    """Of pictures at best, 1 to 100: JPEG's own; H.264 takes it where there is no ``max_bitrate``."""
    min_fps: float = 5.0
    """Pictures a second that are left when the network is narrow."""

    def __post_init__(self) -> None:
        """Check what every codec would misunderstand.

        Raises:
            OptionInvalidError: a bitrate, a quality or a frame rate that cannot be.
        """
        if self.max_bitrate is not None and self.max_bitrate < MIN_BITRATE:
            raise OptionInvalidError(f"{self.max_bitrate} bits a second are too few: give {MIN_BITRATE} or more")
        if not 1 <= self.quality <= 100:
            raise OptionInvalidError(f"a quality of {self.quality} cannot be: give 1 to 100")
        if not MIN_FPS <= self.min_fps <= MAX_FPS:
            raise OptionInvalidError(
                f"{self.min_fps:g} pictures a second cannot be the least: give {MIN_FPS:g} to {MAX_FPS:g}"
            )


def unheard(source: str, error: FootlightError) -> None:
    """Nobody listens to what became of a source of sound."""


@dataclass(frozen=True, slots=True)
class LaneOutput:
    """Where a lane leaves what it makes; each is called in the lane's thread, in order."""

    packet: Callable[[Packet], object]
    described: Callable[[], object]
    """A track's description changed: the packets after it need the new one."""
    ended: Callable[[Exception | None], object]
    """The lane, or the source it belongs to, is over: because of an error, be it a fault of ours, or at its end."""
    silent: Callable[[str, FootlightError], object] = unheard
    """A source of mixed sound, named so, failed; the others go on."""
