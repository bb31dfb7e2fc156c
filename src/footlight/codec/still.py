"""One picture as a file of its own: from a frame, or from the keyframe of a broadcast."""

from typing import Final, Literal

import cv2

from footlight.codec.convert import to_bgr
from footlight.codec.decoder import open_picture_decoder
from footlight.errors import CodecUnsupportedError, DecodingFailedError, PictureSizeError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track

StillFormat = Literal["jpg", "png"]

_QUALITY: Final = 90
"""Of JPEG: text on a screen stays clean."""


def still(frame: VideoFrame, format: StillFormat) -> bytes:
    """A frame as the content of a file.

    Raises:
        PictureSizeError: larger than the format can be.
    """
    settings = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY] if format == "jpg" else []
    try:
        done, coded = cv2.imencode(f".{format}", to_bgr(frame), settings)
    except cv2.error:
        done = False
    if not done:
        raise PictureSizeError(f"a picture of {frame.width}x{frame.height} is too large for a {format} file")
    return coded.tobytes()


def keyframe_as_jpeg(track: Track, packet: Packet) -> bytes:
    """The picture of a keyframe as a JPEG file.

    Raises:
        CodecUnsupportedError: nothing here decodes the track.
        DecodingFailedError: the packet is no picture.
        PictureSizeError: a picture too large to be decoded.
    """
    if track.codec == "jpeg":
        return bytes(packet.payload)
    try:
        decoder = open_picture_decoder(track)
    except DecodingFailedError as error:
        raise CodecUnsupportedError(f"no picture can be made of this broadcast: {error}") from error
    try:
        frames = decoder.decode(packet) or decoder.drain()
    finally:
        decoder.close()
    if not frames:
        raise DecodingFailedError(f"the newest keyframe of track {track.id} holds no picture")
    return still(frames[0], "jpg")
