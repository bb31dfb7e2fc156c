"""A frame as a screen takes it."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.model.frame import VideoFrame

_TO_BGRA: Final = {
    "bgr": cv2.COLOR_BGR2BGRA,
    "rgb": cv2.COLOR_RGB2BGRA,
    "gray": cv2.COLOR_GRAY2BGRA,
    "i420": cv2.COLOR_YUV2BGRA_I420,
}


def to_bgra(frame: VideoFrame) -> NDArray[np.uint8]:
    """A frame as BGRA: uint8, (height, width, 4)."""
    if frame.format == "bgra":
        return frame.image
    return np.asarray(cv2.cvtColor(frame.image, _TO_BGRA[frame.format]), np.uint8)
