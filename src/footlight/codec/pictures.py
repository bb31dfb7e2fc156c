"""What every encoder of pictures is to those who code with it."""

from dataclasses import dataclass
from typing import Protocol

from footlight.model.frame import VideoFrame
from footlight.model.units import Micros


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One coded picture, as `Packet.payload`."""

    payload: bytes
    keyframe: bool
    """Decoding can start here: an IDR in H.264, every picture of JPEG and raw."""
    pts: Micros
    captured_at: Micros


class PictureEncoder(Protocol):
    """Codes pictures of one size; used by one thread."""

    @property
    def width(self) -> int:
        """Of the coded pictures: even."""

    @property
    def height(self) -> int:
        """Of the coded pictures: even."""

    @property
    def bitrate(self) -> int:
        """Bits a second that it aims at; 0 where it has no aim."""

    @property
    def codec(self) -> str:
        """As `Track.codec`."""

    @property
    def description(self) -> bytes:
        """As `Track.description`."""

    def encode(self, frame: VideoFrame, force_keyframe: bool = False) -> list[EncodedPicture]:
        """Code a picture.

        Raises:
            PictureSizeError: the picture is not of the size that was announced.
            EncoderUnavailableError: the encoder failed while it ran.
        """

    def set_bitrate(self, bitrate: int) -> None:
        """Aim at another bitrate, in bits a second, from the next picture on."""

    def close(self) -> None:
        """Let the encoder go; what it still held is dropped."""
