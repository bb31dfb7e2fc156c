"""Scaling a picture to fit a size: the aspect is kept, and nothing is cut off."""

import cv2
import numpy as np
from numpy.typing import NDArray


def fitted(width: int, height: int, box: tuple[int, int] | None) -> tuple[int, int]:
    """The largest size of the aspect ``width``:``height`` within ``box``, with even sides; as it is without a box."""
    if box is None or (width, height) == box:
        return width, height
    scale = min(box[0] / width, box[1] / height)
    return _even(width * scale), _even(height * scale)


def scale(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """``image`` in another size: uint8, (height, width) or (height, width, channels).

    By the mean of an area where it gets smaller, which keeps small print readable; else linear.
    """
    if image.shape[1] == width and image.shape[0] == height:
        return image
    smaller = width < image.shape[1] or height < image.shape[0]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
