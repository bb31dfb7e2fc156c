"""What every decoder of pictures is to those who decode with it, and how to open one."""

from typing import Final, Protocol

from footlight.codec.bgr import CODEC as BGR
from footlight.codec.decoded import DecodedFormat
from footlight.codec.jpeg import CODEC as JPEG
from footlight.codec.raw import CODEC as RAW
from footlight.codec.stilldecoder import BgrDecoder, JpegDecoder, RawDecoder
from footlight.codec.videodecoder import VideoDecoder
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track

MAX_PIXELS: Final = 7680 * 4320
"""The largest picture that is decoded unless told otherwise: a few bytes of a peer must not cost gigabytes."""


class PictureDecoder(Protocol):
    """Decodes the pictures of one generation of a track, from a keyframe on; used by one thread."""

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet; none before the first keyframe.

        After an error decoding goes on at the next keyframe.

        Raises:
            DecodingFailedError: the packet is no picture, or one that is too large.
        """

    def drain(self) -> list[VideoFrame]:
        """The pictures that still wait for others to be shown before them; nothing is decoded after this.

        Raises:
            DecodingFailedError: what was decoded is damaged.
        """

    def close(self) -> None:
        """Let the decoder go."""


def open_picture_decoder(track: Track, format: DecodedFormat = "bgr", max_pixels: int = MAX_PIXELS) -> PictureDecoder:
    """Open the decoder of a track's codec.

    Args:
        track: of H.264, HEVC, VP9, AV1, JPEG, raw or BGR pictures, with its description.
        format: of the frames that come out; ``i420`` costs least, but for JPEG and BGR.
        max_pixels: the largest picture to decode.

    Raises:
        DecodingFailedError: another codec, or a description that makes no sense.
        PictureSizeError: the description tells of larger pictures than ``max_pixels``.
    """
    if track.codec == JPEG:
        return JpegDecoder(track, format, max_pixels)
    if track.codec == RAW:
        return RawDecoder(track, format, max_pixels)
    if track.codec == BGR:
        return BgrDecoder(track, format, max_pixels)
    return VideoDecoder(track, format, max_pixels)


def stands_alone(track: Track) -> bool:
    """Whether every picture of a track can be decoded without any other: then only the newest is worth it."""
    return track.codec in (JPEG, RAW, BGR)
