"""What a picture file that moves says of itself, read before any of it is decoded: its size, and its pictures.

GIF: the specification of GIF89a. WebP: RFC 9649, section 2.7.
"""

import struct
from dataclasses import dataclass
from typing import Final

from footlight.errors import PictureInvalidError

MOST_PICTURES: Final = 200
MOST_PIXELS: Final = 20_000_000
"""Of all pictures of a file together: as many are decoded at once."""
_MOST_PARTS: Final = 100_000
"""Blocks or chunks in a file."""


@dataclass(frozen=True, slots=True)
class MovingHeader:
    """A file of several pictures, whose head is sound."""

    width: int
    height: int
    pictures: int


def moving_header(data: bytes) -> MovingHeader | None:
    """Read the heads of a GIF or WebP file; None where it is another one, or a WebP file of one still picture.

    Raises:
        PictureInvalidError: it is cut off or damaged, or has too many pictures or pixels.
    """
    try:
        if data[:6] in (b"GIF87a", b"GIF89a"):
            found = _gif(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP" and data[12:16] == b"VP8X" and data[20] & 0x02:
            found = _webp(data)
        else:
            return None
    except (struct.error, IndexError):
        raise PictureInvalidError("the file is cut off: send it again") from None
    if not found.pictures or not found.width or not found.height:
        raise PictureInvalidError("the file has no picture")
    if found.pictures > MOST_PICTURES:
        raise PictureInvalidError(f"the file has {found.pictures} pictures: {MOST_PICTURES} can be taken")
    if found.width * found.height * found.pictures > MOST_PIXELS:
        raise PictureInvalidError(
            f"{found.pictures} pictures of {found.width}x{found.height} are too large:"
            f" {MOST_PIXELS // 1_000_000} megapixels can be taken, all together"
        )
    return found


def _gif(data: bytes) -> MovingHeader:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at, pictures = 13 + _colours(flags), 0
    for _ in range(_MOST_PARTS):
        kind = data[at]
        if kind == 0x3B:
            return MovingHeader(width, height, pictures)
        if kind == 0x21:
            at = _after_blocks(data, at + 2)
        elif kind == 0x2C:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            if left + wide > width or top + high > height:
                raise PictureInvalidError("the GIF file is damaged")
            pictures += 1
            at = _after_blocks(data, at + 11 + _colours(flags))
        else:
            raise PictureInvalidError("the GIF file is damaged")
    raise _too_many_parts()


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += 1 + size
    return at + 1


def _webp(data: bytes) -> MovingHeader:
    (length,) = struct.unpack_from("<I", data, 4)
    if len(data) < 8 + length:
        raise PictureInvalidError("the file is cut off: send it again")
    width, height = 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    at, pictures = 12, 0
    for _ in range(_MOST_PARTS):
        if at >= 8 + length:
            return MovingHeader(width, height, pictures)
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"ANMF":
            _check_picture(data[at + 8 : at + 8 + size], width, height)
            pictures += 1
        at += 8 + size + size % 2
    raise _too_many_parts()


def _check_picture(chunk: bytes, width: int, height: int) -> None:
    """What is in a picture of a WebP file must be as large as it says, and lie within the file's."""
    left, top, wide, high = (int.from_bytes(chunk[at : at + 3], "little") for at in (0, 3, 6, 9))
    at, size = 16, (0, 0)
    while at < len(chunk):
        name, length = struct.unpack_from("<4sI", chunk, at)
        if name == b"VP8 ":
            one, other = struct.unpack_from("<HH", chunk, at + 14)
            size = (one & 0x3FFF, other & 0x3FFF)
        elif name == b"VP8L":
            (sides,) = struct.unpack_from("<I", chunk, at + 9)
            size = (1 + (sides & 0x3FFF), 1 + (sides >> 14 & 0x3FFF))
        at += 8 + length + length % 2
    if size != (1 + wide, 1 + high) or 2 * left + size[0] > width or 2 * top + size[1] > height:
        raise PictureInvalidError("the WebP file is damaged")


def _too_many_parts() -> PictureInvalidError:
    return PictureInvalidError("the file has too many parts: save it anew")
