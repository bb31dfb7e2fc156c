"""What every encoder of pictures is to those who code with it, and how to open one."""

from typing import Final, Literal, Protocol

from footlight.codec.bgr import BgrEncoder
from footlight.codec.encoded import EncodedPicture
from footlight.codec.encoders import Preset
from footlight.codec.h264 import VideoEncoder
from footlight.codec.jpeg import JpegEncoder
from footlight.codec.raw import RawEncoder
from footlight.model.frame import VideoFrame

PictureCodec = Literal["h264", "jpeg", "raw", "bgr"]

DEFAULT_QUALITY: Final = 80
"""Below, edges of text begin to blur; above, bytes grow faster than what is seen."""

_TWICE_AS_MUCH: Final = 20
_BITS_A_PIXEL: Final = 0.15
_LEAST_BITRATE: Final = 300_000
_MOST_BITRATE: Final = 20_000_000
_JPEG_BITS_A_PIXEL: Final = 2
_RAW_BITS_A_PIXEL: Final = 12
_BGR_BITS_A_PIXEL: Final = 24


class PictureEncoder(Protocol):
    """Codes pictures of one size; used by one thread."""

    @property
    def width(self) -> int:
        """Of the coded pictures: even in H.264 and raw."""

    @property
    def height(self) -> int:
        """Of the coded pictures: even in H.264 and raw."""

    @property
    def bitrate(self) -> int:
        """Bits a second that it aims at."""

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

    def set_rates(self, bitrate: int, fps: float) -> None:
        """Aim at other rates, in bits and in pictures a second, from the next picture on; raw and BGR cannot."""

    def close(self) -> None:
        """Let the encoder go; what it still held is dropped."""


def open_picture_encoder(
    codec: PictureCodec, width: int, height: int, fps: float, bitrate: int, preset: Preset, quality: int
) -> PictureEncoder:
    """Open an encoder.

    Args:
        codec: what to code as.
        width, height: of the pictures that will be given.
        fps: pictures a second that are expected.
        bitrate: bits a second: H.264's aim, JPEG's most; raw and BGR pictures are as large as they are.
        preset: how much work H.264 spends on a picture.
        quality: of JPEG at best, 1 to 100.

    Raises:
        PictureSizeError: a size that cannot be coded.
        OptionInvalidError: a bitrate or a quality that cannot be.
        EncoderUnavailableError: no encoder works for this size.
    """
    match codec:
        case "h264":
            return VideoEncoder(width, height, fps, bitrate, preset)
        case "jpeg":
            return JpegEncoder(width, height, fps, bitrate, quality)
        case "raw":
            return RawEncoder(width, height, fps)
        case "bgr":
            return BgrEncoder(width, height, fps)


def default_bitrate(codec: PictureCodec, width: int, height: int, fps: float, quality: int = DEFAULT_QUALITY) -> int:
    """Bits a second that do for pictures of this size and rate; twenty points of quality are half or twice as many."""
    pixels = width * height * fps
    factor = 2 ** ((quality - DEFAULT_QUALITY) / _TWICE_AS_MUCH)
    match codec:
        case "h264":
            return min(max(round(pixels * _BITS_A_PIXEL * factor), _LEAST_BITRATE), _MOST_BITRATE)
        case "jpeg":
            return max(round(pixels * _JPEG_BITS_A_PIXEL * factor), 1)
        case "raw":
            return round(pixels * _RAW_BITS_A_PIXEL)
        case "bgr":
            return round(pixels * _BGR_BITS_A_PIXEL)
