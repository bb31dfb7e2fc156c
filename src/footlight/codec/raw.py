"""Pictures as they are: packed I420, for the shortest path where the network is wide."""

import math
from typing import Final

from footlight.codec import convert
from footlight.codec.encoded import EncodedPicture
from footlight.model.frame import VideoFrame
from footlight.model.packet import Payload

CODEC: Final = "i420"
"""As `Track.codec`."""


class RawEncoder:
    """Brings pictures of one size into I420; used by one thread. A last odd column or row is shown twice."""

    codec: Final = CODEC
    description: Final = b""

    def __init__(self, width: int, height: int, fps: float) -> None:
        """Take pictures of this size.

        Raises:
            PictureSizeError: a size that cannot be sent.
        """
        convert.check_size(width, height)
        self._source_size = (width, height)
        self.width, self.height = convert.even(width), convert.even(height)
        self.bitrate = round(picture_bytes(width, height) * 8 * fps)

    def encode(self, frame: VideoFrame, force_keyframe: bool = False) -> list[EncodedPicture]:
        """A picture as packed I420; each is a keyframe.

        Raises:
            PictureSizeError: the picture is not of the size that was announced.
        """
        del force_keyframe
        convert.check_announced(frame, self._source_size)
        return [EncodedPicture(_planes(frame), True, frame.pts, frame.captured_at)]

    def set_rates(self, bitrate: int, fps: float) -> None:
        """A raw picture is as large as it is."""

    def close(self) -> None:
        """There is nothing to let go."""


def _planes(frame: VideoFrame) -> Payload:
    if frame.format == "i420":
        # Its owner may draw into it while it waits to be sent.
        return frame.image.tobytes()
    return convert.to_i420(frame).data.cast("B").toreadonly()


def picture_bytes(width: int, height: int) -> int:
    """Bytes of one packed I420 picture, its sides made even."""
    return convert.even(width) * convert.even(height) * 3 // 2


def size_within(width: int, height: int, most: int) -> tuple[int, int]:
    """The largest even size of the same shape whose raw pictures have at most ``most`` bytes."""
    share = min(1.0, math.sqrt(most / picture_bytes(width, height)))
    return int(width * share) // 2 * 2, int(height * share) // 2 * 2
