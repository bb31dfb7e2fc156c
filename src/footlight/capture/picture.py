"""A picture of FFmpeg as a picture of ours: upright, of square pixels, in one size, in a format that OpenCV knows."""

from dataclasses import dataclass
from typing import Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.source import MAX_SIDE
from footlight.errors import PictureSizeError
from footlight.model.colour import MATRIX_SMPTE170M, MATRIX_UNSPECIFIED, is_i420, matrix_of
from footlight.model.frame import PixelFormat

_TURNS: Final = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True, slots=True)
class Shaper:
    """Gives every picture of a stream the size that was announced for it."""

    width: int
    height: int

    @classmethod
    def of(cls, first: av.VideoFrame, aspect: float, box: tuple[int, int] | None) -> "Shaper":
        """The shape for a stream that begins with ``first``, whose pixels are ``aspect`` times as wide as high.

        Raises:
            PictureSizeError: a picture with a side beyond 8192.
        """
        width, height = max(1, round(first.width * aspect)), first.height
        if first.rotation % 180:
            width, height = height, width
        if max(width, height) > MAX_SIDE:
            raise PictureSizeError(f"pictures of {width}x{height} are too large: at most {MAX_SIDE} a side")
        return cls(*fitted(width, height, box))

    def shape(self, frame: av.VideoFrame) -> tuple[NDArray[np.uint8], PixelFormat]:
        """``frame`` in this shape: I420 or BGRA where it is that already, else BGR."""
        turn = _TURNS.get(frame.rotation % 360)
        if turn is None and (frame.width, frame.height) == (self.width, self.height) and _is_i420(frame):
            return np.asarray(frame.to_ndarray(), np.uint8), "i420"
        if turn is None and frame.format.name in {"bgr0", "bgra"}:
            return scale(_bgra(frame), self.width, self.height), "bgra"
        image = _bgr(frame)
        if turn is not None:
            image = np.asarray(cv2.rotate(image, turn), np.uint8)
        return scale(image, self.width, self.height), "bgr"


def _bgra(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """What screens give, as it is: the fourth byte of bgr0 means nothing."""
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(frame.height, plane.line_size)
    return rows[:, : frame.width * 4].reshape(frame.height, frame.width, 4)


def _bgr(frame: av.VideoFrame) -> NDArray[np.uint8]:
    if frame.format.name == "yuyv422" and frame.colorspace in {MATRIX_UNSPECIFIED, MATRIX_SMPTE170M}:
        # What most cameras give uncompressed: BT.601 in every size (USB Video Class 1.5, 3.9.2.6).
        return np.asarray(cv2.cvtColor(np.asarray(frame.to_ndarray(), np.uint8), cv2.COLOR_YUV2BGR_YUYV), np.uint8)
    if _is_i420(frame):
        return np.asarray(cv2.cvtColor(np.asarray(frame.to_ndarray(), np.uint8), cv2.COLOR_YUV2BGR_I420), np.uint8)
    converted = frame.reformat(format="bgr24", src_colorspace=matrix_of(frame.colorspace, frame.height))
    return np.asarray(converted.to_ndarray(), np.uint8)


def _is_i420(frame: av.VideoFrame) -> bool:
    return is_i420(frame.format.name, frame.width, frame.height, frame.colorspace, frame.color_range)
