"""Pictures that are passed on as they come, and what passes them on."""

from dataclasses import dataclass
from typing import Protocol

from footlight.model.coded import CodedFormat
from footlight.model.units import Micros


class UnfitError(Exception):
    """The stream cannot be passed on, and this is why, in words that go on after "it cannot be passed on:"."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One picture that may go on."""

    format: CodedFormat
    """Another object than before where the parameters changed."""
    sample: bytes
    keyframe: bool


@dataclass(frozen=True, slots=True)
class Traits:
    """What the container says of a stream of pictures."""

    codec: str
    """FFmpeg's name: ``h264``, ``hevc``, ``vp9``, ``av1``."""
    extradata: bytes
    fps: float
    name: str
    bitrate: int = 0


class Passage(Protocol):
    """Takes the packets of one stream in order."""

    @property
    def sure(self) -> bool:
        """Whether enough was seen to say that the stream can be passed on."""

    def take(self, data: bytes, keyframe: bool, pts: Micros, dts: Micros) -> Passed | None:
        """What to pass on of a packet; None where nothing is until the next group.

        Raises:
            UnfitError: the stream cannot be passed on, or not any more.
        """
