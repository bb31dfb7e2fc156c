"""Pictures exactly as programs have them: packed BGR, for arrays that must arrive as they were given."""

import math
from typing import Final

from footlight.codec import convert
from footlight.codec.encoded import EncodedPicture
from footlight.model.frame import VideoFrame

CODEC: Final = "bgr"
"""As `Track.codec`."""

_PIXEL: Final = 3
"""Bytes: blue, green, red."""


class BgrEncoder:
    """Brings pictures of one size into BGR, as most are already; used by one thread."""

    codec: Final = CODEC
    description: Final = b""

    def __init__(self, width: int, height: int, fps: float) -> None:
        """Take pictures of this size.

        Raises:
            PictureSizeError: a size that cannot be sent.
        """
        convert.check_size(width, height)
        self.width, self.height = width, height
        self.bitrate = round(picture_bytes(width, height) * 8 * fps)

    def encode(self, frame: VideoFrame, force_keyframe: bool = False) -> list[EncodedPicture]:
        """A picture as packed BGR; each is a keyframe.

        Raises:
            PictureSizeError: the picture is not of the size that was announced.
        """
        del force_keyframe
        convert.check_announced(frame, (self.width, self.height))
        # Its owner may draw into it while the payload waits to be sent.
        image = frame.image.copy() if frame.format == "bgr" else convert.to_bgr(frame)
        return [EncodedPicture(image.data.cast("B").toreadonly(), True, frame.pts, frame.captured_at)]

    def set_rates(self, bitrate: int, fps: float) -> None:
        """A picture is as large as it is."""

    def close(self) -> None:
        """There is nothing to let go."""


def picture_bytes(width: int, height: int) -> int:
    """Bytes of one packed BGR picture."""
    return width * height * _PIXEL


def size_within(width: int, height: int, most: int) -> tuple[int, int]:
    """The largest size of the same shape whose BGR pictures have at most ``most`` bytes."""
    share = min(1.0, math.sqrt(most / picture_bytes(width, height)))
    return int(width * share), int(height * share)
