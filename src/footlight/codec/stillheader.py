"""What the head of a picture file says, read before any of it is decoded: its size, and which way up it is.

JPEG: ITU-T T.81, annex B. PNG: ISO/IEC 15948. WebP: RFC 9649. Orientation: Exif 2.32, tag 0x0112.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from footlight.errors import PictureInvalidError

MOST_PIXELS: Final = 40_000_000
_MOST_PARTS: Final = 10_000
"""Segments or chunks in a file."""
_MOST_SCANS: Final = 32
"""Of a JPEG file: each takes as long as a picture, however few bytes it has. Usual are 1 and 10."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
"""What a PNG's pixels are made of; all else is texts, profiles and what somebody's program noted."""
_NEXT: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""Ends a scan of a JPEG file."""
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2))
"""Baseline, extended and progressive, with Huffman codes: what there is in the world."""
_OTHER_FRAMES: Final = frozenset((0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))


@dataclass(frozen=True, slots=True)
class StillHeader:
    """A picture file whose head is sound."""

    kind: Literal["jpeg", "png", "webp"]
    width: int
    height: int
    orientation: int
    """1 to 8, as Exif counts them."""
    data: bytes
    """What a decoder is given: of a PNG its pixels alone."""


def still_header(data: bytes) -> StillHeader:
    """Read the head of a file, and see that the file has an end.

    Raises:
        PictureInvalidError: no JPEG, PNG or WebP file; one that is cut off, moves, or has too many pixels.
    """
    try:
        if data.startswith(b"\xff\xd8\xff"):
            found = _jpeg(data)
        elif data.startswith(_PNG):
            found = _png(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            found = _webp(data)
        else:
            raise PictureInvalidError("this is no picture that can be taken: give a JPEG, PNG or WebP file")
    except (struct.error, IndexError):
        raise _cut_off() from None
    if found.width < 1 or found.height < 1:
        raise PictureInvalidError(f"a picture of {found.width}x{found.height} cannot be")
    if found.width * found.height > MOST_PIXELS:
        raise PictureInvalidError(
            f"a picture of {found.width}x{found.height} is too large:"
            f" {MOST_PIXELS // 1_000_000} megapixels can be taken"
        )
    return found


def _jpeg(data: bytes) -> StillHeader:
    size: tuple[int, int] | None = None
    orientation, at, scans = 1, 2, 0
    for _ in range(_MOST_PARTS):
        if data[at] != 0xFF:
            raise PictureInvalidError("the JPEG file is damaged")
        marker = data[at + 1]
        if marker == 0xFF:
            # Any number of these may stand before a marker.
            at += 1
            continue
        if marker == 0xD9:
            if size is None or not scans:
                raise PictureInvalidError("the JPEG file has no picture")
            return StillHeader("jpeg", *size, orientation, data)
        (length,) = struct.unpack_from(">H", data, at + 2)
        part = data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker in _FRAMES and size is None:
            bits, height, width = struct.unpack_from(">BHH", part)
            if bits != 8:
                raise PictureInvalidError(f"a JPEG file of {bits} bits a colour cannot be taken: 8 are usual")
            size = (width, height)
        elif marker in _FRAMES or marker in _OTHER_FRAMES:
            raise PictureInvalidError("a JPEG file of this kind cannot be taken: save it anew as a usual one")
        elif marker == 0xE1 and part.startswith(b"Exif\0\0"):
            orientation = _orientation(part[6:])
        elif marker == 0xDA:
            scans += 1
            if scans > _MOST_SCANS:
                raise PictureInvalidError(f"a JPEG file with more than {_MOST_SCANS} scans cannot be taken")
            after = _NEXT.search(data, at)
            if after is None:
                raise _cut_off()
            at = after.start()
    raise _too_many_parts()


def _png(data: bytes) -> StillHeader:
    kept, orientation = [_PNG], 1
    size: tuple[int, int] | None = None
    for number, (name, chunk, whole) in enumerate(_png_chunks(data)):
        if (name == b"IHDR") != (number == 0):
            raise PictureInvalidError("the PNG file is damaged")
        if name == b"IHDR":
            size = struct.unpack_from(">II", chunk)
        elif name == b"acTL":
            raise _moves()
        elif name == b"eXIf":
            orientation = _orientation(chunk)
        if name in _KEPT:
            kept.append(whole)
    if size is None:
        raise _cut_off()
    return StillHeader("png", *size, orientation, b"".join(kept))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each chunk up to the end's: its name, what is in it, and all of it."""
    at = len(_PNG)
    for _ in range(_MOST_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        whole = data[at : at + 12 + length]
        (told,) = struct.unpack_from(">I", whole, 8 + length)
        if zlib.crc32(whole[4:-4]) != told:
            raise PictureInvalidError("the PNG file is damaged")
        yield name, whole[8:-4], whole
        if name == b"IEND":
            return
        at += len(whole)
    raise _too_many_parts()


def _webp(data: bytes) -> StillHeader:
    (length,) = struct.unpack_from("<I", data, 4)
    data = data[: 8 + length]
    if len(data) < 8 + length:
        raise _cut_off()
    sizes: list[tuple[int, int]] = []
    orientation, at = 1, 12
    for _ in range(_MOST_PARTS):
        if at >= len(data):
            if not sizes:
                raise PictureInvalidError("the WebP file has no picture")
            # A canvas and the picture on it: whichever is the larger is what a decoder may make.
            return StillHeader("webp", *max(sizes, key=lambda size: size[0] * size[1]), orientation, data)
        name, size = struct.unpack_from("<4sI", data, at)
        chunk = data[at + 8 : at + 8 + size]
        if len(chunk) < size:
            raise _cut_off()
        at += 8 + size + size % 2
        if name in (b"ANIM", b"ANMF") or (name == b"VP8X" and chunk[0] & 0x02):
            raise _moves()
        if name == b"VP8X":
            sizes.append((1 + int.from_bytes(chunk[4:7], "little"), 1 + int.from_bytes(chunk[7:10], "little")))
        elif name == b"VP8 ":
            width, height = struct.unpack_from("<HH", chunk, 6)
            sizes.append((width & 0x3FFF, height & 0x3FFF))
        elif name == b"VP8L":
            (sides,) = struct.unpack_from("<I", chunk, 1)
            sizes.append((1 + (sides & 0x3FFF), 1 + (sides >> 14 & 0x3FFF)))
        elif name == b"EXIF":
            orientation = _orientation(chunk.removeprefix(b"Exif\0\0"))
    raise _too_many_parts()


def _orientation(exif: bytes) -> int:
    """What Exif says; 1, as it lies in the file, where it says nothing that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, at)
        for entry in range(min(entries, 1_000)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * entry)
            if (tag, kind) == (0x0112, 3):
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _cut_off() -> PictureInvalidError:
    return PictureInvalidError("the file is cut off: send it again")


def _moves() -> PictureInvalidError:
    return PictureInvalidError("a picture that moves cannot be taken: give a still one")


def _too_many_parts() -> PictureInvalidError:
    return PictureInvalidError("the file has too many parts: save it anew")
