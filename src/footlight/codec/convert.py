"""Colour: between the pixel formats of frames, by OpenCV.

`model.colour` says what I420 means; the encoder says it in the stream, so that colours are right in every player.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.errors import PictureSizeError
from footlight.model.frame import VideoFrame

MIN_SIDE = 16
MAX_SIDE = 4096
MAX_MACROBLOCKS = 36_864
"""Of 16 x 16 pixels, in a picture of H.264 level 5.2: 4096 x 2304 is just within."""

_TO_I420 = {
    "bgra": cv2.COLOR_BGRA2YUV_I420,
    "bgr": cv2.COLOR_BGR2YUV_I420,
    "rgb": cv2.COLOR_RGB2YUV_I420,
}
_TO_BGR = {
    "bgra": cv2.COLOR_BGRA2BGR,
    "rgb": cv2.COLOR_RGB2BGR,
    "gray": cv2.COLOR_GRAY2BGR,
    "i420": cv2.COLOR_YUV2BGR_I420,
}


def use_one_thread() -> None:
    """Let OpenCV convert in the thread that asks, in the whole process.

    Its worker threads wait busily between pictures: a grab and conversion of 1080p takes 2.0 ms of CPU with
    them and 1.2 without. A program does this at its start; a library must not do it to its host.
    """
    cv2.setNumThreads(1)


def check_size(width: int, height: int) -> None:
    """Refuse a picture that cannot be coded.

    Raises:
        PictureSizeError: below 16 pixels or above 4096 a side, or of more pixels than 4096 x 2304.
    """
    macroblocks = -(-width // 16) * -(-height // 16)
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE or macroblocks > MAX_MACROBLOCKS:
        raise PictureSizeError(
            f"a picture of {width}x{height} cannot be sent: {MIN_SIDE}x{MIN_SIDE} is the least and 4096x2304 the most:"
            " scale it"
        )


def check_announced(frame: VideoFrame, size: tuple[int, int]) -> None:
    """Refuse a picture whose width and height are not ``size``.

    Raises:
        PictureSizeError: they are not.
    """
    if (frame.width, frame.height) != size:
        raise PictureSizeError(f"a picture of {frame.width}x{frame.height} where {size[0]}x{size[1]} was announced")


def even(side: int) -> int:
    """The next even number: chroma has half the pixels, so coded pictures have even sides."""
    return side + side % 2


def to_i420(frame: VideoFrame) -> NDArray[np.uint8]:
    """A frame as packed I420: uint8, (height * 3 // 2, width), both sides made even.

    An odd last column or row is shown twice, so no pixel is lost.
    """
    if frame.format == "i420":
        return np.ascontiguousarray(frame.image)
    image = frame.image
    if frame.format == "gray":
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return _i420(image, _TO_I420.get(frame.format, cv2.COLOR_BGR2YUV_I420))


def bgr_to_i420(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """BGR, (height, width, 3), as packed I420: uint8, (height * 3 // 2, width), both sides made even."""
    return _i420(image, cv2.COLOR_BGR2YUV_I420)


def to_bgr(frame: VideoFrame) -> NDArray[np.uint8]:
    """A frame as BGR: uint8, (height, width, 3)."""
    if frame.format == "bgr":
        return frame.image
    return np.asarray(cv2.cvtColor(frame.image, _TO_BGR[frame.format]), np.uint8)


def i420_to_bgr(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Packed I420, (height * 3 // 2, width), as BGR: uint8, (height, width, 3)."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _i420(image: NDArray[np.uint8], code: int) -> NDArray[np.uint8]:
    right, below = image.shape[1] % 2, image.shape[0] % 2
    if right or below:
        image = np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    return np.asarray(cv2.cvtColor(image, code), np.uint8)
