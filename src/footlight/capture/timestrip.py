"""The time strip: 64 black or white blocks in a picture that say when it was taken, for machines.

Layout, in a picture of ``width`` x ``height`` (also after even scaling): block side ``b = width // 80``,
the strip is ``64 * b`` wide and ``b`` high, its left edge at ``(width - 64 * b) // 2``, its top at
``height - 2 * b``. White is 1. Block 0 is the leftmost, and the most significant bit of a 64-bit word:

    bits 63..24   40 bits: capture time in microseconds since the Unix epoch, modulo 2**40
    bits 23..8    16 bits: the picture's number, modulo 2**16
    bits  7..0     8 bits: CRC-8 (polynomial 0x07, start 0x5A) of the seven bytes before

A reader takes the mean of the middle of each block, and refuses a word whose check does not hold.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.model.units import Micros

BLOCKS: Final = 64
TIME_BITS: Final = 40
MIN_WIDTH: Final = 320
"""Narrower pictures carry no strip: their blocks would not survive coding."""
_BLACK: Final = 16
_WHITE: Final = 240


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a strip says."""

    micros: int
    """Capture time modulo 2**40 microseconds (12.7 days)."""
    number: int
    """The picture's number modulo 2**16."""

    def captured_at(self, now: Micros) -> Micros:
        """The whole capture time, for a reader whose clock shows ``now``, at most six days apart."""
        half = 1 << (TIME_BITS - 1)
        return Micros(now - ((now - self.micros + half) % (1 << TIME_BITS) - half))


def block_side(width: int) -> int:
    """The side of one block in pixels; 0 where a picture is too narrow for a strip."""
    return width // 80 if width >= MIN_WIDTH else 0


def draw(image: NDArray[np.uint8], captured_at: Micros, number: int) -> None:
    """Draw the strip into ``image``: uint8, (height, width) or (height, width, channels)."""
    side = block_side(image.shape[1])
    if side == 0 or image.shape[0] < 3 * side:
        return
    top, left = _corner(image.shape[0], image.shape[1], side)
    body = (captured_at % (1 << TIME_BITS)).to_bytes(5) + (number % (1 << 16)).to_bytes(2)
    bits = np.unpackbits(np.frombuffer(body + bytes([_crc8(body)]), np.uint8))
    row = np.repeat(np.where(bits, _WHITE, _BLACK).astype(np.uint8), side)
    strip = image[top : top + side, left : left + BLOCKS * side]
    strip[...] = row if image.ndim == 2 else row[:, np.newaxis]


def read(image: NDArray[np.uint8]) -> Stamp | None:
    """What the strip of a decoded picture says; None where there is none, or it cannot be read.

    ``image`` is uint8: (height, width) or (height, width, channels).
    """
    side = block_side(image.shape[1])
    if side == 0 or image.shape[0] < 3 * side:
        return None
    top, left = _corner(image.shape[0], image.shape[1], side)
    margin = side // 4
    strip = image[top + margin : top + side - margin, left : left + BLOCKS * side]
    blocks = strip.reshape(strip.shape[0], BLOCKS, side, -1)[:, :, margin : side - margin]
    word = np.packbits(blocks.mean(axis=(0, 2, 3)) > (_BLACK + _WHITE) / 2).tobytes()
    if _crc8(word[:7]) != word[7]:
        return None
    return Stamp(micros=int.from_bytes(word[:5]), number=int.from_bytes(word[5:7]))


def _corner(height: int, width: int, side: int) -> tuple[int, int]:
    return height - 2 * side, (width - BLOCKS * side) // 2


def _crc8(data: bytes) -> int:
    crc = 0x5A
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc
