"""YUV4MPEG2 as GStreamer's y4menc writes it: raw pictures that tell their size, which may change on the way."""

from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.source import MAX_SIDE
from footlight.errors import MediaInvalidError

_MAGIC: Final = b"YUV4MPEG2"
_FRAME: Final = b"FRAME"
_LONGEST_LINE: Final = 256


class PictureReader:
    """Reads I420 pictures from a pipe."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._size: tuple[int, int] | None = None

    def read(self) -> NDArray[np.uint8] | None:
        """Wait for the next picture: I420, uint8, (height * 3 // 2, width); None where the pipe ended.

        Raises:
            MediaInvalidError: what comes is no YUV4MPEG2 of even sides.
        """
        line = self._pipe.readline(_LONGEST_LINE)
        while line.startswith(_MAGIC):
            self._size = _size(line)
            line = self._pipe.readline(_LONGEST_LINE)
        if not line.startswith(_FRAME) or self._size is None:
            if not line:
                return None
            raise MediaInvalidError("GStreamer gave something else than pictures: look which version it is")
        width, height = self._size
        data = self._pipe.read(width * height * 3 // 2)
        if len(data) < width * height * 3 // 2:
            return None
        return np.frombuffer(data, np.uint8).reshape(height * 3 // 2, width)


def _size(header: bytes) -> tuple[int, int]:
    words = {word[:1]: word[1:] for word in header.split()[1:]}
    try:
        width, height = int(words[b"W"]), int(words[b"H"])
    except (KeyError, ValueError) as error:
        raise MediaInvalidError("GStreamer tells no size of its pictures: look which version it is") from error
    if width % 2 or height % 2 or not (2 <= width <= MAX_SIDE and 2 <= height <= MAX_SIDE):
        raise MediaInvalidError(f"GStreamer gives pictures of {width}x{height}, which cannot be sent: give --size")
    return width, height
