"""Scaling a picture to fit a size: the aspect is kept, and nothing is cut off."""

import cv2
import numpy as np
from numpy.typing import NDArray


def fitted(width: int, height: int, box: tuple[int, int] | None) -> tuple[int, int]:
    """The largest size of the aspect ``width``:``height`` within ``box``, with even sides; as it is without a box."""
    if box is None:
        return width, height
    factor = min(box[0] / width, box[1] / height)
    return _even(width * factor), _even(height * factor)


def scale(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """``image`` in another size: uint8, (height, width) or (height, width, channels).

    Halved as often as it goes, by the mean of four pixels each, which keeps small print readable; the
    rest linear. OpenCV's area mean for any ratio looks much the same, and takes five times as long.
    """
    while image.shape[1] >= 2 * width and image.shape[0] >= 2 * height:
        half = image.shape[1] // 2, image.shape[0] // 2
        image = np.asarray(
            cv2.resize(image[: 2 * half[1], : 2 * half[0]], half, interpolation=cv2.INTER_AREA), np.uint8
        )
    if image.shape[1] == width and image.shape[0] == height:
        return image
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
