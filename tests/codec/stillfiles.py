"""Picture files for tests, made of what is in them."""

import struct
import zlib
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

GROUND: Final = (0x13, 0x0D, 0x0F)


def corners(width: int = 64, height: int = 40) -> NDArray[np.uint8]:
    """Blue, green, red and white, clockwise from the upper left; as BGR."""
    image = np.full((height, width, 3), 255, np.uint8)
    image[: height // 2, : width // 2] = (255, 0, 0)
    image[: height // 2, width // 2 :] = (0, 255, 0)
    image[height // 2 :, width // 2 :] = (0, 0, 255)
    return image


def coded(image: NDArray[np.integer], kind: str, *settings: int) -> bytes:
    """``settings``: OpenCV's; without any a WebP file is lossy, as those that are met mostly are."""
    usual = (cv2.IMWRITE_WEBP_QUALITY, 80) if kind == "webp" else ()
    return cv2.imencode(f".{kind}", image, settings or usual)[1].tobytes()


def picture(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def exif(orientation: int, order: str = "<") -> bytes:
    """With a place on earth beside it, as cameras write it."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    return head + struct.pack(f"{order}IH", 8, 2) + entries + b"\0\0\0\0" + b"GPS 52.5200 13.4050"


def jpeg_with(data: bytes, marker: int, part: bytes) -> bytes:
    """A JPEG file with a segment put in."""
    return data[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(part) + 2) + part + data[2:]


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(data: bytes, name: bytes, content: bytes) -> bytes:
    """A PNG file with a chunk put in after its head."""
    return data[:33] + png_chunk(name, content) + data[33:]


def webp_with(data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP file with chunks after its picture, which a canvas announces."""
    picture = data[12:]
    width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", picture, 8 + 6))
    canvas = b"\x08\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + riff(b"VP8X", canvas) + picture + b"".join(riff(name, content) for name, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
