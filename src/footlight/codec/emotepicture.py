"""The small picture of an emote, made anew of a file that somebody gives: nothing of the file itself is kept."""

from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footlight.codec.movingheader import moving_header
from footlight.codec.movingwebp import joined
from footlight.codec.stillheader import still_header
from footlight.errors import PictureInvalidError

SIDE: Final = 112
MOST_BYTES: Final = 64 * 1024
_SIDES: Final = (SIDE, 84, 56)
_QUALITIES: Final = (85, 70, 50, 30)
_HOPELESS: Final = 6 * MOST_BYTES
"""What is so large is too large in the lowest quality too."""
_STEPS: Final = (1, 2, 4, 8)
"""Every picture of one that moves, every second one, and so on: until it is small enough."""
_SHORTEST: Final = 20
"""Milliseconds that a picture is shown: what browsers make of less is ten times as much."""
_USUAL: Final = 100

Image = NDArray[np.uint8]


def emote(data: bytes) -> tuple[bytes, bool]:
    """A WebP file of at most 112x112 and 64 KB, made of a PNG, WebP or GIF file; and whether it moves.

    Raises:
        PictureInvalidError: the file is no such picture, is cut off, or is too large.
    """
    moving = moving_header(data)
    try:
        if moving is not None:
            pictures, times = _moving(data, moving.pictures)
        else:
            pictures, times = [_still(data)], [0]
        for made in _smaller(pictures, times):
            if len(made) <= MOST_BYTES:
                return made, len(pictures) > 1
    except cv2.error as error:
        raise PictureInvalidError("the file cannot be decoded") from error
    raise PictureInvalidError("this picture cannot be made small enough: give a shorter or a simpler one")


def _still(data: bytes) -> Image:
    header = still_header(data)
    if header.kind == "jpeg":
        raise PictureInvalidError("an emote is made of a PNG, WebP or GIF file")
    image = cv2.imdecode(np.frombuffer(header.data, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise PictureInvalidError(f"the {header.kind} file cannot be decoded: it is damaged")
    if image.dtype == np.uint16:
        image = cv2.convertScaleAbs(image, alpha=1 / 257)
    return np.asarray(image, np.uint8)


def _moving(data: bytes, most: int) -> tuple[list[Image], list[int]]:
    whole, found = cv2.imdecodeanimation(np.frombuffer(data, np.uint8), 0, most)
    pictures = [np.asarray(one, np.uint8) for one in found.frames]
    if not whole or not pictures:
        raise PictureInvalidError("the file cannot be decoded: it is damaged")
    times = [int(one) for one in found.durations]
    return pictures, [time if time >= _SHORTEST else _USUAL for time in times]


def _smaller(pictures: Sequence[Image], times: Sequence[int]) -> Iterator[bytes]:
    """The file, each time a smaller one."""
    for side in _SIDES:
        shaped = [_shaped(one, side) for one in pictures]
        for step in _STEPS if len(pictures) > 1 else (1,):
            # What is left out is shown by the one before.
            shown = [sum(times[at : at + step]) for at in range(0, len(times), step)]
            for quality in _QUALITIES:
                coded = [_coded(one, quality) for one in shaped[::step]]
                height, width = shaped[0].shape[:2]
                made = coded[0] if len(pictures) == 1 else joined(coded, shown, width, height)
                yield made
                if len(made) > _HOPELESS:
                    break


def _shaped(image: Image, side: int) -> Image:
    """At most so large, as blue, green, red and opacity."""
    if image.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGRA), np.uint8)
    elif image.shape[2] == 3:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8)
    height, width = image.shape[:2]
    scale = side / max(width, height)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # What cannot be seen has a colour too, which must not come into what can.
    seen = image[..., 3:].astype(np.float32) / 255
    colours = cv2.resize(image[..., :3].astype(np.float32) * seen, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)[..., np.newaxis]
    plain = np.divide(colours, alpha, out=np.zeros_like(colours), where=alpha > 0)
    return np.asarray(np.rint(np.concatenate([plain, alpha * 255], axis=2)).clip(0, 255), np.uint8)


def _coded(image: Image, quality: int) -> bytes:
    return cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, quality])[1].tobytes()
