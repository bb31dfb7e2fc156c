"""A picture that somebody gives, of which a smaller one is made anew: nothing of the file itself is kept."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.codec.stillheader import StillHeader, still_header
from footlight.errors import PictureInvalidError

WIDTH: Final = 1280
HEIGHT: Final = 720
MOST_BYTES: Final = 300_000
_QUALITIES: Final = (88, 80, 70, 60, 45, 30, 15)
"""The first that is small enough; the last is so for noise too."""
_GROUND: Final = np.array((0x13, 0x0D, 0x0F), np.uint8)
"""Of what can be seen through: blue, green and red of the pages' dark ground."""
_ROWS: Final = 256
"""That are put on the ground at once: the numbers between take more memory than the picture."""
_REDUCED: Final = (
    (8, cv2.IMREAD_REDUCED_COLOR_8),
    (4, cv2.IMREAD_REDUCED_COLOR_4),
    (2, cv2.IMREAD_REDUCED_COLOR_2),
    (1, cv2.IMREAD_COLOR_BGR),
)

Image = NDArray[np.uint8]


def shaped(data: bytes) -> bytes:
    """A JPEG file of at most 1280x720 and 300 KB, made of a JPEG, PNG or WebP file, upright and opaque.

    Raises:
        PictureInvalidError: the file is no such picture, is cut off, moves, or is too large.
    """
    header = still_header(data)
    width, height = _fitted(header)
    try:
        image = _decoded(header, width)
        if (image.shape[1], image.shape[0]) != (width, height):
            image = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        return _coded(_upright(image, header.orientation))
    except cv2.error as error:
        raise PictureInvalidError(f"the {header.kind} file cannot be decoded") from error


def _fitted(header: StillHeader) -> tuple[int, int]:
    """The size that it is brought to, as it lies in the file."""
    lying = header.orientation >= 5
    most_wide, most_high = (HEIGHT, WIDTH) if lying else (WIDTH, HEIGHT)
    scale = min(1.0, most_wide / header.width, most_high / header.height)
    return max(1, round(header.width * scale)), max(1, round(header.height * scale))


def _decoded(header: StillHeader, width: int) -> Image:
    """The picture as BGR, at least ``width`` wide; a JPEG's not much wider."""
    flags = cv2.IMREAD_UNCHANGED
    if header.kind == "jpeg":
        by = next(flag for share, flag in _REDUCED if share * width <= header.width or share == 1)
        flags = by | cv2.IMREAD_IGNORE_ORIENTATION
    image = cv2.imdecode(np.frombuffer(header.data, np.uint8), flags)
    if image is None:
        raise PictureInvalidError(f"the {header.kind} file cannot be decoded: it is damaged")
    if image.dtype == np.uint16:
        image = cv2.convertScaleAbs(image, alpha=1 / 257)
    if image.ndim == 2:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.asarray(image if image.shape[2] == 3 else _on_ground(np.asarray(image, np.uint8)), np.uint8)


def _on_ground(image: Image) -> Image:
    opaque = np.empty((*image.shape[:2], 3), np.uint8)
    for top in range(0, image.shape[0], _ROWS):
        rows = image[top : top + _ROWS]
        colours, alpha = rows[..., :3], cv2.cvtColor(rows[..., 3], cv2.COLOR_GRAY2BGR)
        ground = np.broadcast_to(_GROUND, colours.shape)
        opaque[top : top + _ROWS] = cv2.add(
            cv2.multiply(colours, alpha, scale=1 / 255), cv2.multiply(ground, 255 - alpha, scale=1 / 255)
        )
    return opaque


def _upright(image: Image, orientation: int) -> Image:
    if orientation >= 5:
        image = np.asarray(cv2.transpose(image), np.uint8)
    # In a file of orientation 2, 3, 6 or 7 what is right comes first; in one of 3, 4, 7 or 8 what is below.
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)


def _coded(image: Image) -> bytes:
    coded = b""
    for quality in _QUALITIES:
        settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        coded = cv2.imencode(".jpg", image, settings)[1].tobytes()
        if len(coded) <= MOST_BYTES:
            break
    return coded
